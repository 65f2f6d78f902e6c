import { certifiedBeta } from '../../src/analysis/certified-beta.ts';
import type { DriveRange } from '../../src/analysis/drive-range.ts';
import type { Circuit, Drive } from '../../src/engine/circuit.ts';
import { largestTau } from '../../src/engine/limits.ts';
import { LOSSES } from '../../src/model/losses.ts';
import { type Stream, stream } from '../../src/random/stream.ts';
import { randomCircuit } from './random-circuit.ts';
import { stepOf, trajectoriesMeet } from './trajectories.ts';

/** How near to its certified beta a chip is attacked: at that, times this. */
const BELOW = 0.97;
/** A chip that is certified for every beta is attacked at one up to this. */
const LARGE = 30;
/** Rounds of the longest loop that a pair is given: one that returns 0.97 of a difference leaves 1e-4 of it after 302. */
const ROUNDS = 400;
/** Pairs of trajectories of each chip. */
const PAIRS = 4;

export interface AttackCounts {
  /** Pairs of trajectories that were run below a certified beta. */
  runs: number;
  /** Chips they belong to. */
  chips: number;
  /** Pairs that did not meet; as text, to find the chip again. */
  readonly failures: string[];
  /** Chips drawn for which nothing is certified. */
  uncertified: number;
  /** Chips with rails whose proof covers all trajectories; chips certified for every beta. */
  railed: number;
  unlimited: number;
}

export type Certify = typeof certifiedBeta;

/**
 * Draws chips until `runs` pairs of trajectories have been run below what `certify` proves, at random inputs, targets,
 * starts and histories, and lists those that do not meet. Half of the chips are certified for a box of inputs.
 */
export function attack(seed: string, runs: number, certify: Certify = certifiedBeta): AttackCounts {
  const counts: AttackCounts = { runs: 0, chips: 0, failures: [], uncertified: 0, railed: 0, unlimited: 0 };
  for (let index = 0; counts.runs < runs; index++) {
    const draw = stream(seed, 'attack', index);
    const circuit = randomCircuit(draw);
    const loss = LOSSES[Math.floor(draw() * LOSSES.length)];
    const nudge = draw() < 0.85 ? 'live' : 'held';
    const range = draw() < 0.5 ? null : boxFor(circuit, draw);
    const { everywhere, outputsInRange } = certify(lateByAStep(circuit), loss, nudge, range);
    const conditional = everywhere !== outputsInRange && everywhere === 0;
    const limit = conditional ? outputsInRange : everywhere;
    if (limit === 0) {
      counts.uncertified++;
      continue;
    }
    counts.chips++;
    if (limit === null) counts.unlimited++;
    if (circuit.chip.rails !== null && !conditional) counts.railed++;
    const beta = limit === null ? LARGE * draw() : Math.min(LARGE, BELOW * limit);
    for (let pair = 0; pair < PAIRS && counts.runs < runs; pair++) {
      const drive: Drive = { ...driveOf(circuit, range, draw), loss, nudge, beta };
      const { met, outputsAtRails } = trajectoriesMeet(circuit, drive, ROUNDS * roundOf(circuit), draw);
      if (conditional && outputsAtRails) continue;
      counts.runs++;
      if (!met) counts.failures.push(`${seed}, chip ${index}, pair ${pair}, beta ${beta}`);
    }
  }
  return counts;
}

/** The circuit that the integration in steps is nearest to, from above: signals arrive up to one step late. */
function lateByAStep({ chip, nudging }: Circuit): Circuit {
  const step = stepOf({ chip, nudging });
  const delay = (Math.round(chip.encoder.delay / step) + 1) * step;
  return { chip: { ...chip, encoder: { ...chip.encoder, delay } }, nudging };
}

/** One round up to the output and down, every hop a lag and a delay, s. */
function roundOf({ chip }: Circuit): number {
  return 2 * (chip.layers.length - 2) * (largestTau(chip) + chip.encoder.delay) + largestTau(chip);
}

/** A box of random place and width. */
function boxFor({ chip }: Circuit, draw: Stream): DriveRange {
  const width = Math.exp(-6 * draw());
  const around = (n: number, centre: number, half: number) => {
    const low = Float64Array.from({ length: n }, () => centre * (2 * draw() - 1) - half);
    return { low, high: low.map((x) => x + 2 * half) };
  };
  return { input: around(chip.layers[0], 1, width), target: around(chip.layers[chip.layers.length - 1], 1, width) };
}

function driveOf({ chip }: Circuit, range: DriveRange | null, draw: Stream) {
  const last = chip.layers[chip.layers.length - 1];
  const size = Math.exp(3 * draw() - 2);
  const free = (n: number) => Float64Array.from({ length: n }, () => size * (2 * draw() - 1));
  if (range === null) return { input: free(chip.layers[0]), target: free(last) };
  const within = ({ low, high }: DriveRange['input']) => low.map((x, i) => x + draw() * (high[i] - x));
  return { input: within(range.input), target: within(range.target) };
}
