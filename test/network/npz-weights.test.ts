import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DISK } from '../../src/config/disk.ts';
import { networkFrom } from '../../src/network/network-from.ts';
import { npzWeights } from '../../src/network/npz-weights.ts';

const FIXTURES = new URL('fixtures/', import.meta.url).pathname;
const first = Array.from({ length: 12 }, (_, i) => i / 8);
const second = Array.from({ length: 8 }, (_, i) => -i / 16);

describe('weights that NumPy wrote', () => {
  it.each([
    ['named', [0.5, -0.5]],
    // Keras has inputs x outputs, and np.savez(*weights) calls them arr_0, arr_1 ...
    ['keras', [0.5, -0.5]],
    ['state', [0, 0]],
  ])('%s.npz', (name, bias) => {
    const { forward } = networkFrom(DISK, join(FIXTURES, `${name}.npz`), { layers: [3, 4, 2] }, 'relu');
    expect(forward.map(({ weights }) => [...weights].map((w) => w + 0))).toEqual([first, second.map((w) => w + 0)]);
    expect(forward.map((array) => [...array.bias])).toEqual([[0, 0.25, 0.5, 0.75], bias]);
  });

  it('are refused where biases could belong to either, where they do not fit, and where the file is none', () => {
    const load = (name: string, layers: number[]) => () => networkFrom(DISK, join(FIXTURES, name), { layers }, 'relu');
    expect(load('odd.npz', [3, 4, 2])).toThrow('expected 2 weights for 3-4-2, got 0; it has W0 4 x 3, b0 4, W1 2 x 4');
    expect(load('named.npz', [3, 5, 2])).toThrow('0.weight: expected 5 x 3 for 3-5-2, got 4 x 3');
    const bytes = new Uint8Array(readFileSync(join(FIXTURES, 'named.npz')));
    expect(() => npzWeights(bytes.subarray(0, 300), 'cut.npz')).toThrow('cut.npz: is no .npz file, or is damaged');
  });
});
