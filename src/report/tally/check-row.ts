import { isStable, OUTCOMES } from '../../model/outcomes.ts';
import { BRANCH_FATES } from '../../model/vocabulary.ts';
import { ENDED, type RowColumns } from '../../montecarlo/row-columns.ts';
import type { Manifest } from '../../store/manifest.ts';

/** Refuses the rows of a block, one by one, that contradict the manifest or themselves: no report is built from such. */
export function rowChecker(manifest: Manifest, rows: RowColumns): (i: number) => void {
  const outcomes = OUTCOMES.map((outcome) => ({ column: rows.outcomes[outcome], end: ENDED.indexOf(END_OF[outcome]) }));
  const branches = ENDED.map((key) => BRANCH_FATES.map((fate) => rows.branches[fate][key]));
  const ended = [0, 0, 0];
  return (i) => {
    ended.fill(0);
    for (const { column, end } of outcomes) ended[end] += column[i];
    const wrong = faultOf(manifest, rows, i, ended, branches);
    if (wrong !== null) throw new Error(`report: ${rowName(rows, i)}${wrong}`);
  };
}

/** What is wrong with row i, of whose inputs so many `ENDED` each way; null: nothing. */
function faultOf(
  { scenario, points }: Manifest,
  rows: RowColumns,
  i: number,
  ended: readonly number[],
  branches: readonly (readonly ArrayLike<number>[])[],
): string | null {
  const chip = rows.chip[i];
  if (!Number.isInteger(chip) || chip < 0 || chip >= scenario.chips) {
    return `: expected a chip below ${scenario.chips}`;
  }
  const { beta } = points[rows.point[i]];
  if (!Object.is(rows.beta[i], beta)) return ` has beta ${rows.beta[i]} where the point has ${beta}`;
  if (rows.error[i] !== null) return null;
  const [stable, unstable, undecided] = ended;
  const probes = stable + unstable + undecided;
  if (probes !== scenario.probes) return ` has ${probes} outcomes for ${scenario.probes} probes`;
  const wrong = wrongAnswer(rows, i, unstable > 0 ? false : undecided > 0 ? null : true);
  if (wrong !== null) return wrong;
  for (let k = 0; k < ENDED.length; k++) {
    let foretold = 0;
    for (const column of branches[k]) foretold += column[i];
    if (foretold > ended[k]) return ` has ${foretold} branches of ${ended[k]} ${ENDED[k]} runs`;
  }
  const { settled } = rows.outcomes;
  if (rows.deadZone[i] > settled[i]) return ` has ${rows.deadZone[i]} in the dead zone of ${settled[i]} settled`;
  if (rows.left[i] > rows.watched[i]) return `: ${rows.left[i]} left of ${rows.watched[i]} that were watched`;
  return null;
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
