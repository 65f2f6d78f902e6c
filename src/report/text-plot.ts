import { layoutOf } from './axes.ts';
import type { Summary } from './summary.ts';
import type { Yield } from './summary-cell.ts';
import { linesOf } from './tables/yields.ts';
import { intervalsInWords, ruleName } from './words.ts';

/** More bars than that are no small picture. */
const MOST_BARS = 40;
const LEAST_WIDTH = 10;
const GAP = '  ';

/**
 * The stable yield along the sweep as bars of characters, for a terminal of `width` columns: full up to the low end of the
 * 95 % interval, shaded to its high end, with a mark at the yield. Empty without an axis, and where there are too many bars.
 */
export function textPlot(summary: Summary, width: number): string {
  const { along } = layoutOf(summary);
  const lines = linesOf(summary);
  if (along === null || along.values.length < 2 || lines.length > MOST_BARS) return '';
  const heads = lines.map(({ point, cell }, i) => {
    return [point.label === lines[i - 1]?.point.label ? '' : point.label, ruleName(cell.rule)];
  });
  const widths = [0, 1].map((k) => Math.max(...heads.map((head) => [...head[k]].length)));
  const room = width - widths[0] - widths[1] - 2 * GAP.length;
  if (room < LEAST_WIDTH) return '';
  const indented = (cells: readonly string[], rest: string) =>
    [...cells.map((cell, k) => cell + ' '.repeat(widths[k] - [...cell].length)), rest].join(GAP).trimEnd();
  const scale = `0 %${'100 %'.padStart(room - 3)}`;
  const bars = lines.map(({ cell }, i) => indented(heads[i], bar(cell.stable, room)));
  return `${legend(summary)}\n${indented(['', ''], scale)}\n${bars.join('\n')}\n`;
}

function legend(summary: Summary): string {
  return `Stable chips: ${FULL} up to the ${intervalsInWords(summary).replace(/intervals|sequences/, (word) => word.slice(0, -1))}, ${SHADED} within it, ${MARK} the yield.`;
}

const FULL = '\u2588';
const SHADED = '\u2591';
const MARK = '\u2502';

/** With undecided chips the yield is a range, and both ends are marked. */
function bar({ fraction, wilson: [low, high] }: Yield, room: number): string {
  if (fraction === null) return 'no chip could be run';
  const cell = (value: number) => Math.min(room - 1, Math.floor(value * room));
  const marks = fraction.map(cell);
  const [from, to] = [cell(low), cell(high)];
  return Array.from({ length: to + 1 }, (_, i) => (marks.includes(i) ? MARK : i < from ? FULL : SHADED)).join('');
}
