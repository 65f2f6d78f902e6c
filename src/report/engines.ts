import type { Summary } from './summary.ts';

/** Where in the sweep the static engine gave the numbers: the beginning of a sentence; null: nowhere. */
export function withoutSimulation({ points }: Pick<Summary, 'points'>): string | null {
  const unsimulated = points.filter(({ engine }) => engine === 'static');
  if (unsimulated.length === 0) return null;
  return unsimulated.length === points.length ? 'At all points' : `At ${unsimulated.length} of ${points.length} points`;
}

/** Both engines, as far as they were used. */
export function enginesInWords({ points }: Pick<Summary, 'points'>): string {
  const used = new Set(points.map(({ engine }) => engine));
  const words = {
    events: 'events: every run simulated',
    static: 'static: branches and their modes, thresholds to 0, no noise',
  };
  return [...used].map((engine) => words[engine]).join('; ');
}
