import type { LoopSample } from './loop-sample.ts';
import { matchLoci } from './match-loci.ts';

/** A curve as the zero set of a smooth function of lambda that changes sign across it. */
export type Curve = (re: number, im: number) => number;

/** The real axis. */
export const realAxis: Curve = (_, im) => im;
/** The unit circle. */
export const unitCircle: Curve = (re, im) => (re * re + im * im - 1) / 2;

/** One locus on an interval of omega: eigenvalue `i` of `left` became eigenvalue `j` of `right`. */
export interface Segment {
  readonly left: LoopSample;
  readonly right: LoopSample;
  readonly i: number;
  readonly j: number;
}

/** Loci on an interval, the largest first. */
export function segmentsBetween(left: LoopSample, right: LoopSample): Segment[] {
  const match = matchLoci(left.eigenvalues, right.eigenvalues);
  const segments = Array.from(match, (j, i): Segment => ({ left, right, i, j }));
  return segments.sort((p, q) => endsOf(q).modulus - endsOf(p).modulus);
}

/** Largest modulus and real part of its two ends, and the distance between them. */
export function endsOf({ left, right, i, j }: Segment) {
  const { re: leftRe, im: leftIm } = left.eigenvalues;
  const { re: rightRe, im: rightIm } = right.eigenvalues;
  return {
    modulus: Math.max(Math.hypot(leftRe[i], leftIm[i]), Math.hypot(rightRe[j], rightIm[j])),
    largestRe: Math.max(leftRe[i], rightRe[j]),
    moved: Math.hypot(leftRe[i] - rightRe[j], leftIm[i] - rightIm[j]),
  };
}

function valuesOn({ left, right, i, j }: Segment, curve: Curve): [number, number] {
  return [
    curve(left.eigenvalues.re[i], left.eigenvalues.im[i]),
    curve(right.eigenvalues.re[j], right.eigenvalues.im[j]),
  ];
}

/** Whether its ends lie on different sides of the curve. */
export function changesSign(segment: Segment, curve: Curve): boolean {
  const [before, after] = valuesOn(segment, curve);
  return before > 0 !== after > 0;
}

/**
 * Whether a locus may meet the curve between two samples without being seen, or another locus be mistaken for it: it
 * stays on one side but moves by more than twice its distance, or it crosses with a neighbour closer than its step.
 */
export function isUnsure(segment: Segment, curve: Curve): boolean {
  const [before, after] = valuesOn(segment, curve);
  const { moved } = endsOf(segment);
  if (before > 0 === after > 0) return Math.min(Math.abs(before), Math.abs(after)) < moved / 2;
  return hasNeighbourWithin(moved, segment);
}

function hasNeighbourWithin(distance: number, { left, right, i, j }: Segment): boolean {
  const close = ({ eigenvalues: { re, im } }: LoopSample, own: number) =>
    re.some((x, other) => other !== own && Math.hypot(x - re[own], im[other] - im[own]) < distance);
  return close(left, i) || close(right, j);
}
