import { analyzeLoop, type LoopAnalysis } from '../analysis/analyze-loop.ts';
import { lossValue } from '../engine/loss.ts';
import type { RunResult, StoppedBy } from '../engine/run.ts';
import { simulate } from '../engine/simulate.ts';
import type { Trace } from '../engine/trace.ts';
import { referenceGradient } from '../learning/backprop.ts';
import { compareGradients, type GradientComparison, GradientSum } from '../learning/gradient.ts';
import type { Loss, Nudge, Outcome, Rule } from '../vocabulary.ts';
import type { Setup } from './setup.ts';

/** What `simulate --json` prints; null for what is infinite or does not exist. Times in s, energy in J. */
export interface SimulateResult {
  readonly chip: string;
  readonly layers: readonly number[];
  readonly rule: Rule;
  readonly nudge: Nudge;
  readonly beta: number;
  readonly loss: Loss;
  readonly outcome: Outcome;
  readonly stoppedBy: StoppedBy;
  readonly settleTime: number | null;
  readonly endTime: number;
  readonly horizon: number;
  readonly maxEvents: number;
  readonly events: RunResult['events'];
  readonly energy: number | null;
  /** Compartment outputs s_c per layer, null at 0. */
  readonly state: RunResult['state'];
  /** Of the output a_L at the end of the run. */
  readonly lossValue: number;
  readonly prediction: number;
  /** Before nudging. */
  readonly free: { readonly lossValue: number; readonly prediction: number };
  /** Of this one probe; null per layer where the run did not settle or a gradient is zero. */
  readonly gradient: GradientComparison;
  /** At the stationary state of vanishing thresholds. */
  readonly loop: LoopAnalysis;
}

/** One run of the event engine with all that is worth knowing of it. */
export function simulateEvents(setup: Setup, trace: Trace | null): SimulateResult {
  const { circuit, rule, drive, limits, noise } = setup;
  const run = simulate(circuit, drive, limits, { noise, trace: trace ?? undefined });
  const settled = run.outcome === 'settled';
  const { outcome, stoppedBy, settleTime, endTime, events, energy, state } = run;
  return {
    chip: circuit.chip.name,
    layers: circuit.chip.layers,
    rule,
    nudge: drive.nudge,
    beta: drive.beta,
    loss: drive.loss,
    outcome,
    stoppedBy,
    settleTime,
    endTime,
    horizon: limits.horizon,
    maxEvents: limits.maxEvents,
    events,
    energy,
    state,
    ...readOutput(setup, run.output),
    gradient: gradientOf(setup, run.activity, run.difference, settled),
    loop: analyzeLoop(circuit, drive),
  };
}

/** Loss and class at an output, and those of the free response. */
export function readOutput({ circuit, drive }: Setup, output: Float64Array) {
  const { input, target, loss } = drive;
  const free = referenceGradient(circuit, input, target, loss).output;
  const read = (a: Float64Array) => ({ lossValue: lossValue(loss, a, target), prediction: largest(a) });
  return { ...read(output), free: read(free) };
}

/** The update of one probe against the reference gradient; nothing to compare where the run did not settle. */
export function gradientOf(
  { circuit, drive }: Setup,
  activity: readonly Float64Array[],
  difference: readonly (Float64Array | null)[],
  settled: boolean,
): GradientComparison {
  const { layers } = circuit.chip;
  const gradient = new GradientSum(layers);
  const reference = new GradientSum(layers);
  if (settled) {
    const free = referenceGradient(circuit, drive.input, drive.target, drive.loss);
    reference.add(free.activity, free.signal, 1);
    gradient.add(activity, difference, 1 / drive.beta);
  }
  return compareGradients(gradient, reference);
}

function largest(values: Float64Array): number {
  return values.indexOf(Math.max(...values));
}
