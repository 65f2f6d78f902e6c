import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TrialRow } from '../../src/montecarlo/row.ts';
import { DamagedBlock, encodeBlock, ForeignBlock, readBlock, writeBlock } from '../../src/store/block-file.ts';
import { sealedJson } from '../../src/store/sealed-json.ts';
import { OUTCOMES, RULES } from '../../src/vocabulary.ts';
import { row, rowsOf } from './rows.ts';

const label = { run: 'abc', block: 7 };
let folder: string;
let path: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dyadsim-block-'));
  path = join(folder, 'block-00007.parquet');
});
afterAll(() => rm(folder, { recursive: true }));

test('a row comes back exactly: NaN, infinities, minus zero, null, denormals, large counts, text', async () => {
  const rows = [
    row(),
    row({ error: 'tau is "0"\nline two, µs', gainMargin: 1.5, energy: 1e-12, rule: 'dp', stable: true }),
  ];
  await writeBlock(path, label, rows, []);
  expect(rowsOf(await readBlock(path, label))).toStrictEqual(rows);
});

test('networks of different depth share a block, each with its own layers', async () => {
  const rows = [row({ angleDeg: [1], normRatio: [2] }), row(), row({ angleDeg: [], normRatio: [] })];
  await writeBlock(path, label, rows, []);
  expect(rowsOf(await readBlock(path, label))).toStrictEqual(rows);
});

test('any row comes back exactly', async () => {
  const real = fc.double();
  const perhaps = fc.option(real);
  const count = fc.nat();
  const counts = <K extends string>(keys: readonly K[]): fc.Arbitrary<Record<K, number>> =>
    fc
      .tuple(...keys.map(() => count))
      .map((values) => Object.fromEntries(keys.map((key, i) => [key, values[i]])) as Record<K, number>);
  const ended = counts(['stable', 'unstable', 'undecided']);
  const rows: fc.Arbitrary<TrialRow> = fc.record({
    point: count,
    chip: count,
    rule: fc.constantFrom(...RULES),
    beta: real,
    outcomes: counts(OUTCOMES),
    deadZone: count,
    watched: count,
    left: count,
    budgetEnded: count,
    stable: fc.option(fc.boolean()),
    inRange: fc.option(fc.boolean()),
    aligned: fc.option(fc.boolean()),
    branches: fc.record({ stable: ended, conditional: ended, pinned: ended, lost: ended }),
    surprise: fc.option(count),
    lossBeta: perhaps,
    certifiedBeta: perhaps,
    failingBeta: perhaps,
    settleTimeMedian: perhaps,
    settleTimeMax: perhaps,
    activityEvents: fc.maxSafeNat(),
    differenceEvents: fc.maxSafeNat(),
    energy: perhaps,
    angleDeg: fc.tuple(perhaps, perhaps),
    normRatio: fc.tuple(perhaps, perhaps),
    differenceError: perhaps,
    railsNeeded: fc.option(fc.tuple(real, real)),
    accuracy: real,
    gainMargin: perhaps,
    error: fc.option(fc.string()),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(rows, { minLength: 1, maxLength: 30 }), async (some) => {
      await writeFile(path, encodeBlock(label, some, []));
      expect(rowsOf(await readBlock(path, label))).toStrictEqual(
        some.map((each) => ({
          ...each,
          outcomes: { ...each.outcomes },
          branches: Object.fromEntries(Object.entries(each.branches).map(([fate, of]) => [fate, { ...of }])),
        })),
      );
    }),
    { seed: 1, numRuns: 100 },
  );
});

test('the bytes are a function of label and rows', () => {
  const bytes = (block: number, rows: TrialRow[]) =>
    Buffer.from(encodeBlock({ run: 'abc', block }, rows, [])).toString('hex');
  expect(bytes(1, [row()])).toBe(bytes(1, [row()]));
  expect(bytes(1, [row()])).not.toBe(bytes(2, [row()]));
  expect(bytes(1, [row()])).not.toBe(bytes(1, [row({ chip: 13 })]));
});

test('other programs read the swept values beside each row, numbers as numbers', async () => {
  const points = [
    {
      coordinates: [
        { path: 'device.dyad.alpha', label: '0', value: -0 },
        { path: 'nudge', label: 'live', value: 'live' },
      ],
    },
    {
      coordinates: [
        { path: 'device.dyad.alpha', label: '1/4', value: 0.25 },
        { path: 'nudge', label: 'held', value: 'held' },
      ],
    },
  ];
  await writeBlock(path, label, [row({ point: 1 }), row({ point: 0 })], points);
  const bytes = await readFile(path);
  const file = new Uint8Array(bytes).buffer;
  const read = await parquetReadObjects({ file, columns: ['point', 'sweep.device.dyad.alpha', 'sweep.nudge'] });
  expect(read).toStrictEqual([
    { point: 1, 'sweep.device.dyad.alpha': 0.25, 'sweep.nudge': 'held' },
    { point: 0, 'sweep.device.dyad.alpha': -0, 'sweep.nudge': 'live' },
  ]);
});

test('a file cut anywhere is damaged, never shorter', async () => {
  const whole = encodeBlock(
    label,
    Array.from({ length: 20 }, (_, chip) => row({ chip })),
    [],
  );
  for (let length = 0; length < whole.length; length += Math.ceil(whole.length / 40)) {
    await writeFile(path, whole.subarray(0, length));
    await expect(readBlock(path, label), `cut to ${length} of ${whole.length} bytes`).rejects.toThrow(DamagedBlock);
  }
});

test('defect 1: a block with one flipped bit is damaged, wherever it is, and gives no rows', async () => {
  const whole = encodeBlock(label, [row(), row({ chip: 13 })], []);
  // Every 41st: all bits of a byte, and all columns, pages and fields of the footer, are among them.
  for (let bit = 0; bit < whole.length * 8; bit += 41) {
    const bytes = whole.slice();
    bytes[bit >> 3] ^= 1 << (bit & 7);
    await writeFile(path, bytes);
    await expect(readBlock(path, label), `bit ${bit}`).rejects.toThrow(DamagedBlock);
  }
});

test('a block of another run, and one under another number, are refused', async () => {
  await writeBlock(path, label, [row()], []);
  await expect(readBlock(path, { run: 'other', block: 7 })).rejects.toThrow(/not a block of this run/);
  await expect(readBlock(path, { run: 'abc', block: 8 })).rejects.toThrow(/holds block 7, not 8/);
  await expect(readBlock(path, { run: 'other', block: 7 })).rejects.toThrow(ForeignBlock);
  expect((await readFile(path)).length).toBeGreaterThan(0);
});

test('defect 1: what a library throws at sealed bytes that it cannot read is damage of this block too', async () => {
  for (const text of ['no parquet', '{}']) {
    await writeFile(path, sealedJson(`{ "text": "${text}" }`));
    await expect(readBlock(path, label)).rejects.toThrow(DamagedBlock);
  }
});

test('a file that grew beyond all measure is damaged, and is not read', async () => {
  await writeBlock(path, label, [row()], []);
  // No space is taken by what was never written.
  await truncate(path, 2 ** 40);
  await expect(readBlock(path, label)).rejects.toThrow(DamagedBlock);
});

test('what is no file is not waited for', async () => {
  await rm(path);
  await mkdir(path);
  await expect(readBlock(path, label)).rejects.toThrow(/is no file/);
  await rm(path, { recursive: true });
});
