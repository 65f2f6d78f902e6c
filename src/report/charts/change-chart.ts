import type { Change, RunComparison } from '../compare/comparison.ts';
import { percent } from '../format.ts';
import { ruleName, specName } from '../words.ts';
import { CHART_WIDTH, inline, textWidth } from './frame.ts';
import { type Layers, plotted } from './plot.ts';
import { colour } from './theme.ts';

/** A point and rule. */
interface Mark {
  readonly y: number;
  readonly label: string;
  /** Percentage points. */
  readonly change: number;
  readonly low: number;
  readonly high: number;
}

export interface ChangeChart {
  readonly title: string;
  readonly note: string;
  readonly inline: string;
}

const ROW = 20;
const LONGEST = 200;

/** One picture for every yield: its change at each point and rule with the interval. */
export async function changeCharts({ cells, within, comparisons }: RunComparison): Promise<ChangeChart[]> {
  const names = [...new Set(cells.flatMap(({ yields }) => yields.map(({ name }) => name)))];
  const margin = within === null ? '' : ` Dashed: a worsening by ${percent(within)}.`;
  const note = `Bars: 95 % intervals, not adjusted for being among ${comparisons} comparisons.${margin}`;
  const charts: ChangeChart[] = [];
  for (const [i, name] of names.entries()) {
    const changes = cells.flatMap(({ point, rule, yields }) =>
      yields.filter((own) => own.name === name).map((own) => ({ ...own, label: `${point}, ${ruleName(rule)}` })),
    );
    const title = `Yield, ${specName(name)}: ${directionsInWords(changes)}`;
    const marks = changes.map(({ label, change, interval: [low, high] }, row): Mark => {
      return { y: ROW * (row + 0.5), label, change: 100 * change, low: 100 * low, high: 100 * high };
    });
    const alt = marks.map(({ label, change }) => `${label}: ${change.toFixed(1)} points`).join('; ');
    const frame = { id: `change-${i}`, title, note, alt, legend: [], patterns: '' };
    charts.push({ title, note, inline: inline(frame, await draw(frame.id, marks, within)) });
  }
  return charts;
}

function directionsInWords(changes: readonly Change[]): string {
  const counts = (['better', 'worse'] as const).map(
    (word) => [word, changes.filter(({ direction }) => direction === word).length] as const,
  );
  const changed = counts.filter(([, count]) => count > 0).map(([word, count]) => `${word} in ${count}`);
  return changed.length === 0 ? 'no change within noise' : `${changed.join(', ')} of ${changes.length}`;
}

function draw(id: string, marks: readonly Mark[], within: number | null) {
  const left = Math.min(LONGEST, Math.max(...marks.map(({ label }) => textWidth(label, 12)))) + 12;
  const padding = { left, right: 14, top: 10, bottom: 44 };
  return plotted(id, layersOf(marks, within, CHART_WIDTH - left), ROW * marks.length, padding);
}

function layersOf(marks: readonly Mark[], within: number | null, width: number): Layers {
  const x = (field: 'change' | 'low' | 'value') => ({
    field,
    type: 'quantitative' as const,
    title: width > 240 ? 'change, percentage points' : 'change, points',
    axis: { grid: true, tickCount: 5 },
  });
  const y = { field: 'y', type: 'quantitative' as const, scale: null };
  const data = { values: [...marks] };
  const rule = (value: number, dash: readonly number[]): Layers[number] => ({
    data: { values: [{ value }] },
    mark: { type: 'rule', color: colour('text'), strokeDash: [...dash], strokeWidth: 1.2 },
    encoding: { x: x('value') },
  });
  return [
    rule(0, [1, 0]),
    ...(within === null ? [] : [rule(-100 * within, [4, 3])]),
    {
      data,
      mark: { type: 'rule', color: colour('dp'), strokeWidth: 2 },
      encoding: { x: x('low'), x2: { field: 'high' }, y },
    },
    {
      data,
      mark: { type: 'point', shape: 'diamond', size: 46, filled: true, color: colour('dp'), opacity: 1 },
      encoding: { x: x('change'), y },
    },
    {
      data,
      // Vega believes texts to be wider than they are.
      mark: { type: 'text', align: 'right', baseline: 'middle', limit: 1.6 * LONGEST },
      encoding: { x: { value: -8 }, y, text: { field: 'label', type: 'nominal' } },
    },
  ];
}
