import { analyzeLoop, type LoopAnalysis } from '../analysis/analyze-loop.ts';
import type { Outlook } from '../analysis/outlook.ts';
import type { StoppedBy } from '../engine/run.ts';
import type { Trace } from '../engine/trace.ts';
import { referenceGradient } from '../learning/backprop.ts';
import { compareGradients, type GradientComparison, GradientSum, readOf } from '../learning/gradient.ts';
import { largestIndex } from '../model/largest-index.ts';
import { type Loss, lossNamed } from '../model/losses.ts';
import { isStable, type Outcome } from '../model/outcomes.ts';
import type { Rule } from '../model/rules.ts';
import type { Nudge } from '../model/vocabulary.ts';
import type { RunResult } from '../verdict/run-result.ts';
import { simulate } from '../verdict/simulate.ts';
import type { Setup } from './setup.ts';

/** What `simulate --json` prints; null for what is infinite or does not exist. Times in s, energy in J. */
export interface SimulateResult {
  readonly engine: 'events' | 'fixed-point';
  readonly chip: string;
  readonly layers: readonly number[];
  /** What a chip's file does not state, and what stands in its place. */
  readonly unstated: readonly string[];
  readonly rule: Rule;
  readonly nudge: Nudge;
  readonly beta: number;
  readonly loss: Loss;
  readonly outcome: Outcome;
  /** Settled, but only the thresholds hold the chip. */
  readonly deadZone: boolean;
  /** Rails that a clipped chip would need, full scales; null: it is not clipped. */
  readonly railsNeeded: RunResult['railsNeeded'];
  /** The window of a noisy chip, s, when it was found to have left (null: it stayed), and standard errors of its averages. */
  readonly watch: RunResult['watch'];
  /** Null, as all that has to do with time, for the fixed-point engine. */
  readonly stoppedBy: StoppedBy | null;
  readonly settleTime: number | null;
  readonly endTime: number | null;
  readonly horizon: number | null;
  readonly maxEvents: number | null;
  readonly events: RunResult['events'] | null;
  readonly energy: number | null;
  /** Compartment outputs s_c per layer, null at 0. */
  readonly state: Record<'plus' | 'minus', readonly (Float64Array | null)[]>;
  /** Of the output a_L at the end of the run. */
  readonly lossValue: number;
  readonly prediction: number;
  /** Before nudging. */
  readonly free: { readonly lossValue: number; readonly prediction: number };
  /** Of this one probe; null per layer where the run is not stable or a gradient is zero. */
  readonly gradient: GradientComparison;
  /** On the branch, thresholds going to 0; null: the analysis failed. */
  readonly loop: LoopAnalysis | null;
  /** Why the analysis failed; null: it did not. */
  readonly loopError: string | null;
  /** Of the fixed-point engine: passes made, and the largest change of an s_c in the last one. */
  readonly passes: { readonly made: number; readonly change: number } | null;
}

/** One run of the event engine with all that is worth knowing of it. */
export function simulateEvents(setup: Setup, trace: Trace | null): SimulateResult {
  const { circuit, drive, limits, noise } = setup;
  const run = simulate(circuit, drive, limits, { noise, trace: trace ?? undefined });
  const { outcome, deadZone, railsNeeded, watch, stoppedBy, settleTime, endTime, maxEvents, events, energy, state } =
    run;
  return {
    engine: 'events',
    ...describeSetup(setup),
    outcome,
    deadZone,
    railsNeeded,
    watch,
    stoppedBy,
    settleTime,
    endTime,
    horizon: limits.horizon,
    maxEvents,
    events,
    energy,
    state: bySide(state),
    ...readOutput(setup, run.output),
    gradient: gradientOf(setup, run.activity, run.difference, isStable(outcome) === true),
    ...loopOf(setup, run.outlook),
    passes: null,
  };
}

/** An analysis that fails costs its own fields, not the run's. */
export function loopOf({ circuit, drive }: Setup, outlook?: Outlook): Pick<SimulateResult, 'loop' | 'loopError'> {
  try {
    return { loop: analyzeLoop(circuit, drive, undefined, outlook), loopError: null };
  } catch (error) {
    return { loop: null, loopError: error instanceof Error ? error.message : String(error) };
  }
}

/** What was run. */
export function describeSetup({ circuit, rule, drive, unstated }: Setup) {
  const { name, layers } = circuit.chip;
  return { chip: name, layers, unstated, rule, nudge: drive.nudge, beta: drive.beta, loss: drive.loss };
}

/** s_c of every layer, the plus compartments apart from the minus compartments. */
export function bySide(state: RunResult['state']): SimulateResult['state'] {
  return { plus: state.map((layer) => layer?.plus ?? null), minus: state.map((layer) => layer?.minus ?? null) };
}

/** Loss and class at an output, and those of the free response. */
export function readOutput({ circuit, drive }: Setup, output: Float64Array) {
  const { input, target, loss } = drive;
  const free = referenceGradient(circuit, input, target, loss).output;
  const read = (a: Float64Array) => ({ lossValue: lossNamed(loss).value(a, target), prediction: largestIndex(a) });
  return { ...read(output), free: read(free) };
}

/** The update of one probe against the reference gradient; nothing to compare where the run is not stable. */
export function gradientOf(
  { circuit, drive }: Setup,
  activity: readonly Float64Array[],
  difference: readonly (Float64Array | null)[],
  stable: boolean,
): GradientComparison {
  const { layers, connections } = circuit.chip;
  const gradient = new GradientSum(layers, connections);
  const reference = new GradientSum(layers, connections);
  if (stable) {
    const free = referenceGradient(circuit, drive.input, drive.target, drive.loss);
    reference.add(free.read, free.signal, 1);
    gradient.add(readOf(circuit.chip, activity), difference, 1 / drive.beta);
  }
  return compareGradients(gradient, reference);
}
