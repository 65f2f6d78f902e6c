import type { Stream } from '../random/stream.ts';
import { Header } from './header.ts';
import { NoiseEntry, SourceEntry } from './layout.ts';
import { type NoiseSource, redrawRate } from './noise.ts';

const BYTES = Float64Array.BYTES_PER_ELEMENT;

/** Bytes that the noise of a layer takes: its header, those of its sources, and their values. */
export function layerNoiseBytes(sources: readonly NoiseSource[]): number {
  const values = sources.reduce((sum, { members }) => sum + members, 0);
  return BYTES * (NoiseEntry.count + sources.length * SourceEntry.count + values);
}

/** Writes the headers of a layer's noise to byte `address` of the buffer. */
export function writeLayerNoise(sources: readonly NoiseSource[], buffer: ArrayBuffer, address: number): void {
  const header = new Header(buffer, address, NoiseEntry.count);
  header.set(
    NoiseEntry.rate,
    sources.reduce((sum, source) => sum + redrawRate(source), 0),
  );
  header.set(NoiseEntry.next, Infinity);
  header.setInt(NoiseEntry.sources, sources.length);
  let values = address + BYTES * (NoiseEntry.count + sources.length * SourceEntry.count);
  sources.forEach((source, s) => {
    const entry = new Header(buffer, address + BYTES * (NoiseEntry.count + s * SourceEntry.count), SourceEntry.count);
    entry.setInt(SourceEntry.acts, source.acts);
    entry.set(SourceEntry.rms, source.rms);
    entry.set(SourceEntry.correlationTime, source.correlationTime);
    entry.set(SourceEntry.rate, redrawRate(source));
    entry.setInt(SourceEntry.members, source.members);
    entry.setInt(SourceEntry.values, values);
    values += BYTES * source.members;
  });
}

/** Gives the kernel's generator at an address 256 bits of a stream for its state. */
export function seedRandom(buffer: ArrayBuffer, address: number, stream: Stream): void {
  const words = new Uint32Array(buffer, address, 8);
  for (let word = 0; word < words.length; word++) words[word] = Math.floor(stream() * 2 ** 32);
}
