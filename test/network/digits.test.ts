import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/network/dataset.ts';
import { loadDigits } from '../../src/network/digits.ts';
import { loadDataset } from '../../src/network/load-dataset.ts';
import { shuffledIndices } from '../../src/network/shuffle.ts';
import { stream } from '../../src/random/stream.ts';

const { train, test } = loadDigits();

/** One line of the file for each image. */
function lines({ count, inputs, images, labels }: Dataset): string[] {
  return Array.from({ length: count }, (_, image) => {
    const pixels = images.subarray(image * inputs, (image + 1) * inputs);
    return [...Array.from(pixels, (pixel) => pixel * 16), labels[image]].join(',');
  });
}

describe('digits', () => {
  it('are the images of the file, each in one part', () => {
    const file = gunzipSync(readFileSync('data/digits.csv.gz')).toString().trim().split('\n');
    expect([train.count, test.count]).toEqual([1437, 360]);
    expect([...lines(train), ...lines(test)].sort()).toEqual(file.sort());
  });

  it('has every class in both parts as often as chance has it', () => {
    for (let label = 0; label < 10; label++) {
      const counts = [train, test].map(({ labels }) => labels.filter((own) => own === label).length);
      // Hypergeometric: 360 of 1,797 drawn, K = 174 .. 183 of the class, standard deviation at most 5.1; 4.5 sigma.
      const expected = ((counts[0] + counts[1]) * 360) / 1797;
      expect(Math.abs(counts[1] - expected)).toBeLessThan(23);
    }
  });

  it('are found from any working folder', () => {
    const kept = process.cwd();
    process.chdir('/');
    try {
      expect(loadDigits().test.count).toBe(360);
    } finally {
      process.chdir(kept);
    }
  });
});

describe('shuffle', () => {
  it('is a permutation', () => {
    expect([...shuffledIndices(50, stream('permutation'))].sort((a, b) => a - b)).toEqual([...Array(50).keys()]);
    expect([...shuffledIndices(0, stream('none'))]).toEqual([]);
  });

  it('puts every entry everywhere equally often', () => {
    const n = 5;
    const trials = 10_000;
    const counts = new Float64Array(n * n);
    for (let trial = 0; trial < trials; trial++) {
      shuffledIndices(n, stream('uniform', trial)).forEach((entry, place) => {
        counts[entry * n + place]++;
      });
    }
    const chiSquare = counts.reduce((sum, count) => sum + (count - trials / n) ** 2 / (trials / n), 0);
    // A permutation matrix less its mean has covariance 1/(n - 1) on a space of (n - 1)^2 dimensions, so the sum is
    // n/(n - 1) times a chi-square of 16 degrees of freedom, whose quantiles at 1e-5 and 1 - 1e-5 are 1.99 and 52.2.
    expect(chiSquare * (1 - 1 / n)).toBeGreaterThan(1.99);
    expect(chiSquare * (1 - 1 / n)).toBeLessThan(52.2);
  });
});

it('loads the first so many training images, and all test images', () => {
  const few = loadDataset({ dataset: 'digits' }, 100);
  expect(few.train).toEqual({
    ...train,
    count: 100,
    images: train.images.slice(0, 6400),
    labels: train.labels.slice(0, 100),
  });
  expect(few.test).toEqual(test);
  expect(loadDataset({ dataset: 'digits' }, 10_000).train).toEqual(train);
});
