import { circuitOf } from '../../src/learning/rules.ts';
import { Simulator } from '../../src/verdict/simulate.ts';
import { Findings } from '../findings.ts';
import { interleave, secondsOf, spreadOf } from '../measure.ts';
import { eventsOf, limitsOf } from '../ours.ts';
import { driveOf, type PeerChip, peerChip, RULE, withThreshold } from '../peer-chip.ts';
import { demoStudy, timeSweep } from '../sweep.ts';
import { againstThreads } from './threads.ts';

const DURATION = 1.5e-4;
const ROUNDS = 5;
const WIDTHS = [16, 32, 64, 128, 256, 512];
const DEPTHS = [1, 2, 4, 8, 16];
const THRESHOLDS = [0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005];
const BUDGETS = [5_000, 20_000, 80_000, 320_000];
const CHIPS = [1, 2, 4, 8];

/** How time grows with neurons, layers, events, length of a run, threads and chips. */
export async function scaling(): Promise<Findings> {
  const findings = new Findings();
  await againstNeurons(findings);
  await againstEvents(findings);
  await againstLength(findings);
  await againstChips(findings);
  await againstThreads(findings);
  return findings;
}

/** Events and median seconds of one run. */
async function timed(peer: PeerChip, maxEvents = Infinity, rule: 'dp' | typeof RULE = RULE, duration = DURATION) {
  const simulator = new Simulator(circuitOf(peer.chip, rule));
  const run = () => simulator.run(driveOf(peer), { ...limitsOf(duration), maxEvents });
  const events = eventsOf(run());
  const { time } = await interleave([() => ({ time: secondsOf(run) })], ROUNDS);
  return { events, time };
}

async function againstNeurons(findings: Findings): Promise<void> {
  const points: [number, number][] = [];
  for (const width of WIDTHS) {
    const { events, time } = await timed(peerChip([width, width, width, 10], 'scaling'));
    points.push([width, (1e6 * spreadOf(time).median) / events]);
  }
  findings.series.push({ name: 'neurons', x: 'neurons per layer, three layers', y: 'us per event', points });

  const deep: [number, number][] = [];
  for (const depth of DEPTHS) {
    const { events, time } = await timed(peerChip([64, ...new Array<number>(depth).fill(64), 10], 'scaling'), 50_000);
    deep.push([depth, (1e6 * spreadOf(time).median) / events]);
  }
  findings.series.push({ name: 'layers', x: 'hidden layers of 64', y: 'us per event', points: deep });
}

async function againstEvents(findings: Findings): Promise<void> {
  const points: [number, number][] = [];
  for (const threshold of THRESHOLDS) {
    const { events, time } = await timed(withThreshold(peerChip([64, 64, 64, 10], 'peers'), threshold));
    points.push([events, 1e3 * spreadOf(time).median]);
  }
  findings.series.push({ name: 'events', x: 'events, by the threshold', y: 'ms', points });
}

/** A chip under dp at alpha = 1, nudged far too strongly: it oscillates between rails until the event budget ends it. */
async function againstLength(findings: Findings): Promise<void> {
  const { chip, ...applied } = peerChip([64, 64, 64, 10], 'peers');
  const neurons = chip.neurons.map((layer) => layer && { ...layer, alpha: layer.alpha.map(() => 1) });
  const peer = { ...applied, beta: 10, chip: { ...chip, neurons, rails: [-1.5, 1.5] as const } };
  const points: [number, number][] = [];
  let before: { events: number; seconds: number } | null = null;
  for (const budget of BUDGETS) {
    const { events, time } = await timed(peer, budget, 'dp', 1);
    const seconds = spreadOf(time).median;
    // Of the events since the point before: the start is another, denser regime.
    if (before !== null) points.push([events, (1e6 * (seconds - before.seconds)) / (events - before.events)]);
    before = { events, seconds };
  }
  findings.series.push({
    name: 'length',
    x: 'events of a run that does not settle',
    y: 'us per further event',
    points,
  });
}

async function againstChips(findings: Findings): Promise<void> {
  const points: [number, number][] = [];
  for (const chips of CHIPS) {
    const study = demoStudy(chips);
    const { time } = await interleave([async () => ({ time: await timeSweep(study, chips, 0) })], 1, 0);
    points.push([chips, spreadOf(time).median]);
  }
  findings.series.push({ name: 'chips', x: 'chips of the demo sweep, no threads', y: 's', points });
}
