import type { Curve, Segment } from './locus-segment.ts';
import type { LoopSample } from './loop-sample.ts';

/** Where a locus meets a curve of the complex plane. */
export interface Crossing {
  /** rad/s. */
  readonly omega: number;
  readonly re: number;
  readonly im: number;
  /** The loop there. */
  readonly sample: LoopSample;
}

const MAX_STEPS = 60;
/** A crossing is found when the curve's function is below this fraction of |lambda|... */
const TOLERANCE = 1e-11;
/** ...and refused as a mistaken continuation when it stays above this one however small the interval. */
const JUMP = 1e-6;
/**
 * A locus moves with the frequency, or with the root of it where two meet: ends that stay this many times further apart than that on
 * an interval this small a part of a former one are of two loci.
 */
const CLOSE = 1e-2;
const APART = 4;

/**
 * Solves for the frequency at which a locus crosses a curve, by regula falsi (Illinois) on an interval where the
 * function changes sign; the eigenvalue is followed by continuity. Null when there was no crossing but a jump from one
 * locus to another.
 *
 * @param known where a locus crosses, looked at first if it is on the interval: intervals are halved after a crossing was found
 */
export function locateCrossing(
  segment: Segment,
  curve: Curve,
  sample: (omega: number) => LoopSample,
  known: LoopSample | null = null,
): Crossing | null {
  let left = endOf(segment.left, segment.i, curve);
  let right = endOf(segment.right, segment.j, curve);
  let [span, gap] = [right.omega - left.omega, distance(left, right)];
  let kept: 'left' | 'right' | null = null;
  for (let step = 0; step < MAX_STEPS; step++) {
    if (isOn(left, TOLERANCE) || isOn(right, TOLERANCE)) break;
    if (right.omega - left.omega <= 4 * Number.EPSILON * right.omega) break;
    const part = (right.omega - left.omega) / span;
    const apart = distance(left, right);
    if (apart > 2 * gap) [span, gap] = [right.omega - left.omega, apart];
    else if (part < CLOSE && apart > APART * Math.sqrt(part) * gap) return null;
    const next =
      step === 0 && known !== null && known.omega > left.omega && known.omega < right.omega
        ? known
        : sample(left.omega + (left.weight / (left.weight - right.weight)) * (right.omega - left.omega));
    const share = (next.omega - left.omega) / (right.omega - left.omega);
    const guessRe = left.re + share * (right.re - left.re);
    const guessIm = left.im + share * (right.im - left.im);
    const between = endOf(next, nearest(next, guessRe, guessIm), curve);
    // Illinois: an end that stays a second time has its weight halved, so that the interval shrinks from both sides.
    if (between.value > 0 === right.value > 0) {
      if (kept === 'left') left = { ...left, weight: left.weight / 2 };
      right = between;
      kept = 'left';
    } else {
      if (kept === 'right') right = { ...right, weight: right.weight / 2 };
      left = between;
      kept = 'right';
    }
  }
  const found = Math.abs(left.value) < Math.abs(right.value) ? left : right;
  return isOn(found, JUMP) ? found : null;
}

interface End extends Crossing {
  readonly value: number;
  /** The value, or a fraction of it (Illinois). */
  readonly weight: number;
}

function endOf(sample: LoopSample, index: number, curve: Curve): End {
  const re = sample.eigenvalues.re[index];
  const im = sample.eigenvalues.im[index];
  const value = curve(re, im);
  return { omega: sample.omega, re, im, sample, value, weight: value };
}

function isOn({ re, im, value }: End, tolerance: number): boolean {
  return Math.abs(value) <= tolerance * Math.sqrt(re * re + im * im);
}

function distance(left: End, right: End): number {
  return Math.sqrt((left.re - right.re) ** 2 + (left.im - right.im) ** 2);
}

function nearest({ eigenvalues }: LoopSample, re: number, im: number): number {
  let best = 0;
  let closest = Infinity;
  for (let i = 0; i < eigenvalues.re.length; i++) {
    const distance = (eigenvalues.re[i] - re) ** 2 + (eigenvalues.im[i] - im) ** 2;
    if (distance < closest) {
      closest = distance;
      best = i;
    }
  }
  return best;
}
