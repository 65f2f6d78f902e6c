/**
 * One step to a point of the space of standard normal draws: z' = sqrt(1 - s^2) z + s xi, which leaves the normal law as it is
 * (adaptive conditional sampling; Papaioannou, Betz, Zwirglmaier and Straub 2015, Prob. Eng. Mech. 41:89). The fresh normal numbers
 * xi are a function of level, chain and step.
 */
export interface Step {
  readonly level: number;
  readonly chain: number;
  readonly step: number;
  /** s; 1: nothing is left of where it was. */
  readonly scale: number;
}

/** A point by the steps that lead to it from the origin, the first of scale 1: plain data, a few numbers for thousands of draws. */
export type Lineage = readonly Step[];

/** Writes the fresh normal numbers of a step into an array that is as long as the space has dimensions. */
export type Fresh = (step: Step, into: Float64Array) => void;

/** Takes a point one step on, into `to`, which may be the point itself. */
export function takeStep(from: Float64Array, step: Step, fresh: Fresh, to: Float64Array): void {
  const xi = new Float64Array(from.length);
  fresh(step, xi);
  const kept = Math.sqrt(1 - step.scale * step.scale);
  for (let i = 0; i < to.length; i++) to[i] = kept * from[i] + step.scale * xi[i];
}

/** The point to which a lineage leads, made anew. */
export function pointOf(lineage: Lineage, dimension: number, fresh: Fresh): Float64Array {
  const z = new Float64Array(dimension);
  for (const step of lineage) takeStep(z, step, fresh, z);
  return z;
}
