import { createHash } from 'node:crypto';
import { z } from 'zod';
import { InputError } from '../config/input-error.ts';
import { atomicCreate, atomicWrite } from './atomic-write.ts';
import { differences } from './differences.ts';
import { asStored, toExactJson } from './exact-json.ts';
import type { Manifest } from './manifest.ts';
import { manifestSchema } from './manifest-schema.ts';
import { readSealedJson, sealedJson } from './sealed-json.ts';

export async function writeManifest(path: string, manifest: Manifest): Promise<void> {
  await atomicWrite(path, sealedJson(toExactJson(manifest)));
}

/** False: there is one already, which stays. */
export async function createManifest(path: string, manifest: Manifest): Promise<boolean> {
  return atomicCreate(path, sealedJson(toExactJson(manifest)));
}

/** Damage is an InputError with every problem in its place. */
export async function readManifest(path: string): Promise<Manifest> {
  return (await readSealedJson(path, manifestSchema)) as Manifest;
}

/** The format of a run that a sound manifest states, whichever it is; null: it is damaged, or no manifest of a run. */
export async function soundFormat(path: string): Promise<string | null> {
  try {
    const { format } = (await readSealedJson(path, z.looseObject({ format: z.string() }))) as { format: string };
    return format.startsWith('dyadsim/run@') ? format : null;
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

/** What the manifests of sweeps and of trainings have in common. */
type Identified = Pick<Manifest, 'command' | 'scenarioFile' | 'versions'> & { readonly stoppedAt?: number };

/** What a run's numbers depend on: everything but how it was called and the patch level of Node. */
function identity(manifest: Identified): unknown {
  const { dyadsim, node } = manifest.versions;
  const versions = { dyadsim, node: node.replace(/^v?(\d+).*/, '$1') };
  const { command: _command, scenarioFile: _file, stoppedAt: _stopped, ...rest } = manifest;
  return asStored({ ...rest, versions });
}

/** Fingerprint that every block of a run carries, so that a block of another run is noticed. */
export function runFingerprint(manifest: Identified): string {
  return createHash('sha256')
    .update(toExactJson(identity(manifest)))
    .digest('hex');
}

/** Why a run cannot be continued under this manifest; empty: it can. */
export function manifestDifferences(before: Identified, now: Identified): string[] {
  return differences(identity(before), identity(now));
}
