import type { FrequencyResponse } from '../../analysis/frequency-response.ts';
import type { Frame } from './frame.ts';
import { colour } from './theme.ts';

/** What a picture of one loop says about it. */
export interface LoopPicture {
  /** Chip, rule, beta and probe. */
  readonly subject: string;
  readonly response: FrequencyResponse;
}

export const LINE = { color: colour('dp'), strokeWidth: 1.6, opacity: 0.8 } as const;
export const CRITICAL = {
  type: 'point',
  shape: 'cross',
  size: 110,
  color: colour('dpTranspose'),
  filled: true,
  opacity: 1,
} as const;
/** Of what sets a margin. */
export const MARK = {
  type: 'point',
  shape: 'circle',
  size: 80,
  fill: colour('surface'),
  stroke: colour('dpTranspose'),
  strokeWidth: 2,
  opacity: 1,
} as const;
export const LOOP_PADDING = { left: 62, right: 16, top: 8, bottom: 46 };

/** Every point of every locus. */
export function lociOf({ omega, loci }: FrequencyResponse) {
  return loci.flatMap(({ re, im }, locus) =>
    Array.from(omega, (frequency, p) => ({ locus, omega: frequency, re: re[p], im: im[p] })),
  );
}

export function loopFrame(id: string, title: string, subject: string, reading: string): Frame {
  const note = `${subject}. ${reading}`;
  return { id, title, note, alt: `${title}: ${note}`, legend: [], patterns: '' };
}
