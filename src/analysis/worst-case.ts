import type { Circuit, Drive } from '../engine/circuit.ts';
import type { NoiseStreams } from '../engine/noise.ts';
import type { Limits } from '../engine/run.ts';
import { Simulator } from '../engine/simulate.ts';
import { stream } from '../random/stream.ts';
import type { Loss, Nudge, Outcome } from '../vocabulary.ts';
import type { Band } from './band.ts';
import { moveInput } from './input-move.ts';
import { weaknessAt } from './weakness.ts';

export interface WorstCaseOptions {
  readonly loss: Loss;
  readonly nudge: Nudge;
  /** Inputs stay within this box. */
  readonly input: Band;
  /** Targets that may be applied, at least one. */
  readonly targets: readonly Float64Array[];
  /** Inputs to start from, and to move towards; restarts beyond them start at random in the box. */
  readonly starts: readonly Float64Array[];
  /** Largest beta tried. */
  readonly beta: number;
  readonly restarts: number;
  /** Moves tried in each. */
  readonly moves: number;
  readonly seed: string;
  readonly limits: Limits;
  /** Streams of a confirming run's jitter; it has no noise. */
  readonly noise: NoiseStreams;
}

/** A drive that breaks the chip, and what the events did. */
export interface WorstCase {
  /** The smallest beta at which a failure was found and confirmed by events. */
  readonly failingBeta: number;
  readonly input: Float64Array;
  readonly target: Float64Array;
  readonly outcome: Outcome;
}

/** Outcomes of a chip that is stable. */
export function isStable(outcome: Outcome): boolean {
  return outcome === 'settled';
}

interface Candidate {
  readonly input: Float64Array;
  readonly target: Float64Array;
  readonly beta: number;
}

/**
 * Just beyond its limit a mode is held by the encoders' dead zone, or the run comes to rest at another state: so many times
 * the limit are tried until an event run fails.
 */
const BEYOND_LIMIT = [1.01, 1.05, 1.2, 1.5, 2, 3, 5, 10, 20, 50];
/** Once a failure is found, the next is sought at this times its beta. */
const NEXT = 0.9;

/**
 * Searches the input and target that break a circuit at the smallest beta: from every start, moves that weaken its loop
 * (half of the restarts by the gain margin, half by the slowest mode), beta lowered whenever a mode grows. The weakest are
 * then run by events, at small steps of beta beyond their limit. Null: nothing found. The same for the same seed.
 */
export function worstCase(circuit: Circuit, options: WorstCaseOptions): WorstCase | null {
  const { beta, restarts, seed } = options;
  const found: Candidate[] = [];
  let reached = beta;
  for (let restart = 0; restart < restarts; restart++) {
    const candidate = descend(circuit, options, restart, reached, stream(seed, 'worst', restart));
    if (candidate === null) continue;
    found.push(candidate);
    reached = candidate.beta * NEXT;
  }
  return confirm(circuit, options, found.reverse());
}

/** One restart: the smallest beta at which a mode grows; null where none does up to `start`. */
function descend(
  circuit: Circuit,
  { loss, nudge, input: box, targets, starts, moves }: WorstCaseOptions,
  restart: number,
  start: number,
  draw: ReturnType<typeof stream>,
): Candidate | null {
  const byMargin = restart % 2 === 0;
  const any = () => (starts.length > 0 ? starts[Math.floor(draw() * starts.length)] : randomIn());
  const randomIn = () => box.low.map((low, i) => low + draw() * (box.high[i] - low));
  let input = restart < 2 * starts.length && starts.length > 0 ? starts[restart % starts.length] : randomIn();
  let target = targets[Math.floor(draw() * targets.length)];
  let beta = start;
  let best = Infinity;
  let failed: Candidate | null = null;
  const score = (x: Float64Array, y: Float64Array, strength: number) => {
    const weakness = weaknessAt(circuit, { input: x, target: y, loss, nudge, beta: strength });
    if (weakness === null) return null;
    return { fails: weakness.fails, value: byMargin ? weakness.margin : weakness.damping };
  };
  for (let move = 0; move <= moves; move++) {
    const nextInput = move === 0 ? input : moveInput(circuit, input, box, any(), draw);
    const nextTarget = move > 0 && draw() < 0.1 ? targets[Math.floor(draw() * targets.length)] : target;
    const found = score(nextInput, nextTarget, beta);
    if (found === null || found.value > best) continue;
    [input, target, best] = [nextInput, nextTarget, found.value];
    if (!found.fails) continue;
    beta = smallestFailing(beta, (strength) => score(input, target, strength)?.fails ?? false);
    failed = { input, target, beta };
    beta *= NEXT;
    best = score(input, target, beta)?.value ?? Infinity;
  }
  return failed;
}

/** The smallest beta found at which a drive fails that fails at `high`: halved while it fails, then bisected to 1 %. */
function smallestFailing(high: number, fails: (beta: number) => boolean): number {
  let low = high / 2;
  while (low > 1e-6 && fails(low)) [high, low] = [low, low / 2];
  while (high > 1.01 * low) {
    const middle = Math.sqrt(low * high);
    if (fails(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** The first candidate, weakest first, that an event run shows to fail; of several the one at the smallest beta. */
function confirm(circuit: Circuit, options: WorstCaseOptions, candidates: readonly Candidate[]): WorstCase | null {
  const { loss, nudge, limits, noise } = options;
  // Noise hides what the equations do: what is unstable is so without it.
  const simulator = new Simulator({ ...circuit, chip: { ...circuit.chip, noise: null } });
  let worst: WorstCase | null = null;
  for (const { input, target, beta } of candidates) {
    for (const factor of BEYOND_LIMIT) {
      const strength = factor * beta;
      if (strength >= (worst?.failingBeta ?? Infinity) || strength > Math.max(options.beta, beta * BEYOND_LIMIT[0]))
        break;
      const drive: Drive = { input, target, loss, nudge, beta: strength };
      if (!(weaknessAt(circuit, drive)?.fails ?? false)) continue;
      const { outcome } = simulator.run(drive, limits, { noise });
      if (isStable(outcome)) continue;
      worst = { failingBeta: strength, input, target, outcome };
      break;
    }
  }
  return worst;
}
