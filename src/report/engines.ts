import type { Summary } from './summary.ts';
import type { ScreenedSummary } from './summary-cell.ts';

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
    screened: 'screened: static for every chip, events for chips near their limit and for a random part',
  };
  return [...used].map((engine) => words[engine]).join('; ');
}

/** Of how many trials events ran, where the others were only foretold; null: no point was screened. */
export function screenedInWords({ points }: Pick<Summary, 'points'>): string | null {
  const cells = points.flatMap((point) => point.cells).filter(({ stable }) => stable.screened !== null);
  if (cells.length === 0) return null;
  const sum = (of: (screened: ScreenedSummary) => number) =>
    cells.reduce((all, { stable }) => all + of(stable.screened!), 0);
  const trials = cells.reduce((all, { stable }) => all + stable.n, 0);
  const [near, otherwise] = [sum((own) => own.near.chips), sum((own) => own.near.otherwise)];
  const checked = sum(({ passing, failing }) => passing.checked + failing.checked);
  const wrong = sum(({ passing, failing }) => passing.wrong + failing.wrong);
  return (
    `Screened: of ${trials} trials events ran ${sum(({ simulated }) => simulated)}. ${near} are near their limit, of which ` +
    `${otherwise} came out otherwise than foretold; ${checked} are of a random part of the others, of which ${wrong} did, and by which the yields are corrected.`
  );
}
