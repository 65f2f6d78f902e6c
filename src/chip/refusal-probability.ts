import type { Varying } from '../config/device.ts';
import { cos, exp, expm1, ln, log1p, sin } from '../model/elementary.ts';
import { type Cumulative, standardCumulative } from '../random/cumulative.ts';
import { standardQuantile } from '../random/distributions.ts';
import { effectiveSigma } from './parameter.ts';
import type { Placement } from './placement.ts';

/** Steps of the logarithm of a tail's probability, alone and under a gradient, and of the size of a gradient. */
const TAIL_STEPS = 400;
const TAIL_STEPS_UNDER_GRADIENT = 120;
const SIZE_STEPS = 24;
/** Unit vectors all around. */
const DIRECTIONS = Array.from({ length: 16 }, (_, d) => {
  const angle = (2 * Math.PI * (d + 0.5)) / 16;
  return [cos(angle), sin(angle)] as const;
});
/** The tails reach down to this probability, and less of a group of neurons ends a sum. */
const LOWEST = 1e-16;
const NEGLIGIBLE = 1e-20;
/** Gradients beyond so many sigmas are left out. */
const LARGEST_GRADIENT = 8;
/** Along a gradient neurons count as this many groups at most. */
const GROUPS = 64;

/**
 * Probability that a chip has a neuron at which a parameter that must be above 0 is drawn at 0 or below, as
 * `drawParameters` draws it, for neurons at these places with so many draws each. Given what is common to the chip, die
 * and gradient, the neurons are independent: 1 - (1 - p)^n. Without die and gradient that is all; else it is integrated
 * over them, with steps that leave at most some parts in a thousand of the answer.
 */
export function refusalProbability(path: string, varying: Varying, places: Placement, drawsPerNeuron: number): number {
  const { nominal, distribution, shape } = varying;
  if (distribution === 'lognormal') return 0;
  const [die, gradient, mismatch] = [varying.die, varying.gradient, varying.mismatch].map((spread) =>
    effectiveSigma(path, varying, spread),
  );
  const cumulative = standardCumulative(distribution, shape);
  /** Logarithm of the probability that none of a group fails, whose draws have `margin` left before their mismatch. */
  const survival = (margin: number, draws: number) => {
    if (mismatch === 0) return margin > 0 ? 0 : -Infinity;
    return draws * log1p(-cumulative(-margin / mismatch));
  };
  const failing = (common: number, slope: Slope) => {
    let log = 0;
    for (const { shift, neurons } of slope) {
      const own = survival(nominal + common + shift, neurons * drawsPerNeuron);
      log += own;
      // Neurons further up fail even less.
      if (log < -50 || own > -NEGLIGIBLE) break;
    }
    return 0 - expm1(log);
  };
  const steps = gradient === 0 ? TAIL_STEPS : TAIL_STEPS_UNDER_GRADIENT;
  const dies = die === 0 || mismatch === 0 ? [] : commons(varying, die, cumulative, steps);
  const overDie = (slope: Slope) => {
    if (die === 0) return failing(0, slope);
    if (mismatch === 0) return cumulative(-(nominal + slope[0].shift) / die);
    return integrate(dies, (common) => failing(common, slope));
  };
  if (gradient === 0) return overDie([{ shift: 0, neurons: places.x.length }]);
  if (die === 0 && mismatch === 0) return steepEnough(nominal / gradient, places);
  return overGradients(gradient, places, overDie);
}

/** What a gradient adds to the neurons of a chip, the lowest first, and to how many it adds as much. */
type Slope = readonly { readonly shift: number; readonly neurons: number }[];

interface Node {
  readonly value: number;
  readonly weight: number;
}

function integrate(nodes: readonly Node[], of: (value: number) => number): number {
  return nodes.reduce((sum, { value, weight }) => sum + weight * of(value), 0);
}

/**
 * The die's part of the parameter by quantiles, equally spaced in the logarithm of the nearer tail's probability: Simpson's
 * rule for each tail, so that what happens once in 1e12 chips counts as exactly as what happens in half of them.
 */
function commons({ distribution, shape }: Varying, die: number, cumulative: Cumulative, steps: number): Node[] {
  const quantile = standardQuantile(distribution, shape);
  const width = ln(0.5 / LOWEST);
  const step = width / steps;
  const nodes: Node[] = [];
  for (let i = 0; i <= steps; i++) {
    const p = 0.5 * exp(-i * step);
    const z = quantile(p);
    const simpson = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    const weight = (simpson * step * p) / 3;
    nodes.push({ value: die * z, weight }, { value: -die * z, weight });
  }
  // What lies beyond the last node of the lower tail.
  const least = nodes[nodes.length - 2].value;
  nodes.push({ value: least, weight: cumulative(least / die) });
  return nodes;
}

/** Probability that a gradient alone takes the lowest neuron `sigmas` of it down: Rayleigh's law in each direction. */
function steepEnough(sigmas: number, places: Placement): number {
  let sum = 0;
  for (const [cos, sin] of DIRECTIONS) {
    const lowest = -alongDirection(places, cos, sin)[0].shift;
    if (lowest > 0) sum += exp(-((sigmas / lowest) ** 2) / 2);
  }
  return sum / DIRECTIONS.length;
}

/** Mean over the size (Rayleigh) and direction of a gradient whose changes along x and y are normal. */
function overGradients(sigma: number, places: Placement, of: (slope: Slope) => number): number {
  let sum = 0;
  for (const [cos, sin] of DIRECTIONS) {
    const groups = alongDirection(places, cos, sin);
    sum += integrate(SIZES, (size) =>
      of(groups.map(({ shift, neurons }) => ({ shift: sigma * size * shift, neurons }))),
    );
  }
  return sum / DIRECTIONS.length;
}

/** Simpson's rule for the Rayleigh law. */
const SIZES: readonly Node[] = Array.from({ length: SIZE_STEPS + 1 }, (_, i) => {
  const step = LARGEST_GRADIENT / SIZE_STEPS;
  const value = i * step;
  const simpson = i === 0 || i === SIZE_STEPS ? 1 : i % 2 === 1 ? 4 : 2;
  return { value, weight: ((simpson * step) / 3) * value * exp((-value * value) / 2) };
});

/** Neurons by their place along a direction, the lowest first, in groups of equal width where they are many. */
function alongDirection({ x, y }: Placement, cos: number, sin: number): Slope {
  const along = x.map((value, i) => cos * value + sin * y[i]).sort();
  if (along.length <= GROUPS) return Array.from(along, (shift) => ({ shift, neurons: 1 }));
  const width = (along[along.length - 1] - along[0]) / GROUPS;
  const groups = Array.from({ length: GROUPS }, () => ({ sum: 0, neurons: 0 }));
  for (const shift of along) {
    const group = groups[Math.min(GROUPS - 1, Math.floor((shift - along[0]) / width))];
    group.sum += shift;
    group.neurons++;
  }
  return groups.filter(({ neurons }) => neurons > 0).map(({ sum, neurons }) => ({ shift: sum / neurons, neurons }));
}
