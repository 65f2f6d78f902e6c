import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sampleChip } from '../../src/chip/sample-chip.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { OUTCOMES } from '../../src/model/outcomes.ts';
import { noiseStreams } from '../../src/montecarlo/noise-streams.ts';
import { columnsOf } from '../../src/montecarlo/row-columns.ts';
import { trialLimits } from '../../src/montecarlo/trial-limits.ts';
import { pointsOfStudy, type TrialPoints } from '../../src/montecarlo/trial-point.ts';
import { buildReport } from '../../src/report/build-report.ts';
import { buildSummary } from '../../src/report/build-summary.ts';
import { gatherEvidence, NO_EVIDENCE, withEvidence } from '../../src/report/evidence/evidence.ts';
import { RunTally } from '../../src/report/tally/run-tally.ts';
import { simulate } from '../../src/verdict/simulate.ts';
import { tallyOf } from './reports.ts';
import { smallRun } from './small-run.ts';
import { syntheticRun, unsimulated } from './synthetic-run.ts';
import { untraceable } from './traceable.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-examples-'));
afterAll(() => rmSync(folder, { recursive: true }));

const CHIPS = 4;
// So strong a nudging that some chips run away, into rails.
const { study, manifest, rows, evidenceOf } = smallRun(folder, { probes: 3, noise: true, chips: CHIPS }, (text) =>
  text.replace('beta: 0.3', 'beta: 6').replace('overrides:', 'overrides:\n  signal.rails: [-1.5, 1.5]'),
);
const { evidence, summary } = evidenceOf(pointsOfStudy(study));
const examples = summary.examples!;

/** As a row tells it: the worst of its inputs. */
const worstOf = ({ outcomes }: (typeof rows)[number]) => OUTCOMES.findLast((outcome) => outcomes[outcome] > 0)!;

describe('one chip of each kind', () => {
  it('is there for every word and rule that occurs, the first in the order of points, then chips, with how many there are', () => {
    expect(new Set(examples.map(({ outcome }) => outcome)).size).toBeGreaterThan(1);
    const found = ['dp', 'dp-transpose'].flatMap((rule) =>
      OUTCOMES.flatMap((outcome) => {
        const own = rows.filter((row) => row.rule === rule && worstOf(row) === outcome);
        const [first] = own.sort((a, b) => a.point - b.point || a.chip - b.chip);
        return first === undefined ? [] : [{ rule, outcome, trials: own.length, point: first.point, chip: first.chip }];
      }),
    );
    expect(examples.map(({ run: _, lack: __, ...own }) => own)).toEqual(found);
  });

  it('is the run that the sweep made of it: the first input that ends so, with its noise', () => {
    for (const { rule, outcome, point, chip, run, lack } of examples) {
      expect(lack).toBeNull();
      const { scenario, task, beta } = pointsOfStudy(study)(point);
      const { device, loss, nudge, seed } = scenario;
      const circuit = circuitOf(sampleChip(device, task.network, seed, chip), rule);
      const limits = trialLimits(device.neuron.tau.nominal, scenario);
      const runs = task.probes.map(({ input, target }, probe) =>
        simulate(circuit, { input, target, loss, nudge, beta }, limits, { noise: noiseStreams(seed, chip, probe) }),
      );
      const probe = runs.findIndex((own) => own.outcome === outcome);
      const { watch, settleTime, endTime, events } = runs[probe];
      expect(run).toEqual({
        probe,
        time: watch?.left ?? settleTime ?? endTime,
        events: events.activity + events.difference,
      });
    }
  });

  it('is drawn with two neurons of the output, to three times its moment, and named by rule and word', async () => {
    const report = await buildReport(summary, evidence);
    const names = examples.map(({ rule, outcome }) => `run-${rule === 'dp' ? 1 : 2}-${outcome}.svg`);
    expect([...report.plots.keys()].filter((name) => /^run-.*svg$/.test(name))).toEqual(names);
    for (const { summary: own, drawn } of evidence.examples) {
      expect(drawn!.neurons).toHaveLength(2);
      for (const { time, activity, difference } of drawn!.neurons) {
        expect(Math.max(...time, ...activity, ...difference)).toBeLessThanOrEqual(3 * own.run!.time);
        expect(time.length).toBeGreaterThan(2);
      }
      expect(drawn!.moment.label).toMatch(new RegExp(`^${own.outcome}`));
    }
    expect(untraceable(report.markdown, JSON.parse(JSON.stringify(summary)))).toEqual([]);
    expect(report.markdown).toMatch(
      / {4}dyadsim simulate .* --rule dp --probe \d --trace chip-\d\.csv --plot chip-\d\.svg/,
    );
    expect(report.html).toContain('<h2>One chip of each kind</h2>');
    expect(await buildReport(summary, evidence)).toEqual(report);
  });

  it('is missing in words where it cannot be had, and where it ends otherwise by now', async () => {
    const gone: TrialPoints = () => {
      throw new Error('x.yaml is not there <b>\nmore');
    };
    const found = evidenceOf(gone);
    expect(found.summary.examples!.map(({ run, lack }) => [run, lack])).toEqual(
      examples.map(() => [null, 'x.yaml is not there <b>']),
    );
    const report = await buildReport(found.summary, found.evidence);
    expect(report.html).toContain('x.yaml is not there &lt;b&gt;');
    expect([...report.plots.keys()].some((name) => name.startsWith('run-'))).toBe(false);
    // As if the sweep had been made at another beta.
    const weaker: TrialPoints = (index) => ({ ...pointsOfStudy(study)(index), beta: 1e-3 });
    const [other] = evidenceOf(weaker).summary.examples!.filter(({ outcome }) => outcome !== 'settled');
    expect(other.lack).toBe(`no input of chip ${other.chip}, run again, ends so`);
  });

  it('is left out where it would take long', () => {
    const big: TrialPoints = (index) => {
      const point = pointsOfStudy(study)(index);
      const network = { ...point.scenario.network, layers: [4000, 1000, 10] };
      return { ...point, scenario: { ...point.scenario, network } };
    };
    for (const { lack } of evidenceOf(big).summary.examples!)
      expect(lack).toBe('running more chips again would take long');
  });

  it('is left out where more than 1.5 million potentials would be recorded: events times the neurons of the largest layer', () => {
    const own = rows.filter(({ rule, point, chip }) => {
      const first = examples.find((example) => example.rule === 'dp-transpose')!;
      return rule === first.rule && point === first.point && chip === first.chip;
    });
    // The finer the thresholds, the more events.
    const example = (finer: number) => {
      const points: TrialPoints = (index) => {
        const point = pointsOfStudy(study)(index);
        const { device } = point.scenario;
        const { activityThreshold: activity, differenceThreshold: difference } = device.encoder;
        const encoder = {
          ...device.encoder,
          activityThreshold: { ...activity, nominal: activity.nominal / finer },
          differenceThreshold: { ...difference, nominal: difference.nominal / finer },
        };
        return { ...point, scenario: { ...point.scenario, device: { ...device, encoder } } };
      };
      return evidenceOf(points, own).summary.examples![0];
    };
    expect(manifest.scenario.network.layers).toEqual([64, 6, 10]);
    const { run, lack } = example(60);
    expect(lack).toBeNull();
    expect(run!.events).toBeGreaterThan(130_000);
    expect(run!.events).toBeLessThan(150_000);
    const [, events] = /^its run has (\d+) events, more than are recorded for a report$/.exec(example(70).lack!)!;
    expect(Number(events)).toBeGreaterThan(150_000);
    expect(Number(events)).toBeLessThan(170_000);
  });

  it('is not looked for where nothing was simulated', async () => {
    const { manifest: other, rows: foretold } = unsimulated(syntheticRun());
    const tally = tallyOf(other, foretold);
    const numbers = buildSummary(other, tally);
    const none = gatherEvidence(other, tally, numbers, () => {
      throw new Error('no');
    });
    expect(none.examples).toEqual([]);
    const report = await buildReport(withEvidence(numbers, none), none);
    expect(report.html).not.toContain('One chip of each kind');
    const bare = await buildReport(numbers, NO_EVIDENCE);
    expect(bare.html).not.toContain('The loop of three chips');
  });

  it('is the same chip however rows come', () => {
    const [a, b, c] = [0, 1, 2].map((part) => {
      const tally = new RunTally(manifest);
      tally.add(columnsOf(rows.filter(({ chip }) => chip % 3 === part).toReversed()));
      return tally;
    });
    c.merge(a);
    c.merge(b);
    const numbers = buildSummary(manifest, c);
    const again = gatherEvidence(manifest, c, numbers, pointsOfStudy(study));
    expect(again.examples.map(({ summary: own }) => own)).toEqual(examples);
  });
});
