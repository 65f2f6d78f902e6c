import { describe, expect, it } from 'vitest';
import { textPlot } from '../../src/report/text-plot.ts';
import { summaryOf } from './reports.ts';
import { ALPHA, syntheticRun } from './synthetic-run.ts';

const { manifest, rows } = syntheticRun();
const summary = summaryOf(manifest, rows);
const cells = summary.points.flatMap((point) => point.cells.map((cell) => ({ point, cell })));

describe('the plot of a terminal', () => {
  it.each([44, 80, 110])('fits %i columns, and its bars are the yields and their intervals', (width) => {
    const [legend, scale, ...bars] = textPlot(summary, width).trimEnd().split('\n');
    expect(legend).toContain('95 % Wilson interval');
    expect(scale).toHaveLength(width);
    expect(scale.trimStart()).toMatch(/^0 % +100 %$/);
    expect(bars).toHaveLength(cells.length);
    const left = scale.indexOf('0 %');
    const room = width - left;
    bars.forEach((line, i) => {
      const { point, cell } = cells[i];
      expect(line.length).toBeLessThanOrEqual(width);
      expect(line.slice(0, left)).toContain(cell.rule === 'dp' ? 'DP' : 'DP-transpose');
      if (cell.rule === 'dp') expect(line.startsWith(point.label)).toBe(true);
      const bar = line.slice(left);
      expect(bar).toMatch(/^█*[░│]+$/);
      const [low, high] = cell.stable.wilson;
      const [worst, best] = cell.stable.fraction!;
      // A column is 1 / room wide, and the last one holds 100 % too.
      const near = (column: number, value: number) => Math.abs((column + 0.5) / room - value) <= 0.5 / room + 1e-12;
      expect(near(bar.search(/[░│]/), low)).toBe(true);
      expect(near(bar.length - 1, high)).toBe(true);
      expect(near(bar.indexOf('│'), worst)).toBe(true);
      expect(near(bar.lastIndexOf('│'), best)).toBe(true);
    });
  });

  it('is none without an axis, with too many bars, and where there is no room', () => {
    expect(textPlot(summary, 30)).toBe('');
    const single = syntheticRun([]);
    expect(textPlot(summaryOf(single.manifest, single.rows), 80)).toBe('');
    const fives = { path: 'device.spread', labels: ['1', '2', '3', '4', '5'], values: [1, 2, 3, 4, 5] };
    const many = syntheticRun([ALPHA, fives], { chips: 4 });
    expect(textPlot(summaryOf(many.manifest, many.rows), 80)).toBe('');
  });

  it('says where no chip could be run', () => {
    const [first] = cells;
    const none = { ...first.cell, stable: { ...first.cell.stable, fraction: null } };
    const points = summary.points.map((point, i) => (i === 0 ? { ...point, cells: [none, point.cells[1]] } : point));
    expect(textPlot({ ...summary, points }, 80).split('\n')[2]).toMatch(/^alpha = 0 +DP +no chip could be run$/);
  });
});
