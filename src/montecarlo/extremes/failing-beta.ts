import { exp, ln } from '../../model/elementary.ts';

/** Where a chip's nudging strength begins to be too much. */
export type FailingBeta =
  | {
      /** The largest beta tried at which it holds; null: it fails at all that were tried. */
      readonly holds: number | null;
      /** The smallest at which it fails, a step above that; null: it holds at all that were tried. */
      readonly fails: number | null;
    }
  | {
      /** A beta at which it is not known whether it holds. */
      readonly undecided: number;
    };

/** Betas are tried up to so many times the first, and down to this part of it. */
const REACH = 4;

/**
 * Looks from `from` up or down in steps that double, and then halves: a change back and forth within them is missed.
 * @param holds null: not known
 * @param step betas are the first one times powers of 1 + step
 */
export function failingBeta(holds: (beta: number) => boolean | null, from: number, step: number): FailingBeta {
  const ratio = ln(1 + step);
  const last = Math.ceil(ln(REACH) / ratio);
  const betaAt = (place: number) => (place === 0 ? from : from * exp(place * ratio));
  let held: number | null = null;
  let failed: number | null = null;
  for (let size = 0; ; size = size === 0 ? 1 : 2 * size) {
    const place: number = Math.min(size, last) * (failed === null ? 1 : -1);
    const answer = holds(betaAt(place));
    if (answer === null) return { undecided: betaAt(place) };
    if (answer) held = place;
    else failed = place;
    if ((held !== null && failed !== null) || size >= last) break;
  }
  while (held !== null && failed !== null && failed - held > 1) {
    const place: number = Math.floor((held + failed) / 2);
    const answer = holds(betaAt(place));
    if (answer === null) return { undecided: betaAt(place) };
    if (answer) held = place;
    else failed = place;
  }
  return { holds: held === null ? null : betaAt(held), fails: failed === null ? null : betaAt(failed) };
}
