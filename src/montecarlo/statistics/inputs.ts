import { pow } from '../../model/elementary.ts';
import { clusterInterval } from './clusters.ts';
import type { Interval } from './proportion.ts';

/** How the inputs of some chips ended, on each of them alike. */
export interface ChipInputs {
  readonly failing: number;
  /** Not known to fail or to pass. */
  readonly undecided: number;
  /** How many such chips there are. */
  readonly chips: number;
}

/** Fraction of chips that pass on all of N inputs. */
export interface YieldOnInputs {
  readonly inputs: number;
  /** From every undecided input failing to every one passing. */
  readonly fraction: Interval;
  /** 95 %, chips resampled; encloses the intervals of both. */
  readonly interval: Interval;
}

/** Up to so many inputs every number of them is reported; beyond, four to a doubling. */
const EVERY = 32;

/**
 * How the yield falls with the number of inputs, from `tried` inputs on every chip: a chip with f of M inputs failing passes
 * N inputs drawn from them with the probability C(M - f, N) / C(M, N), and the yield is the mean over chips. Unbiased for
 * every N up to M, and at M the yield as counted. Nothing is said of more inputs than were tried.
 */
export function yieldByInputs(kinds: readonly ChipInputs[], tried: number): YieldOnInputs[] {
  if (kinds.length === 0) return [];
  const reported = new Set(inputCounts(tried));
  const chips = kinds.map((kind) => kind.chips);
  const worst = kinds.map(({ failing, undecided }) => tried - failing - undecided);
  const best = kinds.map(({ failing }) => tried - failing);
  const passesWorst = new Float64Array(kinds.length).fill(1);
  const passesBest = new Float64Array(kinds.length).fill(1);
  const curve: YieldOnInputs[] = [];
  for (let inputs = 1; inputs <= tried; inputs++) {
    draw(passesWorst, worst, inputs, tried);
    draw(passesBest, best, inputs, tried);
    if (!reported.has(inputs)) continue;
    curve.push({
      inputs,
      fraction: [mean(passesWorst, chips), mean(passesBest, chips)],
      interval: [clusterInterval(ofOne(passesWorst, chips))[0], clusterInterval(ofOne(passesBest, chips))[1]],
    });
  }
  return curve;
}

/** C(g, N) / C(M, N) from C(g, N - 1) / C(M, N - 1), with g good inputs of M: one more drawn, and good too. */
function draw(passes: Float64Array, good: readonly number[], inputs: number, tried: number): void {
  good.forEach((left, i) => {
    passes[i] *= Math.max(0, left - inputs + 1) / (tried - inputs + 1);
  });
}

/** The numbers of inputs up to M that are reported; a power of two is always among them. */
export function inputCounts(tried: number): number[] {
  const counts: number[] = [];
  for (let n = 1; n < Math.min(tried, EVERY); n++) counts.push(n);
  for (let step = 0; EVERY * pow(2, step / 4) < tried; step++) counts.push(Math.round(EVERY * pow(2, step / 4)));
  if (tried > 0 && counts.at(-1) !== tried) counts.push(tried);
  return counts;
}

function ofOne(passes: Float64Array, chips: readonly number[]) {
  return Array.from(passes, (part, i) => ({ part, whole: 1, chips: chips[i] }));
}

function mean(passes: Float64Array, chips: readonly number[]): number {
  let passing = 0;
  let all = 0;
  passes.forEach((part, i) => {
    passing += chips[i] * part;
    all += chips[i];
  });
  return passing / all;
}
