import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { InputError } from '../../src/config/input-error.ts';
import { readManifest, runFingerprint, writeManifest } from '../../src/store/manifest-file.ts';
import { manifest } from './manifests.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dyadsim-manifest-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('a manifest comes back exactly, infinities included', async () => {
  const path = join(folder, 'manifest.json');
  await writeManifest(path, manifest());
  expect(await readManifest(path)).toStrictEqual(manifest());
});

test('a file that is no manifest is refused by name', async () => {
  const path = join(folder, 'manifest.json');
  await writeFile(path, '{"format": "dyadsim/device@1"}');
  await expect(readManifest(path)).rejects.toThrow(/manifest\.json:1:12 format: expected "dyadsim\/run@4"/);
});

test('how a run was called and the patch level of Node are no part of what it is', () => {
  const { versions } = manifest();
  const same = manifest({ command: 'another', versions: { ...versions, node: 'v20.99.1' } });
  expect(runFingerprint(same)).toBe(runFingerprint(manifest()));
  expect(runFingerprint(manifest({ versions: { ...versions, node: 'v22.0.0' } }))).not.toBe(runFingerprint(manifest()));
});

/** The problems of a manifest whose text was changed so. */
async function problemsAfter(change: (text: string) => string): Promise<string[]> {
  const path = join(folder, 'manifest.json');
  await writeManifest(path, manifest());
  await writeFile(path, change(await readFile(path, 'utf8')));
  const error: unknown = await readManifest(path).catch((reason) => reason);
  if (!(error instanceof InputError)) throw new Error(`expected bad input, got ${String(error)}`);
  return error.message.replaceAll(path, 'manifest.json').split('\n');
}

test('defect 5: a manifest that is empty, cut or lacks something is told with file, position and path', async () => {
  expect(await problemsAfter(() => '')).toEqual(['manifest.json: damaged (empty)']);
  const [cut] = await problemsAfter((text) => text.slice(0, 1000));
  expect(cut).toMatch(/^manifest\.json:\d+:\d+: damaged \(not valid JSON: /);
  const without = (text: string) => text.replace(/"versions": \{[^}]*\},/, '').replace('"chips": 3', '"chips": "3"');
  expect(await problemsAfter(without)).toEqual([
    'manifest.json:1:1 versions: expected a map of fields, but it is missing',
    expect.stringMatching(/^manifest\.json:\d+:\d+ scenario\.chips: expected an integer, got "3"$/),
  ]);
  expect(await problemsAfter((text) => text.replace('"seed": "one"', '"seed": "two"'))).toEqual([
    'manifest.json: damaged (its checksum is not that of its content)',
  ]);
});
