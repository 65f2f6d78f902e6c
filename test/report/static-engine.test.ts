import { expect, test } from 'vitest';
import { terminalTable } from '../../src/report/terminal.ts';
import { reportOf } from './reports.ts';
import { syntheticRun, unsimulated } from './synthetic-run.ts';

const { manifest, rows } = unsimulated(syntheticRun());
const report = await reportOf(manifest, rows);

test('says first that nothing was simulated, and what that leaves out', () => {
  const [first] = report.markdown.match(/^- \*\*.*$/m) ?? [];
  const [engine] = report.markdown.match(/^- \*\*Static engine.*$/m) ?? [];
  expect(engine).toContain('At all points no run was simulated.');
  expect(engine).toMatch(/without noise, jitter and the end of the presentation/);
  expect(first).toMatch(/^- \*\*DP\.\*\* Foretold stable on /);
  expect(report.markdown).toMatch(/^- \*\*Not simulated\.\*\* At all points stable means that the branch/m);
  expect(terminalTable(report.summary)).toContain('At all points static: no run simulated, thresholds to 0, no noise.');
  expect(report.markdown).toContain('- Engine: static: branches and their modes, thresholds to 0, no noise');
});

test('gives no times, events, energies, and compares no branch with a run', () => {
  for (const { cells } of report.summary.points) {
    for (const { settleTime, settleTimeMax, events, energy } of cells) {
      expect([settleTime, settleTimeMax, events, energy]).toEqual([null, null, null, null]);
    }
  }
  expect(report.summary.predictions).toBeNull();
  expect([...report.plots.keys()]).not.toContain('settling.svg');
});

test('counts chips whose branch is lost by a word of their own, drawn apart from the others', () => {
  const lost = report.summary.points.flatMap(({ cells }) => cells.map(({ chipOutcomes }) => chipOutcomes.lost));
  expect(Math.max(...lost)).toBeGreaterThan(50);
  expect(report.markdown).toMatch(/lost\s\d/);
  const svg = report.plots.get('outcomes.svg') ?? '';
  expect(svg).toContain('<pattern id="outcomes-lost"');
  expect(report.html).toContain('where the chip goes from there was not simulated');
});

test('of a sweep over both engines, says which points are which, and compares those that were simulated', async () => {
  const both = syntheticRun();
  const mixed = manifest.points.map((point) => (point.index < 2 ? point : both.manifest.points[point.index]));
  const mixedRows = both.rows.map((row, i) => (row.point < 2 ? rows[i] : row));
  const { summary, markdown } = await reportOf({ ...manifest, points: mixed }, mixedRows);
  expect(markdown).toContain('At 2 of 5 points no run was simulated.');
  expect(markdown).toContain(
    '- Engine: static: branches and their modes, thresholds to 0, no noise; events: every run',
  );
  const compared = (summary.predictions ?? []).flatMap(({ branches }) => Object.values(branches));
  const inputs = compared.reduce((sum, { stable, unstable, undecided }) => sum + stable + unstable + undecided, 0);
  const simulated = both.rows.filter(({ point, error }) => point >= 2 && error === null).length;
  expect(inputs).toBe(simulated * both.manifest.scenario.probes);
});
