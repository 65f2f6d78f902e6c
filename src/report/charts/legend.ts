import type { Rule } from '../../model/rules.ts';
import type { ChipOutcome } from '../summary-cell.ts';
import type { LegendEntry } from './frame.ts';
import { textureId } from './texture.ts';
import { markOf, OUTCOME_MARKS } from './theme.ts';

/** Line and point of each rule, as in the line charts. */
export function lineLegend(rules: readonly Rule[]): LegendEntry[] {
  return rules.map((rule, index) => {
    const { name, colour, dash, shape, filled } = markOf(rule, index);
    const dashes = dash.length > 0 ? ` stroke-dasharray="${dash.join(' ')}"` : '';
    const point = shape === 'circle' ? '<circle cx="13" cy="6" r="4.8"' : '<path d="M13 1.4L17.6 6L13 10.6L8.4 6Z"';
    const paint = filled ? `fill="${colour}"` : `fill="none" stroke="${colour}" stroke-width="1.6"`;
    return {
      label: name,
      width: 26,
      swatch: `<path d="M0 6H26" fill="none" stroke="${colour}" stroke-width="2"${dashes}/>${point} ${paint}/>`,
    };
  });
}

/** The box of an outcome with its texture, which the picture defines. */
export function outcomeLegend(id: string, outcome: ChipOutcome): LegendEntry {
  const { fill, texture } = OUTCOME_MARKS[outcome];
  const box = (paint: string) => `<rect width="18" height="12" fill="${paint}"/>`;
  const over = texture === null ? '' : box(`url(#${textureId(id, outcome)})`);
  return { label: outcome, width: 18, swatch: `${box(fill)}${over}` };
}
