import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cached, cacheFolder } from '../../src/network/cache.ts';
import { loadDigits } from '../../src/network/digits.ts';
import type { NominalNetwork } from '../../src/network/network.ts';
import { type NetworkScenario, nominalNetwork } from '../../src/network/nominal-network.ts';
import { forwardPass } from '../../src/network/plain-network.ts';
import { probes, targetOf } from '../../src/network/probes.ts';
import { randomNetwork } from '../../src/network/random-network.ts';
import { accuracy } from '../../src/network/train.ts';
import { planOf } from '../learning/convolutions.ts';
import { plainUp } from '../learning/plain-wiring.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dyadsim-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const SCENARIO: NetworkScenario = {
  name: 'nominal',
  network: {
    layers: [64, 12, 10],
    weights: { from: 'train', epochs: 2, learningRate: 0.01, batch: 16 },
    scale: 'full-scale',
  },
  data: { dataset: 'digits' },
  loss: 'squared-error',
  seed: 'nominal',
  device: { neuron: { activation: 'relu' } },
};

const SMALL: NominalNetwork = {
  layers: [1, 2],
  activation: 'tanh',
  forward: [{ weights: Float64Array.from([-0, Math.PI]), bias: Float64Array.from([5e-324, -1 / 3]) }],
  scale: [1, 0.1 + 0.2],
  testAccuracy: null,
};

/** Calls `cached`, and whether it had to make the network. */
function ask(seed: string, at = folder): { network: NominalNetwork; made: boolean } {
  let made = false;
  const make = () => {
    made = true;
    return SMALL;
  };
  const network = cached({ options: { seed, epochs: 3 }, data: 'hash' }, make, at);
  return { network, made };
}

describe('cache', () => {
  it('makes a network once and then gives back every bit', () => {
    expect(ask('1').made).toBe(true);
    const { network, made } = ask('1');
    expect(made).toBe(false);
    expect(network).toStrictEqual(SMALL);
    expect(Object.is(network.forward[0].weights[0], -0)).toBe(true);
  });

  it('tells other options and other data apart, and the order of options does not matter', () => {
    ask('1');
    expect(ask('2').made).toBe(true);
    const fail = () => {
      throw new Error('made');
    };
    expect(() => cached({ options: { seed: '1', epochs: 3 }, data: 'other' }, fail, folder)).toThrow('made');
    expect(cached({ options: { epochs: 3, seed: '1' }, data: 'hash' }, fail, folder)).toStrictEqual(SMALL);
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it.each([
    ['cut short', (text: string) => text.slice(0, text.length / 2)],
    ['empty', () => ''],
    ['another JSON', () => 'null'],
    ['a changed digit', (text: string) => text.replace('[1,2]', '[1,3]')],
  ])('makes a network again and replaces the file that is %s', (_, damage) => {
    ask('1');
    const file = join(folder, readdirSync(folder)[0]);
    const whole = readFileSync(file, 'utf8');
    writeFileSync(file, damage(whole));
    expect(readFileSync(file, 'utf8')).not.toBe(whole);
    expect(ask('1')).toStrictEqual({ network: SMALL, made: true });
    expect(readFileSync(file, 'utf8')).toBe(whole);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it('does without a folder that cannot be made', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(ask('1', join(file, 'cache'))).toStrictEqual({ network: SMALL, made: true });
    expect(ask('1', join(file, 'cache')).made).toBe(true);
  });

  it.skipIf(process.getuid?.() === 0)('does without a folder that cannot be written (not for root, who may)', () => {
    chmodSync(folder, 0o500);
    expect(ask('1').made).toBe(true);
    expect(ask('1').made).toBe(true);
    chmodSync(folder, 0o700);
  });

  it('passes on what goes wrong in the making', () => {
    const fail = () => {
      throw new Error('training diverged');
    };
    expect(() => cached({ options: {}, data: '' }, fail, folder)).toThrow('training diverged');
  });

  it('lies where $DYADSIM_CACHE, the XDG convention or the home folder say', () => {
    expect(cacheFolder({ DYADSIM_CACHE: '/a', XDG_CACHE_HOME: '/b' })).toBe('/a');
    expect(cacheFolder({ XDG_CACHE_HOME: '/b' })).toBe(join('/b', 'dyadsim'));
    expect(cacheFolder({ XDG_CACHE_HOME: 'relative' })).toMatch(/\.cache.dyadsim$/);
    expect(cacheFolder({})).toMatch(/\.cache.dyadsim$/);
  });
});

describe('nominal network', () => {
  it('is trained, scaled, tested, and the same from the cache', () => {
    const network = nominalNetwork(SCENARIO, folder);
    expect(network.layers).toEqual([64, 12, 10]);
    expect(network.testAccuracy).toBe(accuracy(network, loadDigits().test));
    expect(network.scale.every((factor) => factor > 0)).toBe(true);
    expect(readdirSync(folder)).toHaveLength(1);
    expect(nominalNetwork(SCENARIO, folder)).toStrictEqual(network);
  });

  it('is trained afresh for another seed, loss, activation or number of epochs', () => {
    const weights = { from: 'train', epochs: 3, learningRate: 0.01, batch: 16 } as const;
    nominalNetwork(SCENARIO, folder);
    nominalNetwork({ ...SCENARIO, seed: 'other' }, folder);
    nominalNetwork({ ...SCENARIO, loss: 'cross-entropy' }, folder);
    nominalNetwork({ ...SCENARIO, device: { neuron: { activation: 'tanh' } } }, folder);
    nominalNetwork({ ...SCENARIO, network: { ...SCENARIO.network, weights } }, folder);
    expect(readdirSync(folder)).toHaveLength(5);
  });

  it('is random with variance gain^2 / fan-in, by seed', () => {
    const network = randomNetwork({ layers: [64, 200, 100] }, 'relu', 1.5, 'a');
    network.forward.forEach(({ weights, bias }, k) => {
      const variance = weights.reduce((sum, w) => sum + w * w, 0) / weights.length;
      // A sample variance of n normal values has relative standard deviation sqrt(2/n); 4.5 sigma.
      const ratio = variance / (1.5 ** 2 / network.layers[k]);
      expect(Math.abs(ratio - 1)).toBeLessThan(4.5 * Math.sqrt(2 / weights.length));
      expect(bias.every((b) => b === 0)).toBe(true);
    });
    expect(randomNetwork({ layers: [64, 200, 100] }, 'relu', 1.5, 'a')).toStrictEqual(network);
    expect(randomNetwork({ layers: [64, 200, 100] }, 'relu', 1.5, 'b').forward).not.toStrictEqual(network.forward);
  });

  describe('scaled to full scale', () => {
    const random = { layers: [64, 40, 20, 10], weights: { from: 'random', gain: 2 } } as const;
    const of = (network: NetworkScenario['network'], activation: 'relu' | 'tanh' = 'relu') =>
      nominalNetwork({ ...SCENARIO, network, device: { neuron: { activation } } }, folder);
    /** |activities| of a layer over the training images, sorted. */
    const sizes = (network: NominalNetwork, k: number) => {
      const { train } = loadDigits();
      const layers = network.layers.map((n) => new Float64Array(n));
      const all = Array.from({ length: train.count }, (_, image) => {
        layers[0].set(train.images.subarray(image * train.inputs, (image + 1) * train.inputs));
        forwardPass(network, layers);
        return [...layers[k]].map(Math.abs);
      });
      return all.flat().sort((a, b) => a - b);
    };
    const file = (network: NominalNetwork) => {
      const path = join(folder, 'weights.json');
      const rows = (k: number) =>
        Array.from({ length: network.layers[k + 1] }, (_, i) => [
          ...network.forward[k].weights.subarray(i * network.layers[k], (i + 1) * network.layers[k]),
        ]);
      writeFileSync(
        path,
        JSON.stringify({ forward: network.forward.map(({ bias }, k) => ({ weights: rows(k), bias: [...bias] })) }),
      );
      return { layers: network.layers, weights: { from: 'file', path } } as const;
    };

    it.each(['random', 'file'] as const)(
      'whether %s: all but one in a thousand of a layer’s activities are at most 1',
      (origin) => {
        const raw = randomNetwork(random, 'relu', 2, SCENARIO.seed);
        const asked = origin === 'random' ? random : file(raw);
        const network = of({ ...asked, scale: 'full-scale' });
        expect(network.scale[0]).toBe(1);
        for (const k of [1, 2, 3]) {
          const all = sizes(network, k);
          expect(all[Math.ceil(0.999 * all.length) - 1]).toBeCloseTo(1, 12);
          expect(sizes(raw, k).at(-5)! / all.at(-5)!).toBeCloseTo(network.scale[k], 10);
          expect(network.forward[k - 1].weights[7] * (network.scale[k] / network.scale[k - 1])).toBeCloseTo(
            raw.forward[k - 1].weights[7],
            12,
          );
        }
      },
    );

    it('through convolutions and pools: fan-in and full scale are those of patches', () => {
      const plan = planOf([
        [8, 8, 1],
        { convolution: 40, kernel: 5, padding: 2 },
        { convolution: 30, kernel: 3, padding: 1, pool: { max: 2 } },
        { dense: 10, pool: { average: 2 } },
      ]);
      const raw = randomNetwork(plan, 'relu', 2, SCENARIO.seed);
      raw.forward.slice(0, 2).forEach(({ weights }, k) => {
        const variance = weights.reduce((sum, w) => sum + w * w, 0) / weights.length;
        // The variance of n normal numbers is known to within sqrt(2/n), of which 4.5 are one run in 150,000.
        const expected = 4 / [25, 9 * 40][k];
        expect(Math.abs(variance / expected - 1)).toBeLessThan(4.5 * Math.sqrt(2 / weights.length));
      });
      const network = of({ ...plan, weights: { from: 'random', gain: 2 }, scale: 'full-scale' });
      const { train } = loadDigits();
      // Plain loops over every wire take long, so not of all images; of 200 the largest of a thousand scatters.
      let images = Array.from({ length: 200 }, (_, i) => [...train.images.subarray(64 * i, 64 * i + 64)]);
      network.forward.forEach(({ weights, bias }, k) => {
        const phi = k === 2 ? Math.abs : (a: number) => Math.max(0, a);
        images = images.map((image) => plainUp(plan.connections![k]!, weights, bias, image).a.map(phi));
        const all = images.flat().sort((a, b) => a - b);
        expect(Math.abs(all[Math.ceil(0.999 * all.length) - 1] - 1)).toBeLessThan(0.15);
        const unit = network.scale[k + 1] / network.scale[k];
        expect(weights[7] * unit).toBeCloseTo(raw.forward[k].weights[7], 12);
      });
    });

    it.each(['random', 'file'] as const)(
      'and taken as they stand where the scenario says none, whether %s',
      (origin) => {
        const raw = randomNetwork(random, 'relu', 2, SCENARIO.seed);
        const asked = origin === 'random' ? random : file(raw);
        expect(of({ ...asked, scale: 'none' })).toStrictEqual(raw);
      },
    );

    it('or, where trained, with the factors left out: a network of its own in the cache', () => {
      const scaled = nominalNetwork(SCENARIO, folder);
      const raw = of({ ...SCENARIO.network, scale: 'none' });
      expect(raw.scale).toEqual([1, 1, 1]);
      expect(readdirSync(folder)).toHaveLength(2);
      scaled.forward.forEach(({ weights, bias }, k) => {
        expect(weights[5] * (scaled.scale[k + 1] / scaled.scale[k])).toBeCloseTo(raw.forward[k].weights[5], 12);
        expect(bias[3] * scaled.scale[k + 1]).toBeCloseTo(raw.forward[k].bias[3], 12);
      });
      expect(raw.testAccuracy).toBe(scaled.testAccuracy);
    });

    it('only at the output where the activation saturates', () => {
      const { scale } = of({ ...random, scale: 'full-scale' }, 'tanh');
      expect(scale.slice(0, 3)).toEqual([1, 1, 1]);
      expect(scale[3]).not.toBe(1);
    });

    it('but a layer that is silent on every image is a problem of the weights', () => {
      const raw = randomNetwork({ layers: [64, 4, 10] }, 'relu', 1, 'silent');
      const forward = raw.forward.map((array, k) =>
        k === 0 ? { weights: array.weights.map(() => 0), bias: array.bias.map(() => -1) } : array,
      );
      const asked = file({ ...raw, forward });
      expect(() => of({ ...asked, scale: 'full-scale' })).toThrow(
        /nominal network\.weights: layer 1 .* silent .*scale: none/,
      );
      expect(of({ ...asked, scale: 'none' }).forward).toStrictEqual(forward);
    });
  });

  describe('from a file', () => {
    const read = (content: object, activation: 'relu' | 'tanh' = 'relu') => {
      const path = join(folder, 'weights.json');
      writeFileSync(path, JSON.stringify(content));
      const network = { layers: [2, 3, 1], weights: { from: 'file', path }, scale: 'full-scale' } as const;
      return nominalNetwork({ ...SCENARIO, network, device: { neuron: { activation } } });
    };
    const forward = [
      {
        weights: [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
        bias: [7, 8, 9],
      },
      { weights: [[10, 11, 12]], bias: [13] },
    ];

    it('takes the forward arrays, row by row, and no others', () => {
      const network = read({
        format: 'dyadsim/chip@1',
        layers: [2, 3, 1],
        activation: 'relu',
        forward,
        feedback: [null],
      });
      expect([...network.forward[0].weights]).toEqual([1, 2, 3, 4, 5, 6]);
      expect([...network.forward[1].weights]).toEqual([10, 11, 12]);
      expect([...network.forward[0].bias, ...network.forward[1].bias]).toEqual([7, 8, 9, 13]);
      expect(network).toMatchObject({ layers: [2, 3, 1], activation: 'relu', scale: [1, 1, 1], testAccuracy: null });
      expect(read({ forward }, 'tanh').activation).toBe('tanh');
    });

    it.each([
      [{ forward: forward.slice(1) }, /forward: expected 2 arrays for 2-3-1, got 1/],
      [{ forward: [forward[0], { weights: [[1, 2]], bias: [1] }] }, /forward.1.weights.0: expected 3 weights, got 2/],
      [{ forward: [{ ...forward[0], bias: [1] }, forward[1]] }, /forward.0.bias: expected 3 entries, got 1/],
      [{ forward: [{ ...forward[0], weights: [[1, 2]] }, forward[1]] }, /forward.0.weights: expected 3 rows, got 1/],
      [{ layers: [2, 4, 1], forward }, /layers: expected the scenario's 2-3-1, got 2-4-1/],
      [{ activation: 'tanh', forward }, /activation: expected relu, the device's, got tanh/],
      [{ forward: [{ ...forward[0], bias: ['x', 8, 9] }, forward[1]] }, /forward.0.bias.0: expected a finite number/],
      [{}, /forward: expected a list/],
    ])('refuses what does not fit: %j', (content, message) => {
      expect(() => read(content)).toThrow(message);
    });
  });
});

describe('probes', () => {
  const { test } = loadDigits();
  const network = { ...SMALL, layers: [64, 10], scale: [1, 1.25] };
  const ask = (seed: string, count: number, loss: 'squared-error' | 'cross-entropy' = 'squared-error') =>
    probes({ name: 'probes', probes: count, loss, seed }, network, loadDigits().test);

  it('are different test images in an order of the seed; fewer probes are the first of more', () => {
    const images = ask('a', 360).map(({ input, label }) => [...input, label].join());
    const expected = Array.from({ length: test.count }, (_, image) =>
      [...test.images.subarray(image * 64, (image + 1) * 64), test.labels[image]].join(),
    );
    expect([...images].sort()).toEqual(expected.sort());
    expect(ask('a', 5).map(({ input, label }) => [...input, label].join())).toEqual(images.slice(0, 5));
    expect(ask('b', 360).map(({ input, label }) => [...input, label].join())).not.toEqual(images);
  });

  it('have the target in the output unit for squared error, and probabilities for cross-entropy', () => {
    const [squared] = ask('a', 1);
    expect([...squared.target]).toEqual(Array.from({ length: 10 }, (_, i) => (i === squared.label ? 0.8 : 0)));
    const [entropy] = ask('a', 1, 'cross-entropy');
    expect([...entropy.target]).toEqual(Array.from({ length: 10 }, (_, i) => (i === entropy.label ? 1 : 0)));
    expect(() => targetOf('squared-error', network, 10)).toThrow(/class 10 has no output among 10/);
  });

  it('are refused in larger number than there are images', () => {
    expect(() => ask('a', 361)).toThrow(/probes: expected at most 360/);
  });
});
