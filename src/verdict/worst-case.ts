import type { Band } from '../analysis/band.ts';
import { Branch } from '../analysis/branch.ts';
import { moveInput } from '../analysis/input-move.ts';
import { loopModes } from '../analysis/margins.ts';
import { withoutRails } from '../analysis/without-rails.ts';
import type { Circuit, Drive } from '../engine/circuit.ts';
import type { NoiseStreams } from '../engine/noise.ts';
import type { Limits } from '../engine/run.ts';
import { unrolled } from '../engine/unrolled.ts';
import type { Loss } from '../model/losses.ts';
import { isStable, type Outcome } from '../model/outcomes.ts';
import type { Nudge } from '../model/vocabulary.ts';
import { stream } from '../random/stream.ts';
import { Simulator } from './simulate.ts';

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

interface Candidate {
  readonly input: Float64Array;
  readonly target: Float64Array;
  /** Where its branch ends or, where that is not known, would if its loop stayed as it is. */
  readonly limit: number;
}

/** Just beyond the end of its branch a chip may be held by the dead zone of its encoders: so many times the end are tried. */
const BEYOND_LIMIT = [1.001, 1.01, 1.05, 1.2, 1.5, 2, 3, 5, 10];

/**
 * Searches the input and target that break a circuit at the smallest beta: from every start, moves that bring the end of its
 * branch down (of a chip with rails, of the branch that it would have without them). The weakest are then run by events, at
 * small steps of beta beyond that end. Null: nothing found. The same for the same seed.
 */
export function worstCase(circuit: Circuit, options: WorstCaseOptions): WorstCase | null {
  const { restarts, seed } = options;
  const dense = unrolled(circuit);
  const found = Array.from({ length: restarts }, (_, restart) =>
    descend(dense, options, restart, stream(seed, 'worst', restart)),
  ).filter(({ limit }) => limit <= options.beta);
  return confirm(
    circuit,
    options,
    found.sort((a, b) => a.limit - b.limit),
  );
}

/** One restart: the weakest drive that its moves found. */
function descend(
  circuit: Circuit,
  options: WorstCaseOptions,
  restart: number,
  draw: ReturnType<typeof stream>,
): Candidate {
  const { input: box, targets, starts, moves } = options;
  const randomIn = () => box.low.map((low, i) => low + draw() * (box.high[i] - low));
  const any = () => (starts.length > 0 ? starts[Math.floor(draw() * starts.length)] : randomIn());
  const pick = () => targets[Math.floor(draw() * targets.length)];
  const first = restart < starts.length ? starts[restart] : randomIn();
  let best = candidate(circuit, options, first, pick());
  for (let move = 0; move < moves; move++) {
    const input = moveInput(circuit, best.input, box, any(), draw);
    const next = candidate(circuit, options, input, draw() < 0.1 ? pick() : best.target);
    if (next.limit <= best.limit) best = next;
  }
  return best;
}

function candidate(
  circuit: Circuit,
  { loss, nudge, beta }: WorstCaseOptions,
  input: Float64Array,
  target: Float64Array,
): Candidate {
  const branch = new Branch(withoutRails(circuit), { input, target, loss, nudge, beta });
  const point = branch.at(beta);
  if (point === null) return { input, target, limit: branch.end!.beta };
  const { gainMargin } = loopModes(point.signal);
  return { input, target, limit: gainMargin === null ? Infinity : Math.max(1, gainMargin) * beta };
}

/** Of the candidates, weakest first, the one that an event run shows to fail at the smallest beta. */
function confirm(circuit: Circuit, options: WorstCaseOptions, candidates: readonly Candidate[]): WorstCase | null {
  const { loss, nudge, limits, noise } = options;
  // Noise hides what the equations do: what is unstable is so without it.
  const simulator = new Simulator({ ...circuit, chip: { ...circuit.chip, noise: null } });
  let worst: WorstCase | null = null;
  for (const { input, target, limit } of candidates) {
    for (const factor of BEYOND_LIMIT) {
      const beta = factor * Math.max(limit, LEAST);
      if (beta >= (worst?.failingBeta ?? Infinity) || beta > options.beta * BEYOND_LIMIT[0]) break;
      const drive: Drive = { input, target, loss, nudge, beta };
      const { outcome } = simulator.run(drive, limits, { noise });
      if (isStable(outcome) !== false) continue;
      worst = { failingBeta: beta, input, target, outcome };
      break;
    }
  }
  return worst;
}

/** A chip whose hidden loops are unstable by themselves fails at any beta. */
const LEAST = 1e-6;
