import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OUTCOMES } from '../../src/model/outcomes.ts';
import { RULES } from '../../src/model/rules.ts';
import { ROW_ENGINES } from '../../src/model/vocabulary.ts';
import type { TrialRow } from '../../src/montecarlo/row.ts';
import { columnsOf } from '../../src/montecarlo/row-columns.ts';
import type { Swept } from '../../src/store/parquet-columns.ts';
import {
  checkPart,
  DamagedPart,
  encodePart,
  ForeignPart,
  type PartLabel,
  readPart,
} from '../../src/store/part-file.ts';
import { sealedJson } from '../../src/store/sealed-json.ts';
import { row, rowsOf } from './rows.ts';

const label = { run: 'abc', first: 7, last: 7 };
let folder: string;
let path: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dyadsim-block-'));
  path = join(folder, 'block-00007.parquet');
});
afterAll(() => rm(folder, { recursive: true }));

/** A file of one group. */
function encodeBlock(of: PartLabel, rows: readonly TrialRow[], points: Swept = []): Promise<Uint8Array> {
  return encodePart(of, [[columnsOf(rows)]], points);
}

async function writeBlock(rows: readonly TrialRow[], points: Swept = []): Promise<void> {
  await writeFile(path, await encodeBlock(label, rows, points));
}

/** All rows of a file, by group. */
async function readGroups(of: PartLabel = label): Promise<TrialRow[][]> {
  const groups: TrialRow[][] = [];
  for await (const columns of readPart(path, of)) groups.push(rowsOf(columns));
  return groups;
}

async function readBlock(of: PartLabel = label): Promise<TrialRow[]> {
  return (await readGroups(of)).flat();
}

test('what specs request is in a file of rows that have it, and there alone', async () => {
  const columns = async () => {
    const bytes = new Uint8Array(await readFile(path)).buffer;
    return parquetMetadata(bytes)
      .schema.map(({ name }) => name)
      .sort();
  };
  await writeBlock([row()]);
  const plain = await columns();
  const asked = [row({ phaseMargin: 61.5, loss: Number.NaN }), row({ phaseMargin: null, loss: -0 })];
  await writeBlock(asked);
  expect(await readBlock()).toStrictEqual(asked);
  expect(await columns()).toEqual([...plain, 'phaseMargin', 'loss'].sort());
  await writeBlock([row({ testAccuracy: 0.25 })]);
  expect((await readBlock())[0]).toMatchObject({ testAccuracy: 0.25, accuracy: 0.985 });
});

test('a row comes back exactly: NaN, infinities, minus zero, null, denormals, large counts, text', async () => {
  const rows = [
    row(),
    row({ error: 'tau is "0"\nline two, µs', gainMargin: 1.5, energy: 1e-12, rule: 'dp', stable: true }),
  ];
  await writeBlock(rows);
  expect(await readBlock()).toStrictEqual(rows);
});

test('networks of different depth share a block, each with its own layers', async () => {
  const rows = [row({ angleDeg: [1], normRatio: [2] }), row(), row({ angleDeg: [], normRatio: [] })];
  await writeBlock(rows);
  expect(await readBlock()).toStrictEqual(rows);
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
    engine: fc.constantFrom(...ROW_ENGINES),
    near: fc.boolean(),
    sampled: fc.boolean(),
    foretoldStable: fc.option(fc.boolean()),
    foretoldInRange: fc.option(fc.boolean()),
    foretoldAligned: fc.option(fc.boolean()),
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
    activityEvents: fc.option(fc.maxSafeNat()),
    differenceEvents: fc.option(fc.maxSafeNat()),
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
      await writeBlock(some);
      expect(await readBlock()).toStrictEqual(
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

test('the bytes are a function of label and rows', async () => {
  const bytes = async (block: number, rows: TrialRow[]) =>
    Buffer.from(await encodeBlock({ run: 'abc', first: block, last: block }, rows)).toString('hex');
  const one = await bytes(1, [row()]);
  expect(await bytes(1, [row()])).toBe(one);
  expect(await bytes(2, [row()])).not.toBe(one);
  expect(await bytes(1, [row({ chip: 13 })])).not.toBe(one);
});

test('groups come back one by one, each of the blocks that it was written of', async () => {
  const blocks = [0, 1, 2, 3, 4].map((block) => [row({ chip: 2 * block }), row({ chip: 2 * block + 1, stable: true })]);
  const [a, b, c, d, e] = blocks.map(columnsOf);
  const whole = { run: 'abc', first: 3, last: 7 };
  await writeFile(path, await encodePart(whole, [[a, b], [c], [d, e]], []));
  const groups = await readGroups(whole);
  expect(groups).toStrictEqual([[...blocks[0], ...blocks[1]], blocks[2], [...blocks[3], ...blocks[4]]]);
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
  await writeBlock([row({ point: 1 }), row({ point: 0 })], points);
  const bytes = await readFile(path);
  const file = new Uint8Array(bytes).buffer;
  const read = await parquetReadObjects({ file, columns: ['point', 'sweep.device.dyad.alpha', 'sweep.nudge'] });
  expect(read).toStrictEqual([
    { point: 1, 'sweep.device.dyad.alpha': 0.25, 'sweep.nudge': 'held' },
    { point: 0, 'sweep.device.dyad.alpha': -0, 'sweep.nudge': 'live' },
  ]);
});

test('a file cut anywhere is damaged, never shorter', async () => {
  const whole = await encodeBlock(
    label,
    Array.from({ length: 20 }, (_, chip) => row({ chip })),
  );
  for (let length = 0; length < whole.length; length += Math.ceil(whole.length / 40)) {
    await writeFile(path, whole.subarray(0, length));
    await expect(checkPart(path, label), `cut to ${length} of ${whole.length} bytes`).rejects.toThrow(DamagedPart);
  }
});

test('defect 1: a block with one flipped bit is damaged, wherever it is, and gives no rows', async () => {
  const whole = await encodeBlock(label, [row(), row({ chip: 13 })]);
  // Every 41st: all bits of a byte, and all columns, pages and fields of the footer, are among them.
  for (let bit = 0; bit < whole.length * 8; bit += 41) {
    const bytes = whole.slice();
    bytes[bit >> 3] ^= 1 << (bit & 7);
    await writeFile(path, bytes);
    await expect(checkPart(path, label), `bit ${bit}`).rejects.toThrow(DamagedPart);
    await expect(readBlock(), `bit ${bit}`).rejects.toThrow(DamagedPart);
  }
});

test('a block of another run, and one under another number, are refused', async () => {
  await writeBlock([row()]);
  for (const visit of [(of: PartLabel) => readBlock(of), (of: PartLabel) => checkPart(path, of)]) {
    await expect(visit({ ...label, run: 'other' })).rejects.toThrow(/not of this run/);
    await expect(visit({ ...label, first: 8, last: 8 })).rejects.toThrow(/holds blocks 7-7, not 8-8/);
    await expect(visit({ ...label, last: 8 })).rejects.toThrow(/holds blocks 7-7, not 7-8/);
    await expect(visit({ ...label, run: 'other' })).rejects.toThrow(ForeignPart);
  }
  expect((await readFile(path)).length).toBeGreaterThan(0);
});

test('defect 1: what a library throws at sealed bytes that it cannot read is damage of this block too', async () => {
  for (const text of ['no parquet', '{}']) {
    await writeFile(path, sealedJson(`{ "text": "${text}" }`));
    await expect(readBlock()).rejects.toThrow(DamagedPart);
  }
});

test('a file that grew beyond all measure is damaged, and is not read', async () => {
  await writeBlock([row()]);
  // No space is taken by what was never written.
  await truncate(path, 2 ** 40);
  await expect(readBlock()).rejects.toThrow(DamagedPart);
});

test('what is no file is not waited for', async () => {
  await rm(path);
  await mkdir(path);
  await expect(readBlock()).rejects.toThrow(/is no file/);
  await rm(path, { recursive: true });
});
