import type { TrialRow } from '../montecarlo/row.ts';
import type { Manifest } from '../store/manifest.ts';
import { OUTCOMES, type Rule } from '../vocabulary.ts';

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
  const probes = OUTCOMES.reduce((sum, outcome) => sum + row.outcomes[outcome], 0);
  if (probes !== scenario.probes) {
    throw new Error(`report: ${nameOf(row)} has ${probes} outcomes for ${scenario.probes} probes`);
  }
  if (row.stable !== (row.outcomes.settled === probes)) {
    throw new Error(
      `report: ${nameOf(row)} says stable ${row.stable} with ${row.outcomes.settled} of ${probes} settled`,
    );
  }
  if (row.aligned && !row.stable) throw new Error(`report: ${nameOf(row)} is aligned and not stable`);
}

function nameOf({ point, rule, chip }: TrialRow): string {
  return `point ${point}, rule ${rule}, chip ${chip}`;
}

/** All probes settled; a trial that could not be run counts as a failure. */
export function isStable(row: TrialRow): boolean {
  return row.error === null && row.stable;
}

export function isAligned(row: TrialRow): boolean {
  return row.error === null && row.aligned;
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
