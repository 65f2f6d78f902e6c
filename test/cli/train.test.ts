import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dyadsim, start } from './dyadsim.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-train-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Two chips, two rules and the exact gradient, at two asymmetries: twelve trainings of some tenths of a second. */
function scenario(name: string, change: (text: string) => string = (text) => text): string {
  const path = join(folder, `${name}.yaml`);
  const text = `format: dyadsim/scenario@1
kind: train
name: ${name}
device: ideal
overrides:
  neuron.gain.mismatch: 5 %
  neuron.tau.mismatch: 10 %
network: { layers: [64, 16, 10], weights: { from: random } }
beta: 0.3
chips: 2
probes: 3
seed: train
train: { epochs: 12, batch: 20, images: 400, optimizer: adam, learningRate: 0.004, warmUp: 0.2, decay: cosine }
sweep:
  device.dyad.alpha: [0.4, 0.5]
`;
  writeFileSync(path, change(text));
  return path;
}

const file = scenario('small');
const whole = join(folder, 'whole');
const epochsOf = (run: string) => readFileSync(join(run, 'epochs.parquet')).toString('hex');
const trainings = (run: string) => readdirSync(join(run, 'trainings')).filter((name) => name.endsWith('.json'));

beforeAll(async () => {
  const { code, stdout, stderr } = await dyadsim('train', file, '-o', whole, '--threads', '2');
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(stdout.trimEnd().split('\n').at(-1)).toBe(join(whole, 'report.html'));
});

test('chips may begin with random weights of their own, the first epochs of which differ, and the same for every rule', async () => {
  const run = join(folder, 'own-weights');
  const path = scenario('own-weights', (text) =>
    text.replace('train: { epochs: 12', 'train: { initial: own, epochs: 1'),
  );
  expect(await dyadsim('train', path, '-o', run, '--quiet')).toMatchObject({ code: 0 });
  const bytes = readFileSync(join(run, 'epochs.parquet'));
  const rows = await parquetReadObjects({
    file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
  });
  const norms = (chip: number) =>
    rows
      .filter((row) => row.epoch === 0 && row.chip === chip && row.point === 0)
      .map((row) => String(row.weightNorm_0));
  expect(new Set(norms(0)).size).toBe(1);
  expect(new Set([...norms(0), ...norms(1)]).size).toBe(2);
});

test('the exact gradient is trained once for points that differ in beta, and stands at each; also after a kill between them', async () => {
  const path = scenario('betas', (text) =>
    text
      .replace('device.dyad.alpha: [0.4, 0.5]', 'beta: [0.1, 0.3]')
      .replace('chips: 2', 'chips: 1')
      .replace('epochs: 12', 'epochs: 2'),
  );
  const run = join(folder, 'betas');
  expect(await dyadsim('train', path, '-o', run, '--quiet')).toMatchObject({ code: 0 });
  const [first, copy] = [0, 1].map((point) => join(run, 'trainings', `point-${point}-chip-00000-backprop.json`));
  const [trained, copied] = [first, copy].map((name) => JSON.parse(readFileSync(name, 'utf8')).progress);
  const atThirds = (row: object) => ({ ...row, beta: 0.3 });
  expect(copied).toEqual({ ...trained, point: 1, rows: trained.rows.map(atThirds) });
  const before = epochsOf(run);
  rmSync(copy);
  expect(await dyadsim('train', path, '-o', run, '--resume', '--quiet')).toMatchObject({ code: 0 });
  expect(epochsOf(run)).toBe(before);
  expect(JSON.parse(readFileSync(copy, 'utf8')).progress).toEqual(copied);
});

describe('a folder of trainings', () => {
  test('holds manifest, trainings, epochs, summary, report and plots, and nothing half-written', () => {
    expect(readdirSync(whole).sort()).toEqual([
      'epochs.parquet',
      'manifest.json',
      'plots',
      'report.html',
      'report.md',
      'summary.json',
      'trainings',
      'weights',
    ]);
    expect(readdirSync(join(whole, 'weights'))).toHaveLength(12);
    expect(trainings(whole)).toHaveLength(12);
    expect(readdirSync(join(whole, 'plots')).sort()).toEqual(
      ['accuracy', 'angle', 'angles', 'certified', 'loss', 'margin'].flatMap((name) => [
        `${name}-0.svg`,
        `${name}-0.vl.json`,
        `${name}-1.svg`,
        `${name}-1.vl.json`,
      ]),
    );
  });

  test('has a status', async () => {
    const { stdout, code } = await dyadsim('status', whole);
    expect(code).toBe(0);
    expect(stdout).toContain('trainings 12 of 12 are over, 0 begun; 2 chips\n');
    const { trainings, report } = JSON.parse((await dyadsim('status', whole, '--json')).stdout);
    expect({ trainings, report }).toEqual({ trainings: { over: 12, begun: 0, of: 12 }, report: true });
  });

  test('has a row for every epoch of every training, which learn', async () => {
    const bytes = readFileSync(join(whole, 'epochs.parquet'));
    const rows = await parquetReadObjects({
      file: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
    });
    expect(rows).toHaveLength(12 * 13);
    expect(rows.slice(0, 13).map(({ epoch }) => epoch)).toEqual(Array.from({ length: 13 }, (_, epoch) => epoch));
    for (const row of rows.filter(({ epoch }) => epoch === 12)) expect(row.testAccuracy).toBeGreaterThan(0.3);
    for (const row of rows.filter(({ epoch }) => epoch === 0)) expect(row.testAccuracy).toBeLessThan(0.35);
    // Where alpha is 1/2 both rules are the same circuit.
    const at = (rule: string) =>
      rows.filter((row) => row.point === 1 && row.rule === rule).map(({ rule: _, ...row }) => row);
    expect(at('dp')).toEqual(at('dp-transpose'));
    expect(at('dp')).not.toEqual(at('backprop'));
  });

  test('and its report says accuracies, their differences and what they rest on', () => {
    const markdown = readFileSync(join(whole, 'report.md'), 'utf8');
    const html = readFileSync(join(whole, 'report.html'), 'utf8');
    for (const text of [markdown, html]) {
      expect(text).toContain('DP-transpose');
      expect(text).toContain('Backprop');
      expect(text).toMatch(/12 epochs of 400 training images in batches of 20, by the layer-wise iteration/);
      expect(text).toMatch(/seed train/);
    }
    expect(html).toContain('<svg');
    const summary = JSON.parse(readFileSync(join(whole, 'summary.json'), 'utf8'));
    expect(summary).toMatchObject({ format: 'dyadsim/training-summary@1', trainings: { expected: 12, over: 12 } });
    for (const { cells } of summary.points) {
      for (const { rule, chips, failed, accuracy, difference, curves } of cells) {
        expect({ chips, failed, epochs: curves.length }).toEqual({ chips: 2, failed: [], epochs: 13 });
        expect(accuracy.n).toBe(2);
        expect(difference === null).toBe(rule === 'backprop');
      }
    }
  });
});

test('trained weights go on: a scenario takes them from the file, as they stand', async () => {
  const path = join(whole, 'weights', 'point-1-chip-00001-dp-transpose.safetensors');
  const swept = scenario('taken', (text) =>
    text
      .replace('kind: train\n', '')
      .replace(/train: \{.*\n/, '')
      .replace('weights: { from: random }', `weights: { from: file, path: ${JSON.stringify(path)} }, scale: none`)
      .replace('chips: 2', 'chips: 1'),
  );
  const run = join(folder, 'taken');
  const { code, stderr } = await dyadsim('sweep', swept, '-o', run, '--threads', '0', '--quiet', '--no-report');
  expect({ code, stderr }).toMatchObject({ code: 0 });
  const other = swept.replace('.yaml', '-other.yaml');
  writeFileSync(other, readFileSync(swept, 'utf8').replace('[64, 16, 10]', '[64, 17, 10]'));
  const refused = await dyadsim('validate', other);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/other\.yaml:\d+:\d+ network\.weights.*expected 17 x 64 for 64-17-10, got 16 x 64/);
});

test('threads change no byte', async () => {
  const run = join(folder, 'alone');
  expect((await dyadsim('train', file, '-o', run, '--threads', '0')).code).toBe(0);
  expect(epochsOf(run)).toBe(epochsOf(whole));
});

test('threads change no byte in single precision either', async () => {
  const single = scenario('single', (text) =>
    text.replace('{ epochs: 12', '{ precision: f32, optimizer: sgd, epochs: 5').replace(' optimizer: adam,', ''),
  );
  const [alone, together] = ['0', '2'].map((threads) => ({ threads, run: join(folder, `single-${threads}`) }));
  for (const { threads, run } of [alone, together]) {
    expect(await dyadsim('train', single, '-o', run, '--threads', threads)).toMatchObject({ code: 0 });
  }
  expect(epochsOf(together.run)).toBe(epochsOf(alone.run));
  const weights = (run: string) =>
    readdirSync(join(run, 'weights')).map((file) => readFileSync(join(run, 'weights', file)).toString('hex'));
  expect(weights(together.run)).toEqual(weights(alone.run));
});

describe('stopped on the way', () => {
  // Two trainings that take so long that one is stored before it is over.
  const long = scenario('long', (text) =>
    text
      .replace('epochs: 12', 'epochs: 60')
      .replace('chips: 2', 'chips: 1\nrules: [dp]')
      .replace('[0.4, 0.5]', '[0.4]'),
  );
  const reference = join(folder, 'reference');

  beforeAll(async () => {
    expect((await dyadsim('train', long, '-o', reference)).code).toBe(0);
  });

  test.each(['SIGKILL', 'SIGINT'] as const)('by %s, it goes on to the same bytes', async (signal) => {
    const run = join(folder, `stopped-${signal}`);
    const running = start('train', long, '-o', run, '--threads', '2');
    const begun = () => {
      try {
        return trainings(run).some((name) => /"state": \{/.test(readFileSync(join(run, 'trainings', name), 'utf8')));
      } catch {
        return false;
      }
    };
    let isOver = false;
    running.finished.then(() => {
      isOver = true;
    });
    while (!begun() && !isOver) await setTimeout(10);
    running.kill(signal);
    const { code, stderr } = await running.finished;
    expect(code).toBe(signal === 'SIGINT' ? 130 : null);
    if (signal === 'SIGINT')
      expect(stderr).toMatch(/interrupted with \d+ of 2 trainings over; to go on: dyadsim train .* --resume/);
    expect((await dyadsim('train', long, '-o', run, '--resume')).code).toBe(0);
    expect(epochsOf(run)).toBe(epochsOf(reference));
  });
});

describe('refuses', () => {
  test('to begin where trainings are, and to go on with something else', async () => {
    const again = await dyadsim('train', file, '-o', whole);
    expect(again).toMatchObject({ code: 2 });
    expect(again.stderr).toContain('go on with --resume or replace them with --overwrite');
    const other = scenario('other', (text) =>
      text.replace('beta: 0.3', 'beta: 0.2').replace('name: other', 'name: small'),
    );
    const { code, stderr } = await dyadsim('train', other, '-o', whole, '--resume');
    expect(code).toBe(2);
    expect(stderr).toMatch(/beta/);
    expect(trainings(whole)).toHaveLength(12);
  });

  test('a folder of other things, also to overwrite it', async () => {
    const run = join(folder, 'mine');
    writeFileSync(join(folder, 'mine-file'), 'text');
    const { code: aFile } = await dyadsim('train', file, '-o', join(folder, 'mine-file'));
    expect(aFile).toBe(2);
    expect((await dyadsim('sweep', 'ideal-quick', '-o', run, '--threads', '2')).code).toBe(0);
    for (const flag of ['--resume', '--overwrite']) {
      const { code, stderr } = await dyadsim('train', file, '-o', run, flag);
      expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('no trainings') });
    }
    expect(readdirSync(run)).toContain('trials');
  });

  test('a scenario of the other kind, each command, and wrong settings at their place', async () => {
    const swept = await dyadsim('sweep', file, '-o', join(folder, 'never'));
    expect(swept).toMatchObject({ code: 2, stderr: expect.stringContaining('dyadsim train runs this scenario') });
    const trained = await dyadsim('train', 'ideal-quick', '-o', join(folder, 'never'));
    expect(trained).toMatchObject({ code: 2, stderr: expect.stringContaining('expected kind: train') });
    const wrong = scenario('wrong', (text) => text.replace('epochs: 12', 'epochs: 0, momentum: 1.5'));
    const { code, stderr } = await dyadsim('train', wrong, '-o', join(folder, 'never'));
    expect(code).toBe(2);
    expect(stderr).toMatch(/wrong\.yaml:13:\d+ train\.epochs/);
    expect(stderr).toMatch(/wrong\.yaml:13:\d+ train\.momentum/);
  });
});

test('a damaged training is begun anew, and said', async () => {
  const run = join(folder, 'damaged');
  cpSync(whole, run, { recursive: true });
  const [name] = trainings(run);
  const path = join(run, 'trainings', name);
  writeFileSync(path, readFileSync(path, 'utf8').replace('"testAccuracy": 0.', '"testAccuracy": 1.'));
  const { code, stderr } = await dyadsim('train', file, '-o', run, '--resume');
  expect(code).toBe(0);
  expect(stderr).toMatch(/damaged .*; beginning it anew/);
  expect(epochsOf(run)).toBe(epochsOf(whole));
});

test('a training that runs away is told with its epoch and is in no accuracy', async () => {
  const wild = scenario('wild', (text) => text.replace('optimizer: adam, learningRate: 0.004', 'learningRate: 1000'));
  const run = join(folder, 'wild');
  const { code, stdout, stderr } = await dyadsim('train', wild, '-o', run, '--threads', '2', '--json');
  expect(code).toBe(0);
  const { summary } = JSON.parse(stdout);
  const cells = summary.points.flatMap((point: { cells: object[] }) => point.cells);
  const failed = cells.reduce((sum: number, cell: { failed: object[] }) => sum + cell.failed.length, 0);
  expect(failed).toBeGreaterThan(0);
  for (const cell of cells) {
    if (cell.failed.length === 2) expect(cell.accuracy).toBeNull();
    for (const { error } of cell.failed) expect(error).toMatch(/ran away in epoch \d+/);
  }
  expect(stderr).toContain(`${failed} of 12 trainings did not come to the end`);
  expect(readFileSync(join(run, 'report.md'), 'utf8')).toContain('## Trainings that did not come to the end');
});
