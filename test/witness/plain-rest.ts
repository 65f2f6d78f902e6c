import type { PlainRun } from './plain-run.ts';

/** Moving less than this in a tau is rest, full scales. */
const STILL = 1e-9;

/** v of all compartments: plus, then minus. */
export function potentials({ vPlus, vMinus }: PlainRun): Float64Array {
  return Float64Array.of(...vPlus, ...vMinus);
}

/** s of all compartments: plus, then minus. */
export function outputs({ sPlus, sMinus }: PlainRun): Float64Array {
  return Float64Array.of(...sPlus, ...sMinus);
}

/** Largest distance between two such arrays. */
export function distance(a: Float64Array, b: Float64Array): number {
  let largest = 0;
  for (let c = 0; c < a.length; c++) largest = Math.max(largest, Math.abs(a[c] - b[c]));
  return largest;
}

/** Largest time constant of the chip, s. */
export function largestTau({ neurons }: PlainRun['chip']): number {
  return Math.max(...neurons.flatMap((layer) => (layer === null ? [] : [...layer.tau.plus, ...layer.tau.minus])));
}

/** What moves as much in one span of time as in the one before, twice as short and this many tau at least, never rests. */
const PATIENCE = 256;

/**
 * Lets a run without encoders go on until it stands still: looked at four times a tau, so that no period hides a motion.
 * False when it leaves the ball of `leash` around where it began or all limits, when its motion does not abate, and when it
 * moves on after `longest` tau.
 */
export function comesToRest(run: PlainRun, longest: number, leash = Infinity): boolean {
  const tau = largestTau(run.chip);
  const start = potentials(run);
  let [before, sum, span] = [Infinity, 0, 0];
  for (let t = 1; t <= longest; t++) {
    let moved = 0;
    for (const part of [0.19, 0.23, 0.27, 0.31]) {
      const from = potentials(run);
      run.advanceBy(part * tau);
      moved += distance(from, potentials(run));
    }
    const away = distance(start, potentials(run));
    if (!(away <= leash) || !(away < 1e6)) return false;
    if (moved < STILL) return true;
    sum += moved;
    span++;
    if (t >= PATIENCE && Number.isInteger(Math.log2(t))) {
      const now = sum / span;
      if (now > 0.99 * before) return false;
      [before, sum, span] = [now, 0, 0];
    }
  }
  return false;
}

/** A small push that favours no mode, the same for every chip: alternating, of unequal size. */
export function nudgeALittle(run: PlainRun, size: number): void {
  for (let i = 0; i < run.neurons; i++) {
    run.vPlus[i] += size * Math.cos(1 + 2.3 * i);
    run.vMinus[i] += size * Math.cos(2 + 3.1 * i);
  }
}
