import { type ChildProcess, fork } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cases, chance, Ground, pick, SMALL_BLOCKS, say } from './ground.ts';

const ground = new Ground(4);
const other = new Ground(4);
const random = chance('damage');
let run: string;
/** A finished one, whose blocks are in one file. */
let packed: string;
let files: string[];
let child: ChildProcess | null = null;

beforeAll(async () => {
  await ground.begin();
  writeFileSync(other.scenario, readFileSync(other.scenario, 'utf8').replace('seed: torture', 'seed: other'));
  await other.begin();
  run = ground.unpacked('damaged');
  packed = ground.copy('packed');
  const trials = readdirSync(join(run, 'trials')).map((name) => join(run, 'trials', name));
  files = [...trials, join(run, 'manifest.json'), join(run, 'summary.json')];
});
afterAll(() => {
  child?.kill();
  ground.end();
  other.end();
});

interface Damage {
  /** Where not in `run`. */
  readonly run?: string;
  readonly file: string;
  readonly bit?: number;
  readonly length?: number;
}

/** What reading the run with this damage says; null: nothing within 30 s. */
async function whatIsTold(damage: Damage): Promise<string | null> {
  child ??= fork(fileURLToPath(new URL('damage.mjs', import.meta.url)));
  const asked = child;
  const whole = readFileSync(damage.file);
  const told = await new Promise<string | null>((resolve) => {
    const alarm = setTimeout(() => resolve(null), 30_000);
    asked.once('message', ({ told }: { told: string }) => {
      clearTimeout(alarm);
      resolve(told);
    });
    asked.send({ run, ...damage });
  });
  if (told !== null) return told;
  asked.kill('SIGKILL');
  child = null;
  writeFileSync(damage.file, whole);
  return null;
}

async function tryAll(what: string, all: readonly Damage[]): Promise<void> {
  const wrong: string[] = [];
  const counts = { named: 0, silent: 0, hung: 0, unnamed: 0 };
  for (const damage of all) {
    const told = await whatIsTold(damage);
    const verdict =
      told === null ? 'hung' : told === '' ? 'silent' : told.includes(basename(damage.file)) ? 'named' : 'unnamed';
    counts[verdict]++;
    if (verdict !== 'named') wrong.push(`${JSON.stringify(damage)}: ${verdict} ${told}`);
  }
  say(
    `${what}: ${all.length}; ${Object.entries(counts)
      .map(([word, count]) => `${word} ${count}`)
      .join(', ')}`,
  );
  expect(wrong).toEqual([]);
  expect(await whatIsTold({ file: files[0] })).toBe('');
}

const bitsOf = (file: string) => readFileSync(file).length * 8;
const anyBit = (file: string): Damage => ({ file, bit: Math.floor(random() * bitsOf(file)) });

test('one flipped bit anywhere in a block', () =>
  tryAll(
    'flips in blocks',
    Array.from({ length: cases(3000, 200) }, () => anyBit(pick(random, files.slice(0, 4)))),
  ));

test('one flipped bit anywhere in a file of several blocks, and it cut at random lengths', () => {
  const file = join(packed, 'trials', 'blocks-00000-00003.parquet');
  const bits = Array.from({ length: cases(1500, 100) }, () => ({ ...anyBit(file), run: packed }));
  const cuts = Array.from({ length: cases(200, 20) }, () => {
    return { file, run: packed, length: Math.floor(random() * readFileSync(file).length) };
  });
  return tryAll('flips and cuts in a file of several blocks', [...bits, ...cuts]);
});

test('one flipped bit in the footer of a block and in its checksum', async () => {
  const [file] = files;
  const end = bitsOf(file);
  // The footer is the last third; the checksum stands near its end.
  const bits = Array.from({ length: cases(2000, 100) }, () => Math.floor(end - random() * (end / 3)));
  await tryAll(
    'flips in footers',
    bits.map((bit) => ({ file, bit })),
  );
  const digits = readFileSync(file).lastIndexOf('sha256:') * 8;
  const step = cases(1, 8);
  const ofChecksum = Array.from({ length: Math.ceil((71 * 8) / step) }, (_, i) => ({ file, bit: digits + i * step }));
  await tryAll('flips in a checksum', ofChecksum);
});

test('one flipped bit in manifest and summary', () =>
  tryAll(
    'flips in manifest and summary',
    Array.from({ length: cases(2000, 100) }, () => anyBit(pick(random, files.slice(4)))),
  ));

test('every file cut at random lengths', () =>
  tryAll(
    'cuts',
    Array.from({ length: cases(600, 60) }, () => {
      const file = pick(random, files);
      return { file, length: Math.floor(random() * readFileSync(file).length) };
    }),
  ));

test('damage in several files at once: report names it and --resume goes on to the same bytes', async () => {
  const number = cases(40, 4);
  const wrong: string[] = [];
  for (let i = 0; i < number; i++) {
    const place = ground.unpacked(`several-${i}`);
    // At least one block, so that it stays known which run it is.
    const damaged = files
      .slice(1)
      .filter(() => random() < 0.5)
      .map((file) => file.replace(run, place));
    for (const file of damaged) {
      const bytes = readFileSync(file);
      const bit = Math.floor(random() * bytes.length * 8);
      bytes[bit >> 3] ^= 1 << (bit & 7);
      writeFileSync(file, bytes);
      if (random() < 0.3) truncateSync(file, Math.floor(random() * bytes.length));
    }
    const report = await ground.dyadsim({}, 'report', place, '--quiet');
    const refusing = damaged.filter((file) => !file.endsWith('summary.json'));
    if (report.code !== (refusing.length > 0 ? 2 : 0)) wrong.push(`${i}: report ends with ${report.code}`);
    const manifest = refusing.find((file) => file.endsWith('manifest.json'));
    for (const file of manifest === undefined ? refusing : [manifest]) {
      if (!report.stderr.includes(file)) wrong.push(`${i}: report does not name ${file}: ${report.stderr}`);
    }
    wrong.push(...(await ground.afterResume(place)).map((what) => `${i}: ${what}`));
  }
  say(`damage in several files, then --resume: ${number}; wrong: ${wrong.length}`);
  expect(wrong).toEqual([]);
});

test('blocks of another run, under another number or name, and folders in their place are refused by name', async () => {
  const wrong: string[] = [];
  const trials = (place: string, name: string) => join(place, 'trials', name);
  const [first, second, pack] = ['block-00000.parquet', 'block-00001.parquet', 'blocks-00000-00003.parquet'];
  const foreign = other.unpacked('foreign');
  const intrusions: Record<string, (place: string) => void> = {
    'a block of another run': (place) => copyFileSync(trials(foreign, first), trials(place, first)),
    'a block under another number': (place) => copyFileSync(trials(place, second), trials(place, first)),
    'a block beyond the last': (place) => copyFileSync(trials(place, second), trials(place, 'block-00009.parquet')),
    'a block that it has packed, of another run': (place) => {
      rmSync(trials(place, first));
      copyFileSync(trials(ground.whole, pack), trials(place, pack));
      copyFileSync(trials(foreign, first), trials(place, first));
    },
    'several blocks of another run': (place) => copyFileSync(trials(other.whole, pack), trials(place, pack)),
    'several blocks under another number': (place) =>
      copyFileSync(trials(ground.whole, pack), trials(place, 'blocks-00001-00003.parquet')),
    'two blocks exchanged': (place) => {
      renameSync(trials(place, first), trials(place, 'x'));
      renameSync(trials(place, second), trials(place, first));
      renameSync(trials(place, 'x'), trials(place, second));
    },
    'a folder': (place) => {
      rmSync(trials(place, first));
      mkdirSync(trials(place, first));
    },
    'the manifest of another run': (place) =>
      copyFileSync(join(other.whole, 'manifest.json'), join(place, 'manifest.json')),
  };
  for (const [what, intrude] of Object.entries(intrusions)) {
    const place = ground.unpacked(what.replaceAll(' ', '-'));
    intrude(place);
    for (const args of [
      ['report', place],
      ['sweep', ground.scenario, '-o', place, '--resume', ...SMALL_BLOCKS],
    ]) {
      const { code, stderr } = await ground.dyadsim({}, ...args, '--quiet');
      if (code !== 2) wrong.push(`${what}, ${args[0]}: exit ${code} ${stderr}`);
      if (!/blocks?-0000\d(-0000\d)?\.parquet|seed: "other" in the run, "torture" now/.test(stderr))
        wrong.push(`${what}, ${args[0]}: ${stderr}`);
    }
  }
  say(`foreign blocks and manifests: ${Object.keys(intrusions).length} kinds; wrong: ${wrong.length}`);
  expect(wrong).toEqual([]);
});
