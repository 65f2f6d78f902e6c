import type { Rule } from '../model/rules.ts';

/** Chips of a rule whose loops are looked at: by gain margin, and the chip as it was designed. */
export const LOOP_CHIPS = ['worst', 'median', 'nominal'] as const;
export type LoopChip = (typeof LOOP_CHIPS)[number];

/** One rule: the loops of three chips, linearised at one point of the sweep. */
export interface LoopSummary {
  readonly rule: Rule;
  /** Index of the point: that of the smallest gain margin, where fewest chips have lost a branch; null: no chip has a margin. */
  readonly point: number | null;
  /** Chips of that point that could be run; those of them whose margin is known, that have lost a branch, and of which it is not known. */
  readonly chips: number;
  readonly known: number;
  readonly lost: number;
  readonly unknown: number;
  readonly loops: readonly LoopMargins[];
  /** Why some of the three are not there; null: all are. */
  readonly lack: string | null;
}

export interface LoopMargins {
  readonly which: LoopChip;
  /** Null: the nominal one. */
  readonly chip: number | null;
  /** The input with the smallest gain margin, or where none is finite with the smallest phase margin. */
  readonly probe: number;
  /** Factor on beta; null: infinite. */
  readonly gainMargin: number | null;
  /** Where the loop then is at its limit, Hz; null with the gain margin. */
  readonly frequency: number | null;
  /** Null: no locus crosses the unit circle. */
  readonly phaseMarginDeg: number | null;
}
