import { type Circuit, layerOf } from '../engine/circuit.ts';
import { unrolled } from '../engine/unrolled.ts';
import { type Loss, lossNamed } from '../model/losses.ts';
import type { Nudge } from '../model/vocabulary.ts';
import { activityRange } from './activity-range.ts';
import type { DriveRange } from './drive-range.ts';
import { incrementalGains } from './incremental-gains.ts';
import { LoopGains, type OutputGains } from './loop-gains.ts';
import { negativeFeedbackContracts } from './negative-feedback.ts';
import { outputGains, squaredErrorGain } from './output-gain.ts';
import { anySlope, type SlopeRange } from './slope-range.ts';

/** Up to which beta it is proved that all trajectories under one input and target meet; null: for every beta, 0: for none. */
export interface CertifiedBeta {
  /** One stationary state, reached from everywhere: whatever the slopes, delays and rails. */
  readonly everywhere: number | null;
  /** The same of all trajectories whose outputs stay between the rails; on a chip without rails, the same number. */
  readonly outputsInRange: number | null;
}

interface Question {
  readonly circuit: Circuit;
  readonly loss: Loss;
  readonly nudge: Nudge;
  readonly range: DriveRange | null;
  /** Whether outputs may be at a rail. */
  readonly railedOutput: boolean;
}

const SMALLEST = 1e-6;
const LARGEST = 1e6;
/** The answer is below the limit of the proof by less than this, relative. */
const PRECISION = 1e-7;

/**
 * The largest beta for which the proof of docs/stability.md holds, and with it every smaller one. `range`: only inputs and
 * targets within it; without it, all. Answers below 1e-6 are given as 0, those above 1e6 as 1e6.
 */
export function certifiedBeta(
  wired: Circuit,
  loss: Loss,
  nudge: Nudge,
  range: DriveRange | null = null,
): CertifiedBeta {
  const circuit = unrolled(wired);
  const everywhere = certifiedEverywhere(circuit, loss, nudge, range);
  if (circuit.chip.rails === null) return { everywhere, outputsInRange: everywhere };
  return { everywhere, outputsInRange: limitOf({ circuit, loss, nudge, range, railedOutput: false }) };
}

/** The first of the two alone, for half of the work. */
export function certifiedEverywhere(
  circuit: Circuit,
  loss: Loss,
  nudge: Nudge,
  range: DriveRange | null = null,
): number | null {
  return limitOf({ circuit: unrolled(circuit), loss, nudge, range, railedOutput: circuit.chip.rails !== null });
}

function limitOf(question: Question): number | null {
  const { nudge } = question;
  if (!holds(question, nudge === 'held' ? 1 : SMALLEST)) return 0;
  if (nudge === 'held') return null;
  if (loopOf(question, slopesAt({ ...question, range: null }, 1), 1).contractsForAnyOutput()) return null;
  let low = SMALLEST;
  let high = 1;
  for (; high < LARGEST && holds(question, high); high *= 4) low = high;
  if (high >= LARGEST && holds(question, LARGEST)) return LARGEST;
  while (high > low * (1 + PRECISION)) {
    const middle = Math.sqrt(low * high);
    if (holds(question, middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** Whether the proof holds at a beta, and then at every smaller one. */
function holds(question: Question, beta: number): boolean {
  const { circuit, loss, nudge } = question;
  const slopes = slopesAt(question, beta);
  if (loopOf(question, slopes, beta).contracts()) return true;
  const linear = nudge === 'live' && lossNamed(loss).isQuadratic && circuit.chip.rails === null;
  return linear && negativeFeedbackContracts(circuit, slopes[1]!, beta);
}

/** Index k = 1 .. L. */
function slopesAt(
  { circuit, loss, nudge, range, railedOutput }: Question,
  beta: number,
): readonly (SlopeRange | null)[] {
  const { layers, rails } = circuit.chip;
  const known = range === null || nudge === 'held' ? null : activityRange(circuit, loss, range, beta);
  if (known !== null) return known;
  return layers.map((n, k) => {
    if (k === 0) return null;
    const { phi, isOutput } = layerOf(circuit, k);
    return anySlope(phi, n, isOutput ? railedOutput : rails !== null);
  });
}

function loopOf(question: Question, slopes: readonly (SlopeRange | null)[], beta: number): LoopGains {
  const { circuit, loss, nudge, railedOutput } = question;
  const last = circuit.chip.layers.length - 1;
  const hidden = slopes.map((range, k) => (range === null || k === last ? null : incrementalGains(circuit, k, range)));
  const railed = railedOutput && slopes[last]!.railed.includes(1);
  return new LoopGains(circuit, hidden, outputOf(circuit, loss, nudge, railed, beta));
}

function outputOf(circuit: Circuit, loss: Loss, nudge: Nudge, railed: boolean, beta: number): OutputGains {
  if (nudge === 'live' && lossNamed(loss).isQuadratic) {
    return { each: squaredErrorGain(circuit, beta, railed), mixing: 0 };
  }
  const { byInput, byTopDown } = outputGains(circuit, railed);
  const strength = nudge === 'held' ? 0 : beta * lossNamed(loss).largestCurvature(byInput.length);
  return { each: byInput, mixing: strength * Math.max(...byTopDown) };
}
