import { expect, test } from 'vitest';
import type { TrialRow } from '../../src/montecarlo/row.ts';
import { screenedYield } from '../../src/montecarlo/statistics/screened.ts';
import { percentBetween } from '../../src/report/format.ts';
import { terminalTable } from '../../src/report/terminal.ts';
import { reportOf } from './reports.ts';
import { syntheticRun, unsimulated } from './synthetic-run.ts';

/** Chips 0 to 9 are near their limit, every third chip is of the random part; the others are only foretold. */
function screenedRun() {
  const simulated = syntheticRun();
  const foretold = unsimulated(simulated);
  const points = foretold.manifest.points.map((point) => ({ ...point, engine: 'screened' as const, follow: 1.2 }));
  const rows = simulated.rows.map((row, i): TrialRow => {
    const [near, sampled] = [row.chip < 10, row.chip % 3 === 0];
    const own = foretold.rows[i];
    if (row.error !== null || !(near || sampled)) return own;
    const { stable: foretoldStable, inRange: foretoldInRange, aligned: foretoldAligned } = own;
    return { ...row, near, sampled, foretoldStable, foretoldInRange, foretoldAligned };
  });
  return { manifest: { ...foretold.manifest, points }, rows, foretold: foretold.rows };
}

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
