import { normalCumulative } from '../random/cumulative.ts';
import { insideUnit } from '../random/inside-unit.ts';
import { normalQuantile } from '../random/normal-quantile.ts';
import { type DrawSource, drawSource } from './draw-source.ts';
import type { Draws } from './parameter.ts';

/**
 * Draws whose standard normal numbers z are others times a factor: 1 leaves every bit as it is, 0 is the median of whatever law is
 * made of them.
 */
export function scaledDraws(draws: Draws, factorOf: (source: DrawSource) => number): Draws {
  return (streams) =>
    draws(streams).map((own, s) => {
      const factor = factorOf(drawSource(streams[s].address));
      return factor === 1 ? own : own.map((u) => insideUnit(normalCumulative(factor * normalQuantile(insideUnit(u)))));
    });
}
