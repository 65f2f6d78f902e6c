import { placeNeurons } from '../chip/placement.ts';
import { refusalProbability } from '../chip/refusal-probability.ts';
import type { Device, Varying } from '../config/device.ts';
import type { Scenario, SweepPoint } from '../config/scenario.ts';
import type { Connected } from '../model/connection.ts';
import { COST_FIELDS, runCost } from './run-cost.ts';
import { LARGEST_KERNEL, studyMemory } from './study-memory.ts';

/** One thing about a study that its files do not rule out; `path` leads into the scenario, from `device.` on into a device. */
export interface Finding {
  readonly path: string;
  readonly message: string;
}

export interface Preflight {
  /** What cannot be run, or would run for ever. */
  readonly refusals: readonly Finding[];
  /** What can be run, but hardly as it was meant. */
  readonly warnings: readonly Finding[];
}

/** The machine on which a study is to run. */
export interface Machine {
  /** Bytes; Infinity: whatever the study needs. */
  readonly memory: number;
  readonly threads: number;
}

/** Chips in a million that may be refused without a word. */
const REFUSED = 1e-6;
/** Events and redraws of one run: some 10 s of a computer, and a good part of a day. */
const LONG = 3e6;
const FOR_EVER = 1e9;

/** What can be said of a study before its network is made: it costs milliseconds, whatever the files say. */
export function preflight(scenario: Scenario, points: readonly SweepPoint[], machine: Machine): Preflight {
  const { network, kind, train } = scenario;
  const { layers, connections } = network;
  // What costs are events and solving, for which the arrays of convolutions are written out: a training may do without.
  const isIterated = kind === 'train' && train.inference === 'layer-wise' && train.margins === 'never';
  const isWritten = connections === undefined || !isIterated;
  const costs = isWritten ? findingsByPath(points, ({ scenario: own }) => costFindings(own, layers)) : [];
  const refused = refusals(layers);
  return {
    refusals: [...(isWritten ? memoryFindings(network, machine) : []), ...costs.filter(({ refused }) => refused)],
    warnings: [
      ...findingsByPath(points, ({ scenario: { device } }) => refused(device)),
      ...costs.filter(({ refused }) => !refused),
    ],
  };
}

/** Findings at single devices, the worst point of each path; `size` says how bad. */
function findingsByPath<F extends Sized>(points: readonly SweepPoint[], of: (point: SweepPoint) => readonly F[]): F[] {
  const worst = new Map<string, F>();
  for (const point of points) {
    for (const finding of of(point)) {
      const before = worst.get(finding.path);
      if (before !== undefined && before.size >= finding.size) continue;
      worst.set(finding.path, { ...finding, message: `${finding.message}${atPoint(point, points.length)}` });
    }
  }
  return [...worst.values()];
}

interface Sized extends Finding {
  readonly size: number;
}

/** Where in the sweep, as its report says it. */
export function atPoint({ coordinates }: Pick<SweepPoint, 'coordinates'>, points: number): string {
  if (points === 1) return '';
  return ` (at ${coordinates.map(({ path, label }) => `${path} ${label}`).join(', ')})`;
}

function memoryFindings({ layers, connections }: Connected, { memory, threads }: Machine): Finding[] {
  const path = 'network.layers';
  const name = `${layers.join('-')}${connections === undefined ? '' : ', its shared arrays written out,'}`;
  const { total, kernel } = studyMemory(layers, threads);
  if (kernel > LARGEST_KERNEL) {
    const message = `expected layers whose weights fit into the 4 GiB of compiled loops, ${name} needs ${gigabytes(kernel)} there`;
    return [{ path, message }];
  }
  if (total <= memory) return [];
  const message =
    `expected a study that fits into this machine's ${gigabytes(memory)} of memory, ${name} needs about ` +
    `${gigabytes(total)} with ${threads} threads; --ignore-memory runs it all the same`;
  return [{ path, message }];
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toPrecision(3)} GB`;
}

/** Parameters that must be above 0, and how many draws of them a neuron has. */
const POSITIVE: readonly (readonly [path: string, draws: number, of: (device: Device) => Varying])[] = [
  ['neuron.tau', 2, ({ neuron }) => neuron.tau],
  ['neuron.gain', 2, ({ neuron }) => neuron.gain],
  ['dyad.nudgeGain', 2, ({ dyad }) => dyad.nudgeGain],
  ['dyad.meanWeight', 2, ({ dyad }) => dyad.meanWeight],
  ['encoder.activityThreshold', 1, ({ encoder }) => encoder.activityThreshold],
  ['encoder.differenceThreshold', 1, ({ encoder }) => encoder.differenceThreshold],
];

/** Tells for which parameters of a device chips of these layers may be refused, because a draw is impossible. */
function refusals(layers: readonly number[]): (device: Device) => Sized[] {
  const placed = placeNeurons(layers).flatMap((layer) => layer ?? []);
  const places = { x: joined(placed.map(({ x }) => x)), y: joined(placed.map(({ y }) => y)) };
  const known = new Map<string, number>();
  return (device) =>
    POSITIVE.flatMap(([path, draws, of]) => {
      const varying = of(device);
      const key = JSON.stringify([path, varying]);
      const size = known.get(key) ?? refusalProbability(path, varying, places, draws);
      known.set(key, size);
      if (!(size >= REFUSED)) return [];
      const message =
        `${share(size)} of the chips are refused, because the ${varying.distribution} law draws a value of 0 or below ` +
        `for one of their ${places.x.length} neurons; the lognormal law does not`;
      return [{ path: `device.${path}`, message, size }];
    });
}

function joined(parts: readonly Float64Array[]): Float64Array {
  return Float64Array.from(parts.flatMap((part) => [...part]));
}

/** 12.3 %, or 1 in 23,000 where that is little. */
function share(probability: number): string {
  if (probability >= 0.001) return `${Number((100 * probability).toPrecision(3))} %`;
  return `1 in ${Number((1 / probability).toPrecision(2)).toLocaleString('en-US')}`;
}

interface CostFinding extends Sized {
  readonly refused: boolean;
}

/** Fields that make one run long, or endless. An event budget ends a run, but not its noise. */
function costFindings({ device, maxEvents, engine }: Scenario, layers: readonly number[]): CostFinding[] {
  if (engine === 'static') return [];
  const cost = runCost(device, layers);
  return COST_FIELDS.flatMap((field) => {
    const ofEvents = field.startsWith('encoder.');
    const size = ofEvents ? Math.min(cost[field], maxEvents ?? Infinity) : cost[field];
    if (size < LONG) return [];
    const what = ofEvents ? 'events' : 'redraws of noise';
    const refused = size >= FOR_EVER;
    const cure = refused && ofEvents ? '; or state maxEvents' : '';
    const limit = refused ? `, expected at most ${FOR_EVER.toExponential(0)}` : '';
    const message = `one run takes about ${size.toExponential(0)} ${what}${limit}${cure}`;
    return [{ path: `device.${field}`, message, size, refused }];
  });
}
