import { isStable, OUTCOMES } from '../../model/outcomes.ts';
import { BRANCH_FATES } from '../../model/vocabulary.ts';
import { ENDED, type RowColumns } from '../../montecarlo/row-columns.ts';
import type { Manifest } from '../../store/manifest.ts';

/** Refuses a row that contradicts the manifest or itself: no report is built from such. */
export function checkRow({ scenario, points }: Manifest, rows: RowColumns, i: number): void {
  const refuse = (what: string) => new Error(`report: ${rowName(rows, i)}${what}`);
  const chip = rows.chip[i];
  if (!Number.isInteger(chip) || chip < 0 || chip >= scenario.chips) {
    throw refuse(`: expected a chip below ${scenario.chips}`);
  }
  const { beta } = points[rows.point[i]];
  if (!Object.is(rows.beta[i], beta)) throw refuse(` has beta ${rows.beta[i]} where the point has ${beta}`);
  if (rows.error[i] !== null) return;
  const ended = { stable: 0, unstable: 0, undecided: 0 };
  for (const outcome of OUTCOMES) ended[END_OF[outcome]] += rows.outcomes[outcome][i];
  const probes = ended.stable + ended.unstable + ended.undecided;
  if (probes !== scenario.probes) throw refuse(` has ${probes} outcomes for ${scenario.probes} probes`);
  const wrong = wrongAnswer(rows, i, ended.unstable > 0 ? false : ended.undecided > 0 ? null : true);
  if (wrong !== null) throw refuse(wrong);
  for (const key of ENDED) {
    let branches = 0;
    for (const fate of BRANCH_FATES) branches += rows.branches[fate][key][i];
    if (branches > ended[key]) throw refuse(` has ${branches} branches of ${ended[key]} ${key} runs`);
  }
  const { settled } = rows.outcomes;
  if (rows.deadZone[i] > settled[i]) throw refuse(` has ${rows.deadZone[i]} in the dead zone of ${settled[i]} settled`);
  if (rows.left[i] > rows.watched[i]) throw refuse(`: ${rows.left[i]} left of ${rows.watched[i]} that were watched`);
}

/** How the three answers contradict the outcomes; null: they do not. */
function wrongAnswer(rows: RowColumns, i: number, stable: boolean | null): string | null {
  const clipped = rows.outcomes.clipped[i];
  if (rows.stable[i] !== stable) return ` says stable ${rows.stable[i]} where its outcomes say ${stable}`;
  for (const answer of ['inRange', 'aligned'] as const) {
    if (rows[answer][i] === true && stable !== true) return ` is ${answer} and not stable`;
  }
  if (rows.inRange[i] === true && clipped > 0) return ` is in range with ${clipped} probes clipped`;
  if (rows.inRange[i] === false && stable !== false && clipped === 0) {
    return ' is out of range with no probe clipped or unstable';
  }
  return null;
}

const END_OF = Object.fromEntries(
  OUTCOMES.map((outcome) => {
    const stable = isStable(outcome);
    return [outcome, stable === null ? 'undecided' : stable ? 'stable' : 'unstable'];
  }),
) as Record<(typeof OUTCOMES)[number], (typeof ENDED)[number]>;

export function rowName(rows: RowColumns, i: number): string {
  return `point ${rows.point[i]}, rule ${rows.rule[i]}, chip ${rows.chip[i]}`;
}
