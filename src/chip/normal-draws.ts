import type { Device } from '../config/device.ts';
import type { NominalNetwork } from '../network/network.ts';
import { normalCumulative } from '../random/cumulative.ts';
import { insideUnit } from '../random/inside-unit.ts';
import type { DrawnStream } from '../random/uniforms.ts';
import type { Draws } from './parameter.ts';
import { chipFrom } from './sample-chip.ts';

/**
 * The streams that a chip of a device and network draws from, in the order in which it does. What does not vary draws nothing.
 * Chips differ in what they draw, not in how much, so that one tells of all.
 */
export function drawnStreams(device: Device, network: NominalNetwork): DrawnStream[] {
  const streams: { address: readonly (string | number)[]; count: number }[] = [];
  const draws: Draws = (drawn) => {
    streams.push(...drawn);
    return drawn.map(({ count }) => new Float64Array(count).fill(0.5));
  };
  chipFrom(device, network, { name: 'of medians', draws });
  return streams;
}

/** What a chip draws whose standard normal numbers, stream after stream, are z: u = Phi(z), never 0 or 1. */
export function normalDraws(streams: readonly DrawnStream[], z: Float64Array): Draws {
  const starts = new Map<string, number>();
  let end = 0;
  for (const { address, count } of streams) {
    starts.set(JSON.stringify([count, ...address]), end);
    end += count;
  }
  if (end !== z.length) throw new Error(`expected ${end} standard normal numbers, got ${z.length}`);
  return (drawn) =>
    drawn.map(({ address, count }) => {
      const start = starts.get(JSON.stringify([count, ...address]));
      if (start === undefined) throw new Error(`a chip does not draw ${count} numbers from ${JSON.stringify(address)}`);
      return z.subarray(start, start + count).map((value) => insideUnit(normalCumulative(value)));
    });
}
