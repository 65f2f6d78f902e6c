import type { Chart } from '../charts/charts.ts';
import { escapeText } from '../escape.ts';

/** A picture under its title and what it is of. */
export function figure({ title, note, inline }: Pick<Chart, 'title' | 'note' | 'inline'>): string {
  const caption = `<figcaption><b>${escapeText(title)}</b>${escapeText(note)}</figcaption>`;
  return `<figure>${caption}\n${inline}</figure>`;
}

/** Several, side by side where there is room; empty without any. */
export function figures(charts: readonly Pick<Chart, 'title' | 'note' | 'inline'>[]): string {
  return charts.length === 0 ? '' : `<div class="figures">\n${charts.map(figure).join('\n')}\n</div>`;
}
