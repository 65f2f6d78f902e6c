import { Simulator } from '../../src/engine/simulate.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { Findings } from '../findings.ts';
import { FixedStep } from '../fixed-step.ts';
import { interleave, secondsOf, spreadOf } from '../measure.ts';
import { limitsOf } from '../ours.ts';
import { driveOf, type PeerChip, peerChip, RULE, withThreshold } from '../peer-chip.ts';

/** The output is compared at multiples of `GRID`, s, while it moves. */
const GRID = 4e-6;
const TIMES = 15;
const DURATION = 6e-5;
const REFERENCE_STEP = 2e-8;
/** Steps divide the grid. */
const STEPS = [4e-6, 2e-6, 1e-6, 5e-7, 2e-7, 1e-7, 4e-8];
const THRESHOLDS = [0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005];
const ROUNDS = 3;
const SIZES = [
  [64, 64, 64, 10],
  [784, 256, 128, 10],
];

/** [rms error of the output, full scales; seconds], by decreasing error. */
type Curve = readonly (readonly [error: number, seconds: number])[];

/** Where events stop paying: time against error of the event engine and of a second-order fixed-step simulator. */
export async function crossover(): Promise<Findings> {
  const findings = new Findings();
  for (const layers of SIZES) {
    const peer = peerChip(layers, 'peers');
    const name = layers.join('-');
    const reference = stepped(peer, REFERENCE_STEP)();
    const fixed = await fixedStepCurve(peer, reference);
    const thresholds = layers.length * layers[0] > 1000 ? THRESHOLDS.filter((value) => value >= 0.001) : THRESHOLDS;
    const events = await eventCurve(peer, reference, thresholds);
    const what = { x: `rms error of ${name}'s output, full scales`, y: 'ms' };
    const inMs = (curve: Curve) => curve.map(([error, seconds]) => [error, 1e3 * seconds] as const);
    findings.series.push({ name: `events, ${name}`, ...what, points: inMs(events) });
    findings.series.push({ name: `fixed step, ${name}`, ...what, points: inMs(fixed) });
    for (const [i, threshold] of thresholds.entries()) {
      const [error, seconds] = events[i];
      const other = secondsAt(fixed, error);
      if (other !== null) findings.ratio(`${name}, threshold ${threshold}: fixed step / events`, [other], [seconds]);
    }
    findings.notes.push(`${name}: ${verdict(thresholds, events, fixed)}`);
  }
  return findings;
}

function stepped(peer: PeerChip, step: number): () => Float64Array[] {
  const simulator = new FixedStep(circuitOf(peer.chip, RULE), step);
  const every = Math.round(GRID / step);
  return () => simulator.run(driveOf(peer), every * TIMES, every);
}

async function fixedStepCurve(peer: PeerChip, reference: readonly Float64Array[]): Promise<Curve> {
  const curve: [number, number][] = [];
  for (const step of STEPS) {
    const run = stepped(peer, step);
    const error = rmsError(run(), reference);
    const { time } = await interleave([() => ({ time: secondsOf(run) })], ROUNDS);
    curve.push([error, spreadOf(time).median]);
  }
  return curve;
}

async function eventCurve(
  peer: PeerChip,
  reference: readonly Float64Array[],
  thresholds: readonly number[],
): Promise<Curve> {
  const curve: [number, number][] = [];
  for (const threshold of thresholds) {
    const { chip, ...applied } = withThreshold(peer, threshold);
    const simulator = new Simulator(circuitOf(chip, RULE));
    const drive = driveOf({ chip, ...applied });
    // The state at a horizon is read by running to it, which is not timed.
    const course = reference.map((_, i) => {
      const { activity } = simulator.run(drive, limitsOf(GRID * (i + 1)));
      return activity[activity.length - 1];
    });
    const run = () => simulator.run(drive, limitsOf(DURATION));
    const { time } = await interleave([() => ({ time: secondsOf(run) })], ROUNDS);
    curve.push([rmsError(course, reference), spreadOf(time).median]);
  }
  return curve;
}

function rmsError(course: readonly Float64Array[], reference: readonly Float64Array[]): number {
  let squares = 0;
  let count = 0;
  for (const [i, values] of reference.entries()) {
    for (const [j, value] of values.entries()) squares += (course[i][j] - value) ** 2;
    count += values.length;
  }
  return Math.sqrt(squares / count);
}

/** Seconds at an error, on straight lines between the logarithms of a curve; null beyond its ends. */
function secondsAt(curve: Curve, error: number): number | null {
  for (let i = 1; i < curve.length; i++) {
    const [high, fast] = curve[i - 1];
    const [low, slow] = curve[i];
    if (error > high || error < low) continue;
    return fast * (slow / fast) ** (Math.log(high / error) / Math.log(high / low));
  }
  return null;
}

/** The threshold at which both take the same time, between the last at which events are cheaper and the next. */
function verdict(thresholds: readonly number[], events: Curve, fixed: Curve): string {
  let cheaper: number | null = null;
  for (const [i, threshold] of thresholds.entries()) {
    // The coarsest step is cheaper than any other and more accurate than this.
    const other = secondsAt(fixed, events[i][0]) ?? (events[i][0] > fixed[0][0] ? fixed[0][1] : Infinity);
    if (events[i][1] < other) cheaper = threshold;
  }
  if (cheaper === null) return `a fixed step of the same accuracy is cheaper at every threshold up to ${thresholds[0]}`;
  const next = thresholds[thresholds.indexOf(cheaper) + 1];
  if (next === undefined) return `events are cheaper down to a threshold of ${cheaper}`;
  return `events are cheaper at a threshold of ${cheaper}, a fixed step of the same accuracy at ${next}`;
}
