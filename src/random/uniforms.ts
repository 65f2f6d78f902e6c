import { randomKernel } from './kernel.ts';

type Address = readonly (string | number)[];

/** The first `count` numbers of a stream; `address` is what follows on what it has in common with others. */
export interface DrawnStream {
  readonly address: Address;
  readonly count: number;
}

const BYTES = Float64Array.BYTES_PER_ELEMENT;
const STATE_BYTES = 16;

/**
 * What streams start with, bit for bit as `stream(seed, ...common, ...address)` gives it one by one, for all that knows beforehand
 * how much it draws: a tenth of the time where streams are many and short, a sixth where they are long.
 */
export function uniforms(streams: readonly DrawnStream[], seed: string, ...common: Address): Float64Array[] {
  const before = JSON.stringify([seed, ...common]).slice(0, -1);
  const texts = streams.map(({ address }) => textBehind(address));
  const units = before.length + texts.reduce((most, { length }) => Math.max(most, length), 0);
  const total = streams.reduce((sum, { count }) => sum + count, 0);
  const lanes = texts.length + (texts.length & 1);
  const hashes = (units * lanes) / 2;
  const states = hashes + lanes;
  const numbers = states + (lanes * STATE_BYTES) / BYTES;
  const kernel = randomKernel();
  const memory = kernel.reserve(numbers + total);
  layOut(before, texts, new Uint32Array(memory.buffer, 0, lanes * units), lanes);
  kernel.exports.seed(0, units, lanes / 2, hashes * BYTES, states * BYTES);
  let end = numbers;
  streams.forEach(({ count }, i) => {
    kernel.exports.draw(states * BYTES + i * STATE_BYTES, end * BYTES, count);
    end += count;
  });
  // One array for all, as making one takes longer than drawing what is in it.
  const all = memory.slice(numbers, end);
  end = 0;
  return streams.map(({ count }) => {
    end += count;
    return all.subarray(end - count, end);
  });
}

/** What the JSON text of a whole address has behind what it has in common with others, less the bracket at that one's end. */
function textBehind(address: Address): string {
  return address.length === 0 ? ']' : `,${JSON.stringify(address).slice(1)}`;
}

/** Unit after unit of all texts side by side; 0 is in none of them, and stands behind the end of the shorter ones. */
function layOut(before: string, texts: readonly string[], to: Uint32Array, apart: number): void {
  const behind = before.length * apart;
  for (let i = 0, at = 0; at < behind; i++, at += apart) to.fill(before.charCodeAt(i), at, at + apart);
  to.fill(0, behind);
  texts.forEach((text, t) => {
    for (let i = 0, at = behind + t; i < text.length; i++, at += apart) to[at] = text.charCodeAt(i);
  });
}
