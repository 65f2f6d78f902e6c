import { circuitOf } from '../../src/learning/rules.ts';
import { threeDigits } from '../../src/report/format.ts';
import { Simulator } from '../../src/verdict/simulate.ts';
import { EncodedStep } from '../encoded-step.ts';
import { Findings } from '../findings.ts';
import { FixedStep } from '../fixed-step.ts';
import { interleave, ratios, secondsOf, spreadOf } from '../measure.ts';
import { eventsOf, limitsOf } from '../ours.ts';
import { driveOf, type PeerChip, peerChip, RULE, withThreshold } from '../peer-chip.ts';

/** The output is compared at so many multiples of `GRID`, s, while it moves. */
const GRID = 4e-6;
const TIMES = 15;
const DURATION = GRID * TIMES;
/** Steps divide the grid and, with encoders, the delay. */
const ENCODED_STEPS = [1e-7, 2e-8];
const PLAIN_STEPS = [4e-6, 2e-6, 1e-6, 5e-7, 2e-7, 1e-7];
const REFERENCE_STEP = 2e-8;
const ROUNDS = 3;
const SIZES = [
  { layers: [64, 64, 64, 10], thresholds: [0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005] },
  { layers: [784, 256, 128, 10], thresholds: [0.1, 0.05, 0.02, 0.01, 0.005, 0.002] },
];

type Course = readonly Float64Array[];

/** What simulating one chip took, and the course of its output. */
interface Run {
  readonly seconds: number;
  readonly course: Course;
  readonly events: number;
}

/** Where events stop paying: the chip itself, stepped, and its equations without encoders, stepped. */
export async function crossover(): Promise<Findings> {
  const findings = new Findings();
  for (const { layers, thresholds } of SIZES) {
    const peer = peerChip(layers, 'peers');
    const events: Run[] = [];
    for (const threshold of thresholds) events.push(await simulated(withThreshold(peer, threshold)));
    await againstEncoded(findings, peer, thresholds, events);
    await againstPlain(findings, peer, thresholds, events);
  }
  return findings;
}

/** The event engine's own. The state at a time is read by running to it, which is not timed. */
async function simulated(peer: PeerChip): Promise<Run> {
  const simulator = new Simulator(circuitOf(peer.chip, RULE));
  const to = (time: number) => simulator.run(driveOf(peer), limitsOf(time));
  const course = Array.from({ length: TIMES }, (_, i) => to(GRID * (i + 1)).activity.at(-1)!);
  return { seconds: await median(() => to(DURATION)), course, events: eventsOf(to(DURATION)) };
}

async function median(work: () => unknown): Promise<number> {
  return spreadOf((await interleave([() => ({ time: secondsOf(work) })], ROUNDS)).time).median;
}

/** The same chip with its encoders, at steps of which the smaller one is a tenth of the delay. */
async function againstEncoded(
  findings: Findings,
  peer: PeerChip,
  thresholds: readonly number[],
  events: readonly Run[],
) {
  const { name } = peer.chip;
  const what = { x: 'threshold, full scales', y: 'ms' };
  findings.series.push({
    name: `events, ${name}`,
    ...what,
    points: events.map(({ seconds }, i) => [thresholds[i], 1e3 * seconds]),
  });
  for (const step of ENCODED_STEPS) {
    const title = `step ${Number((1e6 * step).toPrecision(3))} us`;
    const every = Math.round(GRID / step);
    const quotients: number[] = [];
    const points: [number, number][] = [];
    const deviations: string[] = [];
    for (const [i, threshold] of thresholds.entries()) {
      const scaled = withThreshold(peer, threshold);
      const stepper = new EncodedStep(circuitOf(scaled.chip, RULE), step);
      const simulator = new Simulator(circuitOf(scaled.chip, RULE));
      const run = () => stepper.run(driveOf(scaled), every * TIMES, every);
      const samples = await interleave(
        [
          () => ({ stepped: secondsOf(run) }),
          () => ({ events: secondsOf(() => simulator.run(driveOf(scaled), limitsOf(DURATION))) }),
        ],
        ROUNDS,
      );
      findings.ratio(`${name}, threshold ${threshold}: ${title} / events`, samples.stepped, samples.events);
      quotients.push(spreadOf(ratios(samples.stepped, samples.events)).median);
      points.push([threshold, 1e3 * spreadOf(samples.stepped).median]);
      const { course, events: sent } = run();
      const off = threeDigits(rms(course, events[i].course) / threshold);
      const more = threeDigits(100 * (sent / events[i].events - 1));
      deviations.push(`${off} thresholds and ${more} % events at ${threshold}`);
    }
    findings.series.push({ name: `${title}, ${name}`, ...what, points });
    findings.notes.push(`${name}, ${title} with encoders: ${verdict(thresholds, quotients)}`);
    findings.notes.push(`${name}, ${title}: its output is off by (rms) ${deviations.join('; ')}`);
  }
}

/** The equations alone, as thresholds go to 0, at the step that has the error of the events. */
async function againstPlain(findings: Findings, peer: PeerChip, thresholds: readonly number[], events: readonly Run[]) {
  const { name } = peer.chip;
  const reference = stepped(peer, REFERENCE_STEP)();
  const curve: [number, number][] = [];
  for (const step of PLAIN_STEPS) {
    const run = stepped(peer, step);
    curve.push([rms(run(), reference), await median(run)]);
  }
  const what = { x: 'rms error of the output, full scales', y: 'ms' };
  const errors = events.map(({ course }) => rms(course, reference));
  findings.series.push({
    name: `events against error, ${name}`,
    ...what,
    points: events.map(({ seconds }, i) => [errors[i], 1e3 * seconds]),
  });
  findings.series.push({
    name: `no encoders, step, ${name}`,
    ...what,
    points: curve.map(([error, seconds]) => [error, 1e3 * seconds]),
  });
  // Where even the longest step is more accurate than the events, its time counts.
  const quotients = errors.map((error, i) => secondsAt(curve, error) / events[i].seconds);
  findings.notes.push(`${name}, no encoders, a step of the same accuracy: ${verdict(thresholds, quotients)}`);
}

function stepped(peer: PeerChip, step: number): () => Course {
  const simulator = new FixedStep(circuitOf(peer.chip, RULE), step);
  const every = Math.round(GRID / step);
  return () => simulator.run(driveOf(peer), every * TIMES, every);
}

/** Root mean square difference of two courses of the output, full scales. */
function rms(course: Course, reference: Course): number {
  let squares = 0;
  let count = 0;
  for (const [i, values] of reference.entries()) {
    for (const [j, value] of values.entries()) squares += (course[i][j] - value) ** 2;
    count += values.length;
  }
  return Math.sqrt(squares / count);
}

/** Seconds at an error, on straight lines between the logarithms of [error, seconds] by falling error. */
function secondsAt(curve: readonly (readonly [number, number])[], error: number): number {
  if (error >= curve[0][0]) return curve[0][1];
  for (let i = 1; i < curve.length; i++) {
    const [high, fast] = curve[i - 1];
    const [low, slow] = curve[i];
    if (error >= low) return fast * (slow / fast) ** (Math.log(high / error) / Math.log(high / low));
  }
  throw new Error(`an error of ${error} is below that of the shortest step, ${curve[curve.length - 1][0]}`);
}

/** The threshold at which a step takes the time of events, thresholds falling, quotients the step's time to theirs. */
function verdict(thresholds: readonly number[], quotients: readonly number[]): string {
  const first = quotients.findIndex((ratio) => ratio < 1);
  const least = thresholds[thresholds.length - 1];
  if (first < 0) return `events are cheaper at all thresholds from ${thresholds[0]} down to ${least}`;
  if (first === 0) {
    const range = `${threeDigits(Math.min(...quotients))} to ${threeDigits(Math.max(...quotients))}`;
    return `the step is cheaper at all thresholds from ${thresholds[0]} down to ${least}: ${range} times the time`;
  }
  const [above, below] = [thresholds[first - 1], thresholds[first]];
  const share = Math.log(quotients[first - 1]) / Math.log(quotients[first - 1] / quotients[first]);
  return `events stop paying below a threshold of ${threeDigits(above * (below / above) ** share)}`;
}
