import type { Spread, Varying } from '../config/device.ts';
import { exp } from '../model/elementary.ts';
import { logSigma, standardQuantile } from '../random/distributions.ts';
import { normalQuantile } from '../random/normal-quantile.ts';
import type { DrawnStream } from '../random/uniforms.ts';
import type { Placement } from './placement.ts';

/** The draws of one chip: of each stream, whose address is what follows on seed and chip index, an array of the caller's own. */
export type Draws = (streams: readonly DrawnStream[]) => Float64Array[];

/** A parameter of one chip, of which all that its neurons have in common is drawn. */
export interface Parameter {
  /** Whether each neuron draws a number of its own. */
  readonly isDrawn: boolean;
  /** Makes the values of neurons of what they have drawn, in its place. */
  readonly fill: (values: Float64Array, neurons: Placement) => void;
}

/**
 * Parameters of one chip: nominal + die + gradient + mismatch, or for the lognormal law nominal times a unit-mean factor
 * for each of them. The die's part and the gradient are drawn once and are common to all layers and compartments; the
 * gradient is linear across the die, with a normal change from edge to edge along x and along y. Every source has its own
 * stream, so the standard draws depend neither on the nominal value nor on any spread, and no spread on another.
 */
export function drawParameters(of: readonly (readonly [path: string, Varying])[], draws: Draws): Parameter[] {
  const streams = of.map(([path, varying]) => commonStreams(path, varying));
  const drawn = draws(streams.flat());
  return of.map(([path, varying], p) => parameter(path, varying, drawn.splice(0, streams[p].length)));
}

/** Of the die and of the gradient, as far as there are any. */
function commonStreams(path: string, varying: Varying): DrawnStream[] {
  const streams = [];
  if (varying.die.sigma !== 0) streams.push({ address: [path, 'die'], count: 1 });
  if (varying.gradient.sigma !== 0) streams.push({ address: [path, 'gradient'], count: 2 });
  return streams;
}

function parameter(path: string, varying: Varying, common: Float64Array[]): Parameter {
  const { nominal, distribution } = varying;
  const die = effectiveSigma(path, varying, varying.die);
  const gradient = effectiveSigma(path, varying, varying.gradient);
  const mismatch = effectiveSigma(path, varying, varying.mismatch);
  if (die === 0 && gradient === 0 && mismatch === 0) return { isDrawn: false, fill: (values) => values.fill(nominal) };

  const quantile = standardQuantile(distribution, varying.shape);
  const lognormal = distribution === 'lognormal';
  /** exp(sigma z + toUnitMean(sigma)) has mean 1; the additive laws need no such term. */
  const toUnitMean = (sigma: number) => (lognormal ? -(sigma * sigma) / 2 : 0);
  const ofDie = die === 0 ? 0 : die * quantile(common[0][0]) + toUnitMean(die);
  const [alongX, alongY] = gradient === 0 ? [0, 0] : common[common.length - 1].map((u) => gradient * normalQuantile(u));
  const ownToUnitMean = toUnitMean(mismatch);

  const fill = (values: Float64Array, { x, y }: Placement) => {
    for (let i = 0; i < values.length; i++) {
      const own = mismatch === 0 ? 0 : mismatch * quantile(values[i]) + ownToUnitMean;
      const place =
        gradient === 0
          ? 0
          : alongX * x[i] + alongY * y[i] + toUnitMean(gradient * Math.sqrt(x[i] * x[i] + y[i] * y[i]));
      const change = ofDie + place + own;
      values[i] = lognormal ? nominal * exp(change) : nominal + change;
    }
  };
  return { isDrawn: mismatch !== 0, fill };
}

/** Sigma in the parameter's unit, or of the logarithm for the lognormal law, whose spreads are coefficients of variation. */
export function effectiveSigma(path: string, { nominal, distribution }: Varying, { sigma, relative }: Spread): number {
  if (sigma === 0) return 0;
  if (!(sigma > 0)) throw new Error(`${path}: a spread cannot be ${sigma}`);
  const lognormal = distribution === 'lognormal';
  if (nominal === 0 && (relative || lognormal)) {
    throw new Error(`${path}: a ${lognormal ? 'lognormal' : 'relative'} spread of the nominal value 0 does nothing`);
  }
  if (lognormal) return logSigma(relative ? sigma : sigma / Math.abs(nominal));
  return relative ? sigma * Math.abs(nominal) : sigma;
}
