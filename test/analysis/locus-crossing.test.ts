import { expect, it } from 'vitest';
import { locateCrossing } from '../../src/analysis/locus-crossing.ts';
import { realAxis, type Segment } from '../../src/analysis/locus-segment.ts';
import { LoopSample } from '../../src/analysis/loop-sample.ts';
import { complexMatrix } from '../../src/linear/complex-matrix.ts';

type Locus = (omega: number) => readonly [re: number, im: number];

/** A loop of given eigenvalues, and how often it is looked at. */
function loopOf(...loci: readonly Locus[]) {
  const counted = { samples: 0 };
  const sample = (omega: number) => {
    counted.samples++;
    const loop = complexMatrix(loci.length, loci.length);
    loci.forEach((locus, i) => {
      [loop.re[i * loci.length + i], loop.im[i * loci.length + i]] = locus(omega);
    });
    return new LoopSample(omega, loop, 0);
  };
  return { counted, sample };
}

/** From the locus that is nearest to one at the left to that nearest to one at the right. */
function segmentOf(left: LoopSample, from: Locus, right: LoopSample, to: Locus): Segment {
  const index = ({ omega, eigenvalues: { re, im } }: LoopSample, locus: Locus) => {
    const [x, y] = locus(omega);
    const distances = Array.from(re, (value, i) => Math.hypot(value - x, im[i] - y));
    return distances.indexOf(Math.min(...distances));
  };
  return { left, right, i: index(left, from), j: index(right, to), modulus: 0, largestRe: 0, moved: 0 };
}

it('gives up soon what changes sides only because its ends are of two loci', () => {
  const above: Locus = (omega) => [2 + 0.1 * omega, 0.5 + 0.05 * omega];
  const below: Locus = (omega) => [1.7, -0.3 - 0.1 * omega];
  const { counted, sample } = loopOf(above, below);
  const segment = segmentOf(sample(1), above, sample(2), below);
  expect(locateCrossing(segment, realAxis, sample)).toBe(null);
  expect(counted.samples).toBeLessThan(20);
});

it('finds crossings of loci that move with the frequency, with its root, and there and back', () => {
  const straight: Locus = (omega) => [2, omega - 1.3];
  const root: Locus = (omega) => [
    2 + 0.3 * Math.sign(omega - 1.3) * Math.sqrt(Math.abs(omega - 1.3)),
    Math.sign(omega - 1.3) * Math.sqrt(Math.abs(omega - 1.3)),
  ];
  // Next to each other at the ends, on both sides of the axis, and far apart between.
  const back: Locus = (omega) => [
    2 + Math.sin(Math.PI * (omega - 1)),
    (1e-6 + (omega - 1) * (2 - omega)) * Math.sign(omega - 1.3) * Math.sqrt(Math.abs(omega - 1.3)),
  ];
  for (const locus of [straight, root, back]) {
    const { sample } = loopOf(locus, () => [-3, 1]);
    const found = locateCrossing(segmentOf(sample(1), locus, sample(2), locus), realAxis, sample);
    expect(found!.omega).toBeCloseTo(1.3, 9);
  }
});
