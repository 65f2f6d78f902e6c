import type { Spread, Varying } from '../config/device.ts';
import { exp } from '../model/elementary.ts';
import { logSigma, normal, standardVariate } from '../random/distributions.ts';
import type { Stream } from '../random/stream.ts';
import type { Placement } from './placement.ts';

/** The streams of one chip: the rest of an address behind seed and chip index. */
export type Draws = (...address: readonly (string | number)[]) => Stream;

/** Values of one parameter for the neurons of a layer; the address tells layers and compartments apart. */
export type ParameterSampler = (neurons: Placement, ...address: readonly (string | number)[]) => Float64Array;

/**
 * A parameter of one chip: nominal + die + gradient + mismatch, or for the lognormal law nominal times a unit-mean factor
 * for each of them. The die's part and the gradient are drawn once and are common to all layers and compartments; the
 * gradient is linear across the die, with a normal change from edge to edge along x and along y. Every source has its own
 * stream, so the standard draws depend neither on the nominal value nor on any spread, and no spread on another.
 */
export function parameterSampler(path: string, varying: Varying, draws: Draws): ParameterSampler {
  const { nominal, distribution } = varying;
  const die = effectiveSigma(path, varying, varying.die);
  const gradient = effectiveSigma(path, varying, varying.gradient);
  const mismatch = effectiveSigma(path, varying, varying.mismatch);
  if (die === 0 && gradient === 0 && mismatch === 0) return ({ x }) => new Float64Array(x.length).fill(nominal);

  const variate = standardVariate(distribution, varying.shape);
  const lognormal = distribution === 'lognormal';
  /** exp(sigma z + toUnitMean(sigma)) has mean 1; the additive laws need no such term. */
  const toUnitMean = (sigma: number) => (lognormal ? -(sigma * sigma) / 2 : 0);
  const common = die === 0 ? 0 : die * variate(draws(path, 'die')) + toUnitMean(die);
  const slope = gradient === 0 ? [0, 0] : edgeToEdge(gradient, draws(path, 'gradient'));

  return ({ x, y }, ...address) => {
    const stream = mismatch === 0 ? null : draws(path, ...address);
    return x.map((_, i) => {
      const own = stream === null ? 0 : mismatch * variate(stream) + toUnitMean(mismatch);
      const place = slope[0] * x[i] + slope[1] * y[i] + toUnitMean(gradient * Math.sqrt(x[i] * x[i] + y[i] * y[i]));
      const change = common + place + own;
      return lognormal ? nominal * exp(change) : nominal + change;
    });
  };
}

function edgeToEdge(sigma: number, stream: Stream): [x: number, y: number] {
  return [sigma * normal(stream), sigma * normal(stream)];
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
