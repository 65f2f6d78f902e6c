import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { originOf } from '../../../src/chip/origin.ts';
import { chipFrom } from '../../../src/chip/sample-chip.ts';
import { loadScenario } from '../../../src/config/load-scenario.ts';
import { type ChipContributions, contributing } from '../../../src/montecarlo/contributions/path.ts';
import { contributionsOf } from '../../../src/montecarlo/contributions/shares.ts';
import { prepareStudy } from '../../../src/montecarlo/prepare-study.ts';
import type { Study } from '../../../src/montecarlo/study.ts';
import { ChipTrials } from '../../../src/montecarlo/trial.ts';
import { fixed, relative } from '../../chip/device.ts';
import { staticScenario } from '../../cli/static-scenario.ts';
import { linearStudy } from '../inquiries/linear-study.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-contributions-'));
afterAll(() => rmSync(folder, { recursive: true }));

function told(
  study: Study,
  rule: string,
  chip: number,
  by: readonly ('parameter' | 'part' | 'layer')[] = ['parameter'],
) {
  const { names, of } = contributing(study, study.points[0], rule, by);
  const found = of(chip);
  if ('why' in found) throw new Error(found.why);
  return { names, found };
}

function storedGain(study: Study, chip: number, rule = 0): number {
  const row = new ChipTrials(study, chip).run()[rule];
  return row.gainMargin === null ? 0 : 1 / row.gainMargin;
}

describe('a linear chip, whose loop gain is a product of three draws', () => {
  const spreads = {
    meanWeight: fixed(1, { mismatch: relative(0.2) }),
    nudgeGain: fixed(1, { mismatch: relative(0.1) }),
  };
  const study = linearStudy(spreads);
  const [point] = study.points;
  /** beta W^2, and the deviations of the mean weight and of both nudging gains. */
  const scale = 0.05 * 4;
  const deviations = (chip: number) => {
    const { neurons } = chipFrom(point.scenario.device, study.tasks[0].network, originOf(study, chip));
    const [hidden, output] = [neurons[1]!, neurons[2]!];
    return [hidden.meanWeight.minus[0], hidden.nudgeGain.minus[0], output.nudgeGain.minus[0]].map((own) => own - 1);
  };

  it('has the integrals of its derivatives as parts, by the trapezium rule over eighths of the way', () => {
    for (let chip = 0; chip < 10; chip++) {
      const { names, found } = told(study, 'dp', chip);
      const [w, p, q] = deviations(chip);
      const byWeight = (t: number) => scale * w * (1 + t * p) * (1 + t * q);
      const byNudge = (t: number) => scale * (1 + t * w) * (p * (1 + t * q) + q * (1 + t * p));
      const trapezium = (f: (t: number) => number) => {
        return Array.from({ length: 8 }, (_, i) => (f(i / 8) + f((i + 1) / 8)) / 16).reduce((sum, own) => sum + own, 0);
      };
      expect(found.start).toBeCloseTo(scale, 10);
      expect(found.parts[names.indexOf('dyad.meanWeight')]).toBeCloseTo(trapezium(byWeight), 9);
      expect(found.parts[names.indexOf('dyad.nudgeGain')]).toBeCloseTo(trapezium(byNudge), 9);
      // All that is left of the product is what the rule leaves: f''/12 of (1/8)^2, f'' below 6 |w p q| and |w p| + |w q| + |p q|.
      const whole = scale * (1 + w) * (1 + p) * (1 + q);
      expect(whole).toBeCloseTo(storedGain(study, chip), 9);
      const left = whole - found.start - found.parts.reduce((sum, own) => sum + own, 0);
      const bound = (scale * 6 * Math.abs(w * p * q)) / 12 / 64;
      expect(Math.abs(left)).toBeLessThanOrEqual(bound + 1e-10);
    }
  });

  it('has the shares of its variance that are known, and explains it all', () => {
    const chips = Array.from({ length: 400 }, (_, chip) => told(study, 'dp', chip));
    const stored = chips.map((_, chip) => storedGain(study, chip));
    const [{ names }] = chips;
    const found = contributionsOf(
      names,
      chips.map((own) => own.found),
      stored,
    );
    // Var = 1.04 1.01^2 - 1; half of each interaction of two, a third of that of all goes to each draw (as of Shapley).
    const [a, b] = [0.2 ** 2, 0.1 ** 2];
    const variance = (1 + a) * (1 + b) ** 2 - 1;
    const ofWeight = a + a * b + (a * b * b) / 3;
    const ofNudge = 2 * b + a * b + b * b + (2 * a * b * b) / 3;
    expect(ofWeight + ofNudge).toBeCloseTo(variance, 12);
    const truth: Record<string, number> = {
      'dyad.meanWeight': ofWeight / variance,
      'dyad.nudgeGain': ofNudge / variance,
    };
    for (const { name, share, interval } of found.groups) {
      // 4.9 standard errors of 1.96 that an interval has on either side.
      const error = (interval![1] - interval![0]) / 2 / 1.96;
      expect(Math.abs(share! - truth[name])).toBeLessThan(4.9 * error);
      expect(error).toBeLessThan(0.06);
    }
    expect(found.r2).toBeGreaterThan(0.9999);
    expect(Math.abs(found.notExplained.share!)).toBeLessThan(1e-3);
    const sum = found.groups.reduce((all, { share }) => all + share!, found.notExplained.share!);
    expect(sum).toBeCloseTo(1, 10);
  });

  it('tells layers and parts apart', () => {
    const { names, found } = told(study, 'dp', 3, ['parameter', 'layer']);
    const [w, p] = deviations(3);
    expect(names).toContain('dyad.nudgeGain, layer 2');
    // Of the output layer the mean weight does nothing.
    expect(found.parts[names.indexOf('dyad.meanWeight, layer 2')]).toBeCloseTo(0, 12);
    const own = found.parts[names.indexOf('dyad.nudgeGain, layer 1')];
    expect(own / (scale * p)).toBeGreaterThan(1 - Math.abs(w) - 0.5);
    const whole = told(study, 'dp', 3);
    const both = [1, 2].map((k) => found.parts[names.indexOf(`dyad.nudgeGain, layer ${k}`)]);
    expect(both[0] + both[1]).toBeCloseTo(whole.found.parts[whole.names.indexOf('dyad.nudgeGain')], 9);
  });
});

describe('chips of relu, whose loops jump where a compartment falls silent', () => {
  const own = 'rules: [dp]\nfollow: 1';
  function studyOf(name: string, overrides: string, beta = '0.02'): Study {
    const path = staticScenario(folder, name, '20', own);
    const text = readFileSync(path, 'utf8').replace('beta: 0.05', `beta: ${beta}`);
    writeFileSync(path, text.replace('overrides:', `overrides:\n  dyad.alpha: 0\n${overrides}`));
    const { scenario, points } = loadScenario(path);
    return prepareStudy(scenario, points);
  }

  function explained(study: Study) {
    const chips: ChipContributions[] = [];
    const stored: number[] = [];
    let names: readonly string[] = [];
    for (let chip = 0; chip < 20; chip++) {
      const asked = contributing(study, study.points[0], 'dp', ['parameter']);
      names = asked.names;
      const found = asked.of(chip);
      if ('why' in found) continue;
      chips.push(found);
      stored.push(storedGain(study, chip));
    }
    return { chips, result: contributionsOf(names, chips, stored) };
  }

  it('are explained, offsets by the jumps alone', () => {
    const { chips, result } = explained(studyOf('offsets', '  neuron.offset.mismatch: 0.1'));
    expect(chips.length).toBeGreaterThan(10);
    // Compartments that fall silent and wake again within an eighth of the way are not seen.
    expect(result.r2).toBeGreaterThan(0.95);
    const offset = result.groups.find(({ name }) => name === 'neuron.offset')!;
    expect(Math.abs(offset.share!)).toBeGreaterThan(0.1);
  }, 120_000);

  it('begin with the chip of medians, and stuck devices have the difference to it', () => {
    const study = studyOf('stuck', '  synapse.stuckOff: 2 %');
    const { names, of } = contributing(study, study.points[0], 'dp', ['parameter']);
    const found = of(2);
    if ('why' in found) throw new Error(found.why);
    const stuck = found.parts[names.indexOf('synapse.stuck')];
    expect(Math.abs(stuck)).toBeGreaterThan(0);
    const sum = found.parts.reduce((all, part) => all + part, found.start);
    expect(sum / storedGain(study, 2)).toBeCloseTo(1, 2);
    const none = studyOf('none', '  synapse.stuckOff: 0');
    const without = contributing(none, none.points[0], 'dp', ['parameter']);
    const other = without.of(2);
    if ('why' in other) throw new Error(other.why);
    expect(other.start).toBeCloseTo(found.start, 12);
    expect(without.names).not.toContain('synapse.stuck');
  }, 120_000);

  it('are left out, with the reason, where their branch is lost', () => {
    const study = studyOf('lost', '', '10');
    const lost = Array.from({ length: 6 }, (_, chip) =>
      contributing(study, study.points[0], 'dp', ['parameter']).of(chip),
    );
    expect(lost.some((own) => 'why' in own && /a branch is lost/.test(own.why))).toBe(true);
  });
});
