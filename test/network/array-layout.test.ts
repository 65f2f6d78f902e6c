import { describe, expect, it } from 'vitest';
import { freeResponse } from '../../src/engine/free-response.ts';
import { readSafetensors, type Tensor, writeSafetensors } from '../../src/network/safetensors.ts';
import { arraysOf, stateDict } from '../../src/network/state-dict.ts';
import { planOf } from '../learning/convolutions.ts';
import { mixedCircuit } from '../learning/mixed-circuit.ts';
import { uniform } from '../model/draws.ts';

/** Channels x rows x columns, as PyTorch has an image. */
interface Planes {
  readonly sizes: readonly [number, number, number];
  readonly values: number[];
}

/** torch.nn.Conv2d(inputs, outputs, kernel, stride, padding), as its documentation defines it, on one image. */
function conv2d(
  { sizes: [inputs, height, width], values }: Planes,
  w: Tensor,
  b: Tensor,
  stride: number,
  padding: number,
): Planes {
  const [outputs, , kernel] = w.shape;
  const along = (length: number) => Math.floor((length + 2 * padding - kernel) / stride) + 1;
  const [h, v] = [along(height), along(width)];
  const out: number[] = [];
  for (let o = 0; o < outputs; o++) {
    for (let y = 0; y < h; y++) {
      for (let x = 0; x < v; x++) {
        let sum = b.values[o];
        for (let i = 0; i < inputs; i++) {
          for (let dy = 0; dy < kernel; dy++) {
            for (let dx = 0; dx < kernel; dx++) {
              const [r, c] = [y * stride + dy - padding, x * stride + dx - padding];
              if (r < 0 || c < 0 || r >= height || c >= width) continue;
              sum += w.values[((o * inputs + i) * kernel + dy) * kernel + dx] * values[(i * height + r) * width + c];
            }
          }
        }
        out.push(sum);
      }
    }
  }
  return { sizes: [outputs, h, v], values: out };
}

/** torch.nn.MaxPool2d(2) and relu, whichever comes first. */
function reluPool({ sizes: [channels, height, width], values }: Planes): Planes {
  const out: number[] = [];
  for (let c = 0; c < channels; c++) {
    for (let y = 0; y < height; y += 2) {
      for (let x = 0; x < width; x += 2) {
        const at = (dy: number, dx: number) => values[(c * height + y + dy) * width + x + dx];
        out.push(Math.max(0, at(0, 0), at(0, 1), at(1, 0), at(1, 1)));
      }
    }
  }
  return { sizes: [channels, height / 2, width / 2], values: out };
}

function linear(values: readonly number[], w: Tensor, b: Tensor): number[] {
  return Array.from(b.values, (start, i) =>
    values.reduce((sum, x, j) => sum + w.values[i * w.shape[1] + j] * x, start),
  );
}

const tensor = (name: string, ...shape: number[]): Tensor => ({
  shape,
  values: uniform(
    name,
    shape.reduce((product, n) => product * n, 1),
    -0.5,
    0.5,
  ),
});
const plan = planOf([
  [8, 6, 3],
  { convolution: 4, kernel: 3, padding: 1 },
  { convolution: 5, kernel: 2, stride: 1, padding: 1, pool: { max: 2 } },
  { dense: 7 },
  2,
]);
/** As `features` and `classifier` of torchvision's models, whose names are not in the order of their layers. */
const STATE = new Map<string, Tensor>([
  ['classifier.0.weight', tensor('c0', 7, 5 * 5 * 4)],
  ['classifier.0.bias', tensor('c0b', 7)],
  ['classifier.2.weight', tensor('c2', 2, 7)],
  ['classifier.2.bias', tensor('c2b', 2)],
  ['features.0.weight', tensor('f0', 4, 3, 3, 3)],
  ['features.0.bias', tensor('f0b', 4)],
  ['features.3.weight', tensor('f3', 5, 4, 2, 2)],
  ['features.3.bias', tensor('f3b', 5)],
]);
const at = (name: string) => STATE.get(name)!;

describe('weights of PyTorch', () => {
  it('give its outputs on a chip without mismatch: Conv2d, MaxPool2d, flatten, Linear', () => {
    const image = uniform('image', 3 * 8 * 6, 0, 1);
    const first = conv2d(
      { sizes: [3, 8, 6], values: [...image] },
      at('features.0.weight'),
      at('features.0.bias'),
      1,
      1,
    );
    const pooled = reluPool(first);
    const second = conv2d(pooled, at('features.3.weight'), at('features.3.bias'), 1, 1);
    const relu = (values: readonly number[]) => values.map((value) => Math.max(0, value));
    const hidden = relu(linear(relu(second.values), at('classifier.0.weight'), at('classifier.0.bias')));
    const expected = linear(hidden, at('classifier.2.weight'), at('classifier.2.bias'));

    const wish = { seed: 'a', activation: 'relu', loss: 'squared-error', spread: 0, alpha: 0.5 } as const;
    const { circuit } = mixedCircuit('dp', { ...wish, ...plan });
    const chip = { ...circuit.chip, forward: arraysOf(STATE, plan, 'own') };
    // Row, column, channel.
    const input = image.map((_, i) => image[(i % 3) * 48 + Math.floor(i / 3)]);
    const { output } = freeResponse({ ...circuit, chip }, input);
    // Sums of a hundred numbers of about 1 in another order.
    expected.forEach((value, i) => {
      expect(Math.abs(output[i] - value)).toBeLessThan(1e-13);
    });
  });

  it('come back as they were, under the names conv1 .. and fc1 ..', () => {
    const bytes = writeSafetensors(stateDict(arraysOf(STATE, plan, 'own'), plan));
    const names = ['features.0', 'features.3', 'classifier.0', 'classifier.2'];
    const expected = ['conv1', 'conv2', 'fc1', 'fc2'].flatMap((name, k) =>
      ['weight', 'bias'].map((part) => [`${name}.${part}`, at(`${names[k]}.${part}`)]),
    );
    expect([...readSafetensors(bytes, 'own')]).toEqual(expected);
  });

  it.each([
    [['features.0.weight', tensor('x', 4, 3, 3, 5)], 'features.0.weight: expected 4 x 3 x 3 x 3'],
    [['features.0.weight', tensor('x', 3, 3, 3, 4)], 'expected 4 x 3 x 3 x 3 for 144-192-100-7-2, got 3 x 3 x 3 x 4'],
    [['features.3.bias', tensor('x', 4)], 'features.3.bias: expected 5 numbers, got 4'],
    [['features.1.weight', tensor('x', 4)], 'expected 4 weights for 144-192-100-7-2, got 5'],
  ] as const)('%# are refused by name where they do not fit', ([name, wrong], message) => {
    expect(() => arraysOf(new Map([...STATE, [name, wrong]]), plan, 'own')).toThrow(message);
  });

  it('of a dense layer in transpose are turned, and then put in our order', () => {
    const own = at('classifier.0.weight');
    const turned = { shape: [100, 7], values: own.values.map((_, i) => own.values[(i % 7) * 100 + Math.floor(i / 7)]) };
    const found = arraysOf(new Map([...STATE, ['classifier.0.weight', turned]]), plan, 'own');
    expect(found).toEqual(arraysOf(STATE, plan, 'own'));
  });
});
