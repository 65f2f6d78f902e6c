import { sizesOf } from '../config/own-data.ts';
import type { Scenario, SweepPoint } from '../config/scenario.ts';
import type { Engine } from '../model/vocabulary.ts';
import { requestedBy } from './requested.ts';
import { COST_FIELDS, runCost } from './run-cost.ts';

/** Seconds on an ordinary core, of an event, and of a redraw of noise. */
const EVENT = 2e-6;
const REDRAW = 1e-7;
/** Of a run, following its branches: whatever the network, and for each weight of it. */
const RUN = 5e-3;
const RUN_PER_WEIGHT = 3e-6;
/** Of a chip for each weight: drawing and wiring it. */
const CHIP_PER_WEIGHT = 4e-7;

/** Of an image of the test set for each weight: the free response. */
const IMAGE_PER_WEIGHT = 1e-9;

/** Of the chips, which events run; how many are near their limit is not known beforehand. */
const PART_SIMULATED: Readonly<Record<Engine, (screen: Scenario['screen']) => number>> = {
  events: () => 1,
  static: () => 0,
  screened: ({ near, sample }) => Math.min(1, near + sample),
};

/**
 * About how long all trials of one chip take, s: an order of magnitude, from what the files ask for and from no clock, so
 * that it is the same on every machine.
 */
export function chipCost(points: readonly Pick<SweepPoint, 'scenario'>[]): number {
  return points.reduce((sum, { scenario }) => {
    const { device, network, rules, probes, worst, maxEvents, engine, screen, data } = scenario;
    const weights = weightsOf(network);
    const cost = runCost(device, network.layers);
    const seconds = COST_FIELDS.map((field) =>
      field.startsWith('encoder.') ? EVENT * Math.min(cost[field], maxEvents ?? Infinity) : REDRAW * cost[field],
    );
    const run = branchCost(scenario) + PART_SIMULATED[engine](screen) * seconds.reduce((all, own) => all + own, 0);
    const searched = worst === null ? 0 : worst.restarts * (1 + worst.moves);
    const images = requestedBy(scenario).includes('testAccuracy') ? sizesOf(data).testImages : 0;
    const tested = images * IMAGE_PER_WEIGHT * weights;
    return sum + CHIP_PER_WEIGHT * weights + rules.length * ((probes + searched) * run + tested);
  }, 0);
}

/** About how long it takes to follow the branch of one input, s. */
export function branchCost({ network }: Pick<Scenario, 'network'>): number {
  return RUN + RUN_PER_WEIGHT * weightsOf(network);
}

/** With every array written out. */
function weightsOf({ layers }: Scenario['network']): number {
  return layers.slice(1).reduce((all, n, k) => all + n * layers[k], 0);
}
