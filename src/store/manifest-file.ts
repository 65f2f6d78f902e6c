import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { atomicWrite } from './atomic-write.ts';
import { differences } from './differences.ts';
import { fromExactJson, toExactJson } from './exact-json.ts';
import type { Manifest } from './manifest.ts';

const FORMAT = 'dyadsim/run@1';

export async function writeManifest(path: string, manifest: Manifest): Promise<void> {
  await atomicWrite(path, toExactJson(manifest));
}

export async function readManifest(path: string): Promise<Manifest> {
  const value = fromExactJson(await readFile(path, 'utf8'));
  if (typeof value !== 'object' || value === null || !('format' in value) || value.format !== FORMAT) {
    throw new Error(`${path}: expected the manifest of a run (format ${FORMAT})`);
  }
  return value as Manifest;
}

/** What a run's numbers depend on: everything but how it was called and the patch level of Node. */
function identity(manifest: Manifest): unknown {
  const { dyadsim, node } = manifest.versions;
  const versions = { dyadsim, node: node.replace(/^v?(\d+).*/, '$1') };
  const { command: _command, ...rest } = manifest;
  // Through JSON, so that what was read from a file and what is in memory have the same shape.
  return fromExactJson(toExactJson({ ...rest, versions }));
}

/** Fingerprint that every block of a run carries, so that a block of another run is noticed. */
export function runFingerprint(manifest: Manifest): string {
  return createHash('sha256')
    .update(toExactJson(identity(manifest)))
    .digest('hex');
}

/** Why a run cannot be continued under this manifest; empty: it can. */
export function manifestDifferences(before: Manifest, now: Manifest): string[] {
  return differences(identity(before), identity(now));
}
