import type { Rule } from '../../vocabulary.ts';
import type { LegendEntry } from './frame.ts';
import { RULE_MARKS } from './theme.ts';

/** Line and point of each rule, as in the line charts. */
export function lineLegend(rules: readonly Rule[]): LegendEntry[] {
  return rules.map((rule) => {
    const { name, colour, dash, shape, filled } = RULE_MARKS[rule];
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

/** A filled box. */
export function boxLegend(label: string, fill: string): LegendEntry {
  return { label, width: 14, swatch: `<rect width="14" height="12" fill="${fill}"/>` };
}
