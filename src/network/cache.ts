import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { makeFolder } from '../files/make-folder.ts';
import { isLeftBehind } from '../files/owner.ts';
import { unfinishedName } from '../files/unfinished.ts';
import type { NominalNetwork } from './network.ts';

/** Raise it whenever the same data and options give other weights, and say so in the CHANGELOG. */
const TRAINING_VERSION = 2;
const FORMAT = 'dyadsim/trained-network@1';

/** What a trained network is a function of; its hash names the file. */
export interface CacheKey {
  readonly options: Readonly<Record<string, unknown>>;
  /** SHA-256 of the data. */
  readonly data: string;
}

interface CacheFile {
  readonly format: typeof FORMAT;
  /** SHA-256 of the text of `network`. */
  readonly checksum: string;
  /** JSON text; Float64Arrays in it as base64 of their bytes, so that every bit comes back. */
  readonly network: string;
}

/** Where trained networks are kept: $DYADSIM_CACHE, else $XDG_CACHE_HOME/dyadsim, else ~/.cache/dyadsim. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const { DYADSIM_CACHE, XDG_CACHE_HOME } = environment;
  if (DYADSIM_CACHE) return DYADSIM_CACHE;
  // The XDG specification: a relative path is invalid and to be ignored.
  if (XDG_CACHE_HOME && isAbsolute(XDG_CACHE_HOME)) return join(XDG_CACHE_HOME, 'dyadsim');
  return join(homedir(), '.cache', 'dyadsim');
}

/**
 * The network of a key: from the folder when it is there and whole, else made, and kept for the next time. A damaged file
 * is made again and replaced; where nothing can be written or read, the network is made every time, with the same bits.
 */
export function cached(key: CacheKey, make: () => NominalNetwork, folder = cacheFolder()): NominalNetwork {
  const name = sha256(JSON.stringify([FORMAT, TRAINING_VERSION, key.data, sortedEntries(key.options)]));
  const file = join(folder, `network-${name.slice(0, 32)}.json`);
  const known = read(file);
  if (known !== null) return known;
  const network = make();
  write(folder, file, network);
  return network;
}

function sortedEntries(options: CacheKey['options']): [string, unknown][] {
  return Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Null: absent, unreadable or damaged. */
function read(file: string): NominalNetwork | null {
  try {
    const { format, checksum, network }: CacheFile = JSON.parse(readFileSync(file, 'utf8'));
    if (format !== FORMAT || sha256(network) !== checksum) return null;
    return decode(network);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError || isSystemError(error)) return null;
    throw error;
  }
}

/** To a name that nobody else uses, then renamed: the file is there in full or not at all. */
function write(folder: string, file: string, network: NominalNetwork): void {
  const text = encode(network);
  const content: CacheFile = { format: FORMAT, checksum: sha256(text), network: text };
  const temporary = unfinishedName(file);
  try {
    makeFolder(folder);
    for (const name of readdirSync(folder).filter(isLeftBehind)) rmSync(join(folder, name), { force: true });
    try {
      writeDurably(temporary, JSON.stringify(content));
      renameSync(temporary, file);
    } finally {
      rmSync(temporary, { force: true });
    }
  } catch (error) {
    if (!isSystemError(error)) throw error;
  }
}

function writeDurably(path: string, text: string): void {
  const file = openSync(path, 'wx');
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function encode(network: NominalNetwork): string {
  return JSON.stringify(network, (_, value: unknown) =>
    value instanceof Float64Array
      ? { float64: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') }
      : value,
  );
}

function decode(text: string): NominalNetwork {
  return JSON.parse(text, (_, value: unknown) =>
    typeof value === 'object' && value !== null && 'float64' in value && typeof value.float64 === 'string'
      ? new Float64Array(Uint8Array.from(Buffer.from(value.float64, 'base64')).buffer)
      : value,
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A failed call to the operating system: no such file, no permission, disk full. */
function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}
