import { normalCumulative } from '../random/cumulative.ts';
import { normalQuantile } from '../random/normal-quantile.ts';
import { type DrawSource, drawSource } from './draw-source.ts';
import type { Draws } from './parameter.ts';

/** The largest number below 1. */
const LARGEST = 1 - Number.EPSILON / 2;

/**
 * Draws whose standard normal numbers z are others times a factor: 1 leaves every bit as it is, 0 is the median of whatever law is
 * made of them.
 */
export function scaledDraws(draws: Draws, factorOf: (source: DrawSource) => number): Draws {
  return (streams) =>
    draws(streams).map((own, s) => {
      const factor = factorOf(drawSource(streams[s].address));
      return factor === 1 ? own : own.map((u) => within(normalCumulative(factor * normalQuantile(within(u)))));
    });
}

function within(u: number): number {
  return Math.min(LARGEST, Math.max(Number.MIN_VALUE, u));
}
