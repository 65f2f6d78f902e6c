import type { PlanGroup } from '../config/plan.ts';
import type { Scenario } from '../config/scenario.ts';
import { latinPoints, sobolPoints } from '../random/plan-points.ts';
import { type DrawSource, drawSource } from './draw-source.ts';
import { numbered, type Origin } from './sample-chip.ts';

/** Parameters with a die's part and a gradient, in the order in which a plan's dimensions are theirs. */
const PARAMETERS = [
  'neuron.gain',
  'dyad.nudgeGain',
  'dyad.meanWeight',
  'neuron.tau',
  'dyad.alpha',
  'neuron.offset',
  'encoder.differenceThreshold',
  'encoder.activityThreshold',
];

/** Dimensions of a plan: first every parameter's die, then its gradient along x and along y. */
export const PLAN_DIMENSIONS = 3 * PARAMETERS.length;

/**
 * Chip number `index` of a scenario. With a plan, the numbers common to a die come from the point of the plan, replicates taking turns, and so
 * do those of the groups that it names; all others are those of the chip without one. Chips do not depend on how many there are.
 */
export function originOf({ seed, plan }: Pick<Scenario, 'seed' | 'plan'>, index: number): Origin {
  const { name, draws } = numbered(seed, index);
  if (plan === undefined) return { name, draws };
  const points = plan.kind === 'sobol' ? sobolPoints : latinPoints;
  const [replicate, point] = [index % plan.replicates, Math.floor(index / plan.replicates)];
  return {
    name: `${name} (${plan.kind})`,
    draws: (streams) =>
      draws(streams).map((own, s) => {
        const { address, count } = streams[s];
        const dimensions = plannedOf(address);
        if (dimensions.length > 0) {
          if (dimensions.length === count) {
            return Float64Array.from(dimensions, (dimension) => points(seed, replicate, dimension, point));
          }
          throw new Error(`plan: ${count} numbers are drawn at an address that has ${dimensions.length}`);
        }
        const group = plan.groups?.find((named) => isPlanned(named, drawSource(address)));
        if (group === undefined) return own;
        // The first numbers from the plan, each further one that of its place in the stream.
        const { first = Number.POSITIVE_INFINITY } = group;
        return own.map((u, number) => (number < first ? points(seed, replicate, number, point, address) : u));
      }),
  };
}

/** The plan's dimensions of the numbers that are drawn at an address, in the order in which they are; none: it is not planned. */
function plannedOf(address: readonly (string | number)[]): number[] {
  const at = PARAMETERS.indexOf(String(address[0]));
  if (at < 0) return [];
  const gradient = PARAMETERS.length + 2 * at;
  return address[1] === 'die' ? [at] : address[1] === 'gradient' ? [gradient, gradient + 1] : [];
}

/** Whether draws are of a group's mismatch. */
export function isPlanned({ parameter, layer }: PlanGroup, source: DrawSource): boolean {
  return (
    source.part === 'mismatch' && source.parameter === parameter && (layer === undefined || source.layer === layer)
  );
}
