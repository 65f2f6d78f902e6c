import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { originOf } from '../../../src/chip/origin.ts';
import { chipFrom } from '../../../src/chip/sample-chip.ts';
import { loadScenario } from '../../../src/config/load-scenario.ts';
import type { ContributedMetric } from '../../../src/model/contributed-metrics.ts';
import { type ChipContributions, contributing } from '../../../src/montecarlo/contributions/path.ts';
import { contributionsOf } from '../../../src/montecarlo/contributions/shares.ts';
import { prepareStudy } from '../../../src/montecarlo/prepare-study.ts';
import type { Study } from '../../../src/montecarlo/study.ts';
import { ChipTrials } from '../../../src/montecarlo/trial.ts';
import { absolute, fixed, relative } from '../../chip/device.ts';
import { staticScenario } from '../../cli/static-scenario.ts';
import { linearStudy } from '../inquiries/linear-study.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-contributions-'));
afterAll(() => rmSync(folder, { recursive: true }));

function told(
  study: Study,
  rule: string,
  chip: number,
  by: readonly ('parameter' | 'part' | 'layer')[] = ['parameter'],
  metric: ContributedMetric = 'gainMargin',
) {
  const { names, of } = contributing(study, study.points[0], rule, metric, by);
  const found = of(chip);
  if ('why' in found) throw new Error(found.why);
  return { names, found };
}

/** What is shared out of a metric, as `dyadsim contributions` takes it from rows. */
function stored(study: Study, chip: number, metric: ContributedMetric = 'gainMargin'): number {
  const [row] = new ChipTrials(study, chip).run();
  if (metric === 'angleDeg') return Math.max(...row.angleDeg.map((angle) => angle!));
  if (metric === 'lossBeta') return row.lossBeta === null ? 0 : row.beta / row.lossBeta;
  return row.gainMargin === null ? 0 : 1 / row.gainMargin;
}

/** Of a linear chip the loop gain is beta over the beta at which the branch ends. */
describe.each(['gainMargin', 'lossBeta'] as const)(
  'a linear chip, whose %s is that of a product of three draws',
  (metric) => {
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
        const { names, found } = told(study, 'dp', chip, ['parameter'], metric);
        const [w, p, q] = deviations(chip);
        const byWeight = (t: number) => scale * w * (1 + t * p) * (1 + t * q);
        const byNudge = (t: number) => scale * (1 + t * w) * (p * (1 + t * q) + q * (1 + t * p));
        const trapezium = (f: (t: number) => number) => {
          return Array.from({ length: 8 }, (_, i) => (f(i / 8) + f((i + 1) / 8)) / 16).reduce(
            (sum, own) => sum + own,
            0,
          );
        };
        expect(found.start).toBeCloseTo(scale, 10);
        expect(found.parts[names.indexOf('dyad.meanWeight')]).toBeCloseTo(trapezium(byWeight), 9);
        expect(found.parts[names.indexOf('dyad.nudgeGain')]).toBeCloseTo(trapezium(byNudge), 9);
        // All that is left of the product is what the rule leaves: f''/12 of (1/8)^2, f'' below 6 |w p q| and |w p| + |w q| + |p q|.
        const whole = scale * (1 + w) * (1 + p) * (1 + q);
        expect(whole).toBeCloseTo(stored(study, chip, metric), 9);
        const left = whole - found.start - found.parts.reduce((sum, own) => sum + own, 0);
        const bound = (scale * 6 * Math.abs(w * p * q)) / 12 / 64;
        expect(Math.abs(left)).toBeLessThanOrEqual(bound + 1e-10);
      }
    });

    it('has the shares of its variance that are known, and explains it all', () => {
      const many = metric === 'gainMargin' ? 400 : 120;
      const chips = Array.from({ length: many }, (_, chip) => told(study, 'dp', chip, ['parameter'], metric));
      const values = chips.map((_, chip) => stored(study, chip, metric));
      const [{ names }] = chips;
      const found = contributionsOf(
        metric,
        names,
        chips.map((own) => own.found),
        values,
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
        expect(error).toBeLessThan(1.2 / Math.sqrt(many));
      }
      expect(found.r2).toBeGreaterThan(0.9999);
      expect(Math.abs(found.notExplained.share!)).toBeLessThan(1e-3);
      const sum = found.groups.reduce((all, { share }) => all + share!, found.notExplained.share!);
      expect(sum).toBeCloseTo(1, 10);
    });

    it('tells layers and parts apart', () => {
      const { names, found } = told(study, 'dp', 3, ['parameter', 'layer'], metric);
      const [w, p] = deviations(3);
      expect(names).toContain('dyad.nudgeGain, layer 2');
      // Of the output layer the mean weight does nothing.
      expect(found.parts[names.indexOf('dyad.meanWeight, layer 2')]).toBeCloseTo(0, 12);
      const own = found.parts[names.indexOf('dyad.nudgeGain, layer 1')];
      expect(own / (scale * p)).toBeGreaterThan(1 - Math.abs(w) - 0.5);
      const whole = told(study, 'dp', 3, ['parameter'], metric);
      const both = [1, 2].map((k) => found.parts[names.indexOf(`dyad.nudgeGain, layer ${k}`)]);
      expect(both[0] + both[1]).toBeCloseTo(whole.found.parts[whole.names.indexOf('dyad.nudgeGain')], 9);
    });
  },
);

describe('chips of relu, whose loops jump where a compartment falls silent', () => {
  const own = 'rules: [dp]\nfollow: 1';
  function studyOf(name: string, overrides: string, beta = '0.02', follow = 1): Study {
    const path = staticScenario(folder, name, '20', own);
    const text = readFileSync(path, 'utf8')
      .replace('beta: 0.05', `beta: ${beta}`)
      .replace('follow: 1', `follow: ${follow}`);
    writeFileSync(path, text.replace('overrides:', `overrides:\n  dyad.alpha: 0\n${overrides}`));
    const { scenario, points } = loadScenario(path);
    return prepareStudy(scenario, points);
  }

  function explained(study: Study, metric: ContributedMetric = 'gainMargin') {
    const chips: ChipContributions[] = [];
    const values: number[] = [];
    let names: readonly string[] = [];
    for (let chip = 0; chip < 20; chip++) {
      const asked = contributing(study, study.points[0], 'dp', metric, ['parameter']);
      names = asked.names;
      const found = asked.of(chip);
      if ('why' in found) continue;
      chips.push(found);
      values.push(stored(study, chip, metric));
    }
    return { chips, result: contributionsOf(metric, names, chips, values) };
  }

  it('are explained, offsets by the jumps alone', () => {
    const { chips, result } = explained(studyOf('offsets', '  neuron.offset.mismatch: 0.1'));
    expect(chips.length).toBeGreaterThan(10);
    // Compartments that fall silent and wake again within an eighth of the way are not seen.
    expect(result.r2).toBeGreaterThan(0.95);
    const offset = result.groups.find(({ name }) => name === 'neuron.offset')!;
    expect(Math.abs(offset.share!)).toBeGreaterThan(0.1);
  }, 120_000);

  it('are explained in angles', () => {
    const overrides = '  dyad.nudgeGain.mismatch: 10 %\n  neuron.offset.mismatch: 0.02';
    const { chips, result } = explained(studyOf('angles', overrides), 'angleDeg');
    expect(chips.length).toBeGreaterThan(10);
    expect(result.r2).toBeGreaterThan(0.9);
  }, 120_000);

  it('are told, and explained in part, in the beta at which their branches end', () => {
    const overrides = '  dyad.nudgeGain.mismatch: 10 %\n  neuron.offset.mismatch: 0.02';
    const { chips, result } = explained(studyOf('losses', overrides, '0.02', 60), 'lossBeta');
    expect(chips.length).toBeGreaterThan(10);
    // Where another kink ends the branch the beta jumps, which is nobody's part.
    expect(result.r2).toBeGreaterThan(0);
    expect(result.groups.reduce((all, { share }) => all + share!, result.notExplained.share!)).toBeCloseTo(1, 10);
  }, 120_000);

  it('begin with the chip of medians, and stuck devices have the difference to it', () => {
    const study = studyOf('stuck', '  synapse.stuckOff: 2 %');
    const { names, of } = contributing(study, study.points[0], 'dp', 'gainMargin', ['parameter']);
    const found = of(2);
    if ('why' in found) throw new Error(found.why);
    const stuck = found.parts[names.indexOf('synapse.stuck')];
    expect(Math.abs(stuck)).toBeGreaterThan(0);
    const sum = found.parts.reduce((all, part) => all + part, found.start);
    expect(sum / stored(study, 2)).toBeCloseTo(1, 2);
    const none = studyOf('none', '  synapse.stuckOff: 0');
    const without = contributing(none, none.points[0], 'dp', 'gainMargin', ['parameter']);
    const other = without.of(2);
    if ('why' in other) throw new Error(other.why);
    expect(other.start).toBeCloseTo(found.start, 12);
    expect(without.names).not.toContain('synapse.stuck');
  }, 120_000);

  it('are left out, with the reason, where their branch is lost', () => {
    const study = studyOf('lost', '', '10');
    const lost = Array.from({ length: 6 }, (_, chip) =>
      contributing(study, study.points[0], 'dp', 'gainMargin', ['parameter']).of(chip),
    );
    expect(lost.some((own) => 'why' in own && /a branch is lost/.test(own.why))).toBe(true);
  });
});

describe('a linear chip whose gradient is off by nudging gains and offsets', () => {
  const beta = 0.05;
  const [input, target, weights] = [0.5, [0.7, -0.4], [2, 1]];
  const study = twoOutputs({
    dyad: { nudgeGain: fixed(1, { mismatch: relative(0.1) }) },
    neuron: { offset: fixed(0, { mismatch: absolute(0.002) }) },
  });

  /** The angle, deg, between d of the outputs, n e + (o_plus - o_minus) / beta, and e: nudged by their plus compartments alone. */
  function angle(n: readonly number[], offsets: readonly number[], hidden: number): number {
    const e = weights.map((w, i) => target[i] - w * (input + hidden));
    const d = e.map((own, i) => n[i] * own + offsets[i] / beta);
    return (180 / Math.PI) * Math.atan2(Math.abs(d[0] * e[1] - d[1] * e[0]), d[0] * e[0] + d[1] * e[1]);
  }

  it('has the integrals of its derivatives as parts', () => {
    let apart = 0;
    for (let chip = 0; chip < 12; chip++) {
      const { scenario } = study.points[0];
      const [hidden, output] = chipFrom(scenario.device, study.tasks[0].network, originOf(study, chip)).neurons.slice(
        1,
      );
      const moves = [...output!.nudgeGain.plus].map((own) => own - 1);
      const offsets = [...output!.offset.plus].map((own, i) => own - output!.offset.minus[i]);
      const at = (nudge: number, offset: number) =>
        angle(
          moves.map((move) => 1 + nudge * move),
          offsets.map((own) => offset * own),
          offset * hidden!.offset.minus[0],
        );
      const whole = at(1, 1);
      expect(stored(study, chip, 'angleDeg') / whole).toBeCloseTo(1, 6);
      const { names, found } = told(study, 'dp-transpose', chip, ['parameter'], 'angleDeg');
      expect(found.start).toBeCloseTo(0, 6);
      // Midpoints of 2,000 parts, of which the error is far below that of the trapezium rule over eighths of the way.
      const parts = 2000;
      const integral = (by: (t: number, step: number) => number) =>
        Array.from({ length: parts }, (_, i) => by((i + 0.5) / parts, 0.5 / parts)).reduce((sum, own) => sum + own, 0);
      const byNudge = integral((t, step) => at(t + step, t) - at(t - step, t));
      const byOffset = integral((t, step) => at(t, t + step) - at(t, t - step));
      // The angle has a corner at 0, which midpoints cut.
      expect((byNudge + byOffset) / whole).toBeCloseTo(1, 2);
      expect(Math.abs(found.parts[names.indexOf('dyad.nudgeGain')] - byNudge)).toBeLessThan(0.01 * whole);
      expect(Math.abs(found.parts[names.indexOf('neuron.offset')] - byOffset)).toBeLessThan(0.01 * whole);
      if (Math.min(Math.abs(byNudge), Math.abs(byOffset)) > 0.1 * whole) apart++;
    }
    expect(apart).toBeGreaterThan(3);
  });

  function twoOutputs(spreads: { dyad: object; neuron: object }): Study {
    const linear = linearStudy(spreads.dyad);
    const [point] = linear.points;
    const { device } = point.scenario;
    const scenario = {
      ...point.scenario,
      device: { ...device, neuron: { ...device.neuron, ...spreads.neuron } },
      network: { ...point.scenario.network, layers: [1, 1, 2] },
      rules: ['dp-transpose'],
    };
    const forward = [[1], weights].map((own) => ({
      weights: Float64Array.from(own),
      bias: new Float64Array(own.length),
    }));
    const network = { ...linear.tasks[0].network, layers: [1, 1, 2], forward, scale: [1, 1, 1] };
    const probes = [{ input: Float64Array.of(input), label: 0, target: Float64Array.from(target) }];
    return { ...linear, tasks: [{ network, probes }], points: [{ ...point, scenario }] };
  }
});
