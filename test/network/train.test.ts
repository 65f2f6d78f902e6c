import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ACTIVATIONS } from '../../src/model/activations.ts';
import { largestIndex } from '../../src/model/largest-index.ts';
import { LOSSES } from '../../src/model/losses.ts';
import { BatchGradient } from '../../src/network/batch-gradient.ts';
import type { Dataset } from '../../src/network/dataset.ts';
import { loadDigits } from '../../src/network/digits.ts';
import { forwardPass, type PlainNetwork } from '../../src/network/plain-network.ts';
import { scaleToFullScale } from '../../src/network/scale.ts';
import { accuracy, type TrainingOptions, train } from '../../src/network/train.ts';
import { stream } from '../../src/random/stream.ts';

const digits = loadDigits();
const USUAL: TrainingOptions = {
  layers: [64, 32, 10],
  activation: 'relu',
  loss: 'squared-error',
  epochs: 30,
  learningRate: 0.05,
  batch: 16,
  seed: '1',
};

function bytes({ forward }: PlainNetwork): string {
  const hash = createHash('sha256');
  for (const { weights, bias } of forward) {
    for (const array of [weights, bias]) hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  }
  return hash.digest('hex');
}

/** Activities of every layer for an image. */
function activities(network: PlainNetwork, data: Dataset, image: number): Float64Array[] {
  const layers = network.layers.map((n) => new Float64Array(n));
  layers[0].set(data.images.subarray(image * data.inputs, (image + 1) * data.inputs));
  forwardPass(network, layers);
  return layers;
}

describe('training', () => {
  // 64-32-10 with the scenario's defaults; of seeds 1 to 4, no more were tried, none stayed below.
  it.each(['1', '2'])('with seed %s, relu and squared error learns 95 in 100 of the test images', (seed) => {
    expect(accuracy(train(digits.train, { ...USUAL, seed }), digits.test)).toBeGreaterThanOrEqual(0.95);
  });

  it.each(ACTIVATIONS)('with %s and cross-entropy learns as many in a third of the epochs', (activation) => {
    const network = train(digits.train, {
      ...USUAL,
      activation,
      loss: 'cross-entropy',
      epochs: 10,
      learningRate: 0.01,
    });
    expect(accuracy(network, digits.test)).toBeGreaterThanOrEqual(0.95);
  });

  it('gives the same bytes for the same options, and others for another seed', () => {
    const short = { ...USUAL, epochs: 2 };
    expect(bytes(train(digits.train, short))).toBe(bytes(train(digits.train, short)));
    expect(bytes(train(digits.train, short))).not.toBe(bytes(train(digits.train, { ...short, seed: '2' })));
  });

  it('refuses layers that do not fit the data', () => {
    expect(() => train(digits.train, { ...USUAL, layers: [64, 32, 9] })).toThrow(/64-32-9 do not fit/);
  });

  it('says so when it diverges', () => {
    const wild = { ...USUAL, activation: 'identity', loss: 'squared-error', epochs: 3, learningRate: 1e300 } as const;
    expect(() => train(digits.train, wild)).toThrow(/diverged at a learning rate of 1e\+300/);
  });
});

describe.each(LOSSES)('batch gradient of %s', (loss) => {
  it.each(ACTIVATIONS)('is minus the slope of the summed loss with %s', (activation) => {
    const random = stream('batch gradient');
    const layers = [64, 6, 5, 10];
    const forward = layers.slice(1).map((n, k) => ({
      weights: Float64Array.from({ length: n * layers[k] }, () => (random() - 0.5) * Math.sqrt(12 / layers[k])),
      bias: Float64Array.from({ length: n }, random),
    }));
    const network = { layers, activation, forward };
    const images = [3, 14, 15];
    const gradient = new BatchGradient(network, loss);
    for (const image of [92, ...images]) {
      if (image === images[0]) gradient.reset();
      gradient.add(digits.train, image);
    }
    const lossAt = () => images.reduce((sum, image) => sum + plainLoss(loss, network, image), 0);
    const h = 6e-6;
    forward.forEach(({ weights, bias }, k) => {
      for (const [array, sums] of [
        [weights, gradient.sums[k].weights],
        [bias, gradient.sums[k].bias],
      ]) {
        for (let at = 0; at < array.length; at += 1 + Math.floor(array.length / 20)) {
          const kept = array[at];
          array[at] = kept + h;
          const above = lossAt();
          array[at] = kept - h;
          const below = lossAt();
          array[at] = kept;
          // Central difference: h^2 times a third derivative of order 1, and rounding of 1e-15/h.
          expect(Math.abs(sums[at] + (above - below) / (2 * h))).toBeLessThan(2e-9);
        }
      }
    });
  });

  function plainLoss(kind: typeof loss, network: PlainNetwork, image: number): number {
    const output = activities(network, digits.train, image)[network.layers.length - 1];
    const label = digits.train.labels[image];
    if (kind === 'squared-error') return output.reduce((sum, a, i) => sum + 0.5 * (a - (i === label ? 1 : 0)) ** 2, 0);
    return Math.log(output.reduce((sum, a) => sum + Math.exp(a - output[label]), 0));
  }
});

describe('scaling to full scale', () => {
  const relu = train(digits.train, { ...USUAL, layers: [64, 20, 16, 10], loss: 'cross-entropy', epochs: 3 });

  it.each(['relu', 'identity'] as const)(
    'divides every layer by its factor with %s, so no decision changes',
    (activation) => {
      const network = { ...relu, activation };
      const { network: scaled, scale } = scaleToFullScale(network, digits.train);
      expect(scale[0]).toBe(1);
      let worst = 0;
      let changed = 0;
      for (let image = 0; image < digits.test.count; image++) {
        const before = activities(network, digits.test, image);
        const after = activities(scaled, digits.test, image);
        before.forEach((layer, k) => {
          layer.forEach((a, i) => {
            worst = Math.max(worst, Math.abs(after[k][i] - a / scale[k]));
          });
        });
        if (largestIndex(after[3]) !== largestIndex(before[3])) changed++;
      }
      // Sums of up to 64 terms of which the largest are some tens of the result.
      expect(worst).toBeLessThan(1e-13);
      expect(changed).toBe(0);
    },
  );

  it.each(ACTIVATIONS)('leaves one activity in a thousand beyond full scale with %s', (activation) => {
    const { network, scale } = scaleToFullScale({ ...relu, activation }, digits.train);
    const scaledLayers = activation === 'relu' || activation === 'identity' ? [1, 2, 3] : [3];
    const beyond = [0, 0, 0, 0];
    for (let image = 0; image < digits.train.count; image++) {
      activities(network, digits.train, image).forEach((layer, k) => {
        beyond[k] += layer.filter((a) => Math.abs(a) > 1 + 1e-12).length;
      });
    }
    for (const k of scaledLayers) expect(beyond[k]).toBe(Math.floor(0.001 * digits.train.count * relu.layers[k]));
    for (const k of [0, 1, 2, 3]) if (!scaledLayers.includes(k)) expect([scale[k], beyond[k]]).toEqual([1, 0]);
  });

  it.each(['hard-sigmoid', 'tanh'] as const)('only scales the output with %s, so no decision changes', (activation) => {
    const network = { ...relu, activation };
    const { network: scaled } = scaleToFullScale(network, digits.train);
    expect(scaled.forward.slice(0, 2)).toEqual(network.forward.slice(0, 2));
    for (let image = 0; image < digits.test.count; image++) {
      expect(largestIndex(activities(scaled, digits.test, image)[3])).toBe(
        largestIndex(activities(network, digits.test, image)[3]),
      );
    }
  });

  it('refuses a network with a silent layer', () => {
    const forward = relu.forward.map(({ weights, bias }) => ({
      weights: weights.map(() => -1),
      bias: bias.map(() => -1),
    }));
    expect(() => scaleToFullScale({ ...relu, forward }, digits.train)).toThrow(/layer 1 .* is silent/);
  });
});
