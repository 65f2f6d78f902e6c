import type { Device } from '../config/device.ts';
import type { DrawFactor } from '../model/vocabulary.ts';
import type { NominalNetwork } from '../network/network.ts';
import { uniforms } from '../random/uniforms.ts';
import { drawnStreams } from './normal-draws.ts';
import { numbered, type Origin } from './sample-chip.ts';

/** What a draw of a chip is of, told from its address: the parameter, which part of its spread, and the layers that it reaches. */
export type DrawSource = Readonly<Record<DrawFactor, string>>;

/** Drawn once for the whole chip; all else is drawn for each neuron or device. */
const OF_CHIP: readonly unknown[] = ['die', 'gradient'];
/** Streams of the arrays, by the name that their field has in a device file. */
const FIELDS: Readonly<Record<string, string>> = { 'synapse.error': 'synapse.programmingError' };

export function drawSource([stream, ...rest]: readonly (string | number)[]): DrawSource {
  const parameter = FIELDS[stream] ?? String(stream);
  if (OF_CHIP.includes(rest[0])) return { parameter, part: String(rest[0]), layer: 'all layers' };
  const k = Number(rest[rest.length - 1]);
  const layer = parameter.startsWith('synapse.') ? `weights ${k} to ${k + 1}` : `layer ${k}`;
  return { parameter, part: 'mismatch', layer };
}

/** Name of the group that draws belong to which are alike in these factors. */
export function drawGroup(source: DrawSource, by: readonly DrawFactor[]): string {
  return by.map((factor) => source[factor]).join(', ');
}

/** What the chips of a device draw, each source once, in their order. */
export function drawSources(device: Device, network: NominalNetwork): DrawSource[] {
  const sources = drawnStreams(device, network).map(({ address }) => drawSource(address));
  return [...new Map(sources.map((source) => [JSON.stringify(source), source])).values()];
}

/**
 * Chip number `index` of a seed, but for the draws of some sources, which are its twin's: of a chip as independent of it as
 * those of other numbers, at the addresses (seed, 'twin', index, ...).
 */
export function hybridOf(seed: string, index: number, isTwins: (source: DrawSource) => boolean): Origin {
  const { name, draws } = numbered(seed, index);
  return {
    name: `${name} and its twin`,
    draws: (streams) =>
      streams.flatMap((stream) =>
        isTwins(drawSource(stream.address)) ? uniforms([stream], seed, 'twin', index) : draws([stream]),
      ),
  };
}
