import { expect, test } from 'vitest';
import { screenedSequence, screenedYield, wrongnessSequence } from '../../src/montecarlo/statistics/screened.ts';
import { percentBetween } from '../../src/report/format.ts';
import { terminalTable } from '../../src/report/terminal.ts';
import { reportOf, summaryOf } from './reports.ts';
import { screenedRun } from './screened-run.ts';
import { ALPHA } from './synthetic-run.ts';

const { manifest, rows, foretold } = screenedRun();
const report = await reportOf(manifest, rows);

test('counts near chips and the random part of the others apart, each against what was foretold', () => {
  for (const { index, cells } of report.summary.points) {
    for (const { rule, stable } of cells) {
      const own = rows.flatMap((row, i) =>
        row.point === index && row.rule === rule && row.error === null ? [{ row, said: foretold[i].stable }] : [],
      );
      const near = own.filter(({ row }) => row.near);
      const checked = (said: boolean) => own.filter(({ row, said: own }) => !row.near && row.sampled && own === said);
      const wrong = (said: boolean) =>
        checked(said).filter(({ row }) => row.stable !== null && row.stable !== said).length;
      expect(stable.screened).toMatchObject({
        near: { chips: near.length, passed: near.filter(({ row }) => row.stable === true).length },
        passing: { checked: checked(true).length, wrong: wrong(true) },
        failing: { checked: checked(false).length, wrong: wrong(false) },
      });
      const { fraction, wilson, clopperPearson } = screenedYield(stable.screened!);
      expect(stable).toMatchObject({ fraction, wilson, clopperPearson });
    }
  }
});

test('takes settling times, events and energies from the random part alone', () => {
  for (const { index, cells } of report.summary.points) {
    for (const { rule, events } of cells) {
      const sampled = rows.filter((row) => row.point === index && row.rule === rule && row.sampled);
      expect(events?.n ?? 0).toBe(sampled.filter(({ activityEvents }) => activityEvents !== null).length);
    }
  }
});

test('compares branches with runs where there were runs', () => {
  const compared = (report.summary.predictions ?? []).flatMap(({ branches }) => Object.values(branches));
  const inputs = compared.reduce((sum, { stable, unstable, undecided }) => sum + stable + unstable + undecided, 0);
  const simulated = rows.filter(({ engine, error }) => engine === 'events' && error === null).length;
  expect(inputs).toBe(simulated * manifest.scenario.probes);
});

test('says how much was simulated and how it compares, first and in a table, in every form of the report', () => {
  const words =
    /Of \d+ trials events ran \d+\. \d+ are near their limit, of which \d+ came out otherwise than foretold/;
  expect(report.markdown).toMatch(words);
  expect(report.html).toMatch(words);
  expect(report.markdown).toContain('## Foretold against simulated, where chips were screened');
  expect(report.markdown).toContain('followed to 1.2 times beta');
  const [point] = report.summary.points;
  const { fraction, screened, n } = point.cells[0].stable;
  expect(report.markdown).toContain(`${percentBetween(fraction!)} of ${n} (`);
  expect(report.markdown).toContain(`${screened!.simulated} simulated`);
  expect(terminalTable(report.summary)).toMatch(/Screened: of \d+ trials events ran \d+\./);
});

test('refuses a screened chip of which nothing was foretold', async () => {
  const broken = rows.map((row) => (row.engine === 'events' ? { ...row, foretoldStable: null } : row));
  await expect(reportOf(manifest, broken)).rejects.toThrow(/nothing was foretold/);
});

test('has sequences where the sweep could end when enough is known, of the yields and of what is foretold wrongly', () => {
  const { sample } = manifest.scenario.screen;
  const run = screenedRun([ALPHA], { until: { interval: 0.05 } });
  for (const { cells } of summaryOf(run.manifest, run.rows).points) {
    for (const { stable, courses, refused } of cells) {
      const sequence = screenedSequence(stable.screened!, sample);
      expect(stable).toMatchObject({ wilson: sequence, clopperPearson: sequence });
      expect(stable.screened!.passing.bounds).toEqual(wrongnessSequence(stable.screened!.passing));
      // The course has chips that could not be run too, of which nothing is known.
      const last = courses![0].steps.at(-1)!;
      const { near } = stable.screened!;
      const all = { ...near, chips: near.chips + refused, unknown: near.unknown + refused };
      expect(last.bounds).toEqual(screenedSequence({ ...stable.screened!, near: all }, sample));
    }
  }
});
