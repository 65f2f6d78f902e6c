import type { FrequencyResponse } from '../../analysis/frequency-response.ts';

/** Margins read off the curves of a loop, linear between their frequencies. */
export interface LoopMarks {
  /** Where a locus meets the positive real axis farthest out, at `re`: 1 / re is the gain margin. Null: none does. */
  readonly gain: Crossing | null;
  /** Where a locus meets the unit circle at the smallest angle to +1. Null: none does. */
  readonly phase: Crossing | null;
  /** Largest modulus of all loci. */
  readonly radius: number;
}

export interface Crossing {
  /** rad/s; 0: a locus begins there. */
  readonly omega: number;
  readonly re: number;
  readonly im: number;
}

/** Gain margins above this count as infinite. */
const LARGEST_MARGIN = 1e6;

export function loopMarks({ omega, loci }: FrequencyResponse): LoopMarks {
  let [gain, phase]: (Crossing | null)[] = [null, null];
  let radius = 0;
  for (const { re, im } of loci) {
    const point = (p: number): Crossing => ({ omega: omega[p], re: re[p], im: im[p] });
    for (let p = 0; p < omega.length; p++) {
      const here = point(p);
      radius = Math.max(radius, modulus(here));
      if (here.im === 0) gain = farther(gain, here);
      if (p === 0) continue;
      const before = point(p - 1);
      if (before.im * here.im < 0) gain = farther(gain, between(before, here, before.im, here.im));
      const [inside, outside] = [modulus(before) - 1, modulus(here) - 1];
      if (inside > 0 !== outside > 0) phase = nearer(phase, between(before, here, inside, outside));
    }
  }
  return { gain, phase, radius };
}

/** Angle to +1, deg. */
export function angleOf({ re, im }: Crossing): number {
  return (Math.atan2(im, re) * 180) / Math.PI;
}

/** Size in dB. */
export function magnitudeOf(point: Crossing): number {
  return 20 * Math.log10(modulus(point));
}

function modulus({ re, im }: Crossing): number {
  return Math.hypot(re, im);
}

/** Where a quantity that is a at one point and b at the next is 0. */
function between(from: Crossing, to: Crossing, a: number, b: number): Crossing {
  const part = a / (a - b);
  const mix = (x: number, y: number) => x + part * (y - x);
  return { omega: mix(from.omega, to.omega), re: mix(from.re, to.re), im: mix(from.im, to.im) };
}

function farther(known: Crossing | null, found: Crossing): Crossing | null {
  return found.re > (known?.re ?? 1 / LARGEST_MARGIN) ? found : known;
}

function nearer(known: Crossing | null, found: Crossing): Crossing {
  return known === null || Math.abs(angleOf(found)) < Math.abs(angleOf(known)) ? found : known;
}
