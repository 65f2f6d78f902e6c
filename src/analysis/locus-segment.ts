import { atan2 } from '../model/elementary.ts';
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
  /** Largest modulus and real part of its two ends, and the distance between them. */
  readonly modulus: number;
  readonly largestRe: number;
  readonly moved: number;
}

/** Loci on an interval, the largest first. */
export function segmentsBetween(left: LoopSample, right: LoopSample): Segment[] {
  const match = matchLoci(left.eigenvalues, right.eigenvalues);
  const segments = Array.from(match, (j, i) => segmentOf(left, right, i, j));
  return segments.sort((p, q) => q.modulus - p.modulus);
}

function segmentOf(left: LoopSample, right: LoopSample, i: number, j: number): Segment {
  const x = left.eigenvalues.re[i];
  const y = left.eigenvalues.im[i];
  const u = right.eigenvalues.re[j];
  const v = right.eigenvalues.im[j];
  return {
    left,
    right,
    i,
    j,
    modulus: Math.sqrt(Math.max(x * x + y * y, u * u + v * v)),
    largestRe: Math.max(x, u),
    moved: Math.sqrt((x - u) ** 2 + (y - v) ** 2),
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
 * Whether a locus may meet the positive real axis between two samples without being seen, or another locus be mistaken for
 * it: it stays on one side but turns by more than twice its angle to the axis, less `bulge`, rad, by which it may leave the
 * line between its ends; or it crosses with a neighbour closer than its step.
 */
export function couldMeetAxis(segment: Segment, bulge: number): boolean {
  const { left, right, i, j, moved } = segment;
  if (changesSign(segment, realAxis)) return hasNeighbourWithin(moved, segment);
  const before = Math.abs(atan2(left.eigenvalues.im[i], left.eigenvalues.re[i]));
  const after = Math.abs(atan2(right.eigenvalues.im[j], right.eigenvalues.re[j]));
  return Math.min(before, after) < Math.abs(after - before) / 2 + bulge;
}

/** The same for the unit circle, a locus that stays on one side being unsure if it moves by more than twice its distance. */
export function couldMeetCircle(segment: Segment): boolean {
  if (changesSign(segment, unitCircle)) return hasNeighbourWithin(segment.moved, segment);
  const [before, after] = valuesOn(segment, unitCircle);
  return Math.min(Math.abs(before), Math.abs(after)) < segment.moved / 2;
}

function hasNeighbourWithin(distance: number, { left, right, i, j }: Segment): boolean {
  return isNear(left, i, distance) || isNear(right, j, distance);
}

function isNear({ eigenvalues: { re, im } }: LoopSample, own: number, distance: number): boolean {
  for (let other = 0; other < re.length; other++) {
    if (other === own) continue;
    if ((re[other] - re[own]) ** 2 + (im[other] - im[own]) ** 2 < distance * distance) return true;
  }
  return false;
}
