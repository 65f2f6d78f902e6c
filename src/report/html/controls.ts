import { escapeMarkup } from '../escape.ts';
import type { AxisSummary, Summary } from '../summary.ts';
import { ruleName } from '../words.ts';

/** What the reader may choose to see: rules, and one value of each axis. Hidden until the page's script runs, which alone can act on it. */
export function controls({ rules, axes, points }: Summary): string {
  const boxes = rules.map((rule) => {
    const name = escapeMarkup(ruleName(rule));
    return `<label><input type="checkbox" value="${name}" checked> ${name}</label>`;
  });
  const parts = [
    ...(rules.length > 1 ? [`<fieldset><legend>Rules</legend>${boxes.join('')}</fieldset>`] : []),
    ...axes.filter(({ values }) => values.length > 1).map((axis) => slider(axis, points)),
  ];
  if (parts.length === 0) return '';
  return `<form class="controls" aria-label="What tables and pictures show" hidden>\n${parts.join('\n')}\n</form>`;
}

/** At its left end all values; then one after the other, with the points that have it. */
function slider({ path, name, labels }: AxisSummary, points: Summary['points']): string {
  const values = labels.map((label) => ({
    label,
    points: points
      .filter(({ coordinates }) => coordinates.some((own) => own.path === path && own.label === label))
      .map((point) => point.label),
  }));
  const data = `data-values="${escapeMarkup(JSON.stringify(values))}"`;
  const range = `<input type="range" min="0" max="${values.length}" value="0" aria-valuetext="all" ${data}>`;
  return `<label>${escapeMarkup(name)} ${range} <output>all</output></label>`;
}
