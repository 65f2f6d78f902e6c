import { readFile } from 'node:fs/promises';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { TrialRow } from '../montecarlo/row.ts';
import { atomicWrite } from './atomic-write.ts';
import { columnsOf, rowOf } from './row-columns.ts';

/** Which run a block file belongs to and which part of it the file is. */
export interface BlockLabel {
  /** runFingerprint of the manifest. */
  readonly run: string;
  readonly block: number;
}

/** The bytes of a block file: a function of label and rows alone. */
export function encodeBlock(label: BlockLabel, rows: readonly TrialRow[]): Uint8Array {
  const buffer = parquetWriteBuffer({
    columnData: columnsOf(rows),
    kvMetadata: [
      { key: 'dyadsim.run', value: label.run },
      { key: 'dyadsim.block', value: String(label.block) },
    ],
    createdBy: 'dyadsim',
    statistics: false,
  });
  return new Uint8Array(buffer);
}

export async function writeBlock(path: string, label: BlockLabel, rows: readonly TrialRow[]): Promise<void> {
  await atomicWrite(path, encodeBlock(label, rows));
}

/** The rows of a block file, in the order written; throws where it is damaged or belongs elsewhere. */
export async function readBlock(path: string, label: BlockLabel): Promise<TrialRow[]> {
  const bytes = await readFile(path);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  let records: Record<string, unknown>[];
  let found: Map<string, string | undefined>;
  try {
    const metadata = parquetMetadata(file);
    found = new Map(metadata.key_value_metadata?.map(({ key, value }) => [key, value]));
    records = await parquetReadObjects({ file, metadata });
  } catch (error) {
    throw new DamagedBlock(path, error instanceof Error ? error.message : String(error));
  }
  if (found.get('dyadsim.run') !== label.run) {
    throw new Error(`${path}: not a block of this run (its run is ${found.get('dyadsim.run') ?? 'not stated'})`);
  }
  if (found.get('dyadsim.block') !== String(label.block)) {
    throw new Error(`${path}: holds block ${found.get('dyadsim.block')}, not ${label.block}; was it renamed?`);
  }
  return records.map(rowOf);
}

/** A block file that cannot be read as parquet, for example cut off by a full disk. */
export class DamagedBlock extends Error {
  readonly path: string;

  constructor(path: string, reason: string) {
    super(`${path}: damaged (${reason})`);
    this.path = path;
  }
}
