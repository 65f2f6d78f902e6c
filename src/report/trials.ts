import type { Ended, TrialRow } from '../montecarlo/row.ts';
import type { Manifest } from '../store/manifest.ts';
import { BRANCH_FATES, isStable, OUTCOMES, type Rule } from '../vocabulary.ts';
import { ENDED, total } from './ended.ts';

/** The rows of one rule at one point, by chip index in ascending order. */
export type ChipRows = ReadonlyMap<number, TrialRow>;

/** Rows by point and rule, checked against the manifest: a report is not built from rows that contradict it. */
export function trialsByCell(manifest: Manifest, rows: readonly TrialRow[]): (point: number, rule: Rule) => ChipRows {
  const { rules } = manifest.scenario;
  const cells = manifest.points.map(() => new Map<Rule, Map<number, TrialRow>>(rules.map((rule) => [rule, new Map()])));
  for (const row of [...rows].sort((a, b) => a.chip - b.chip)) {
    const cell = cells[row.point]?.get(row.rule);
    if (!cell) throw new Error(`report: ${nameOf(row)} is not part of the sweep`);
    if (cell.has(row.chip)) throw new Error(`report: ${nameOf(row)} has two rows`);
    assertRow(manifest, row);
    cell.set(row.chip, row);
  }
  return (point, rule) => cells[point].get(rule) ?? new Map();
}

function assertRow({ scenario }: Manifest, row: TrialRow): void {
  if (!Number.isInteger(row.chip) || row.chip < 0 || row.chip >= scenario.chips) {
    throw new Error(`report: ${nameOf(row)}: expected a chip below ${scenario.chips}`);
  }
  if (row.error !== null) return;
  const ended = endedOf(row);
  const probes = total(ended);
  if (probes !== scenario.probes) {
    throw new Error(`report: ${nameOf(row)} has ${probes} outcomes for ${scenario.probes} probes`);
  }
  assertAnswers(row, ended.unstable > 0 ? false : ended.undecided > 0 ? null : true);
  for (const key of ENDED) {
    const branches = BRANCH_FATES.reduce((sum, fate) => sum + row.branches[fate][key], 0);
    if (branches > ended[key]) {
      throw new Error(`report: ${nameOf(row)} has ${branches} branches of ${ended[key]} ${key} runs`);
    }
  }
  if (row.deadZone > row.outcomes.settled) {
    throw new Error(`report: ${nameOf(row)} has ${row.deadZone} in the dead zone of ${row.outcomes.settled} settled`);
  }
  if (row.left > row.watched) {
    throw new Error(`report: ${nameOf(row)}: ${row.left} left of ${row.watched} that were watched`);
  }
}

/** The three answers say what the outcomes do. */
function assertAnswers(row: TrialRow, stable: boolean | null): void {
  const { clipped } = row.outcomes;
  if (row.stable !== stable) {
    throw new Error(`report: ${nameOf(row)} says stable ${row.stable} where its outcomes say ${stable}`);
  }
  for (const answer of ['inRange', 'aligned'] as const) {
    if (row[answer] === true && stable !== true) throw new Error(`report: ${nameOf(row)} is ${answer} and not stable`);
  }
  if (row.inRange === true && clipped > 0) {
    throw new Error(`report: ${nameOf(row)} is in range with ${clipped} probes clipped`);
  }
  if (row.inRange === false && stable !== false && clipped === 0) {
    throw new Error(`report: ${nameOf(row)} is out of range with no probe clipped or unstable`);
  }
}

function endedOf({ outcomes }: TrialRow): Ended {
  const ended = { stable: 0, unstable: 0, undecided: 0 };
  for (const outcome of OUTCOMES) {
    const stable = isStable(outcome);
    ended[stable === null ? 'undecided' : stable ? 'stable' : 'unstable'] += outcomes[outcome];
  }
  return ended;
}

function nameOf({ point, rule, chip }: TrialRow): string {
  return `point ${point}, rule ${rule}, chip ${chip}`;
}

/** Largest angle of a chip's layers, deg; null unless every layer has one. */
export function worstAngle({ angleDeg }: TrialRow): number | null {
  let worst: number | null = null;
  for (const angle of angleDeg) {
    if (angle === null) return null;
    worst = Math.max(worst ?? 0, angle);
  }
  return worst;
}
