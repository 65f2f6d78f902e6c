import { type FileMetaData, parquetMetadata, parquetRead } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { TrialRow } from '../montecarlo/row.ts';
import { columnsOf, type RowColumns } from '../montecarlo/row-columns.ts';
import { atomicWrite } from './atomic-write.ts';
import { fromParquet, type Swept, toParquet } from './parquet-columns.ts';
import { readBounded } from './read-bounded.ts';
import { OPEN_SEAL, seal, sealFault } from './seal.ts';

/** Which run a block file belongs to and which part of it the file is. */
export interface BlockLabel {
  /** runFingerprint of the manifest. */
  readonly run: string;
  readonly block: number;
}

/** Bytes, some million rows; a block has a thousand, or those of one chip where they are more. */
const LARGEST = 2 ** 29;

/** The bytes of a block file: a function of its arguments alone. */
export function encodeBlock(label: BlockLabel, rows: readonly TrialRow[], points: Swept): Uint8Array {
  const buffer = parquetWriteBuffer({
    columnData: toParquet([columnsOf(rows)], points),
    kvMetadata: [
      { key: 'dyadsim.run', value: label.run },
      { key: 'dyadsim.block', value: String(label.block) },
      { key: 'dyadsim.checksum', value: OPEN_SEAL },
    ],
    createdBy: 'dyadsim',
    statistics: false,
  });
  const bytes = new Uint8Array(buffer);
  seal(bytes);
  return bytes;
}

export async function writeBlock(
  path: string,
  label: BlockLabel,
  rows: readonly TrialRow[],
  points: Swept,
): Promise<void> {
  await atomicWrite(path, encodeBlock(label, rows, points));
}

/** The rows of a block file, in the order written; throws where it is damaged or belongs elsewhere. */
export async function readBlock(path: string, label: BlockLabel): Promise<RowColumns> {
  const { file, metadata } = await open(path, label);
  return decode(path, async () => {
    const columns = new Map<string, unknown[]>();
    await parquetRead({
      file,
      metadata,
      onChunk: ({ columnName, columnData }) => {
        const column = columns.get(columnName) ?? [];
        columns.set(columnName, column);
        for (const value of columnData) column.push(value);
      },
    });
    return fromParquet(columns, Number(metadata.num_rows));
  });
}

/** Whether a block file is as it was written and belongs here, its rows unread; throws where not. */
export async function checkBlock(path: string, label: BlockLabel): Promise<void> {
  await open(path, label);
}

interface Opened {
  readonly file: ArrayBuffer;
  readonly metadata: FileMetaData;
}

async function open(path: string, label: BlockLabel): Promise<Opened> {
  const bytes = await readBounded(path, LARGEST);
  if (bytes === null) throw new DamagedBlock(path, 'larger than any block');
  // Only what was written is decoded: one wrong bit can lead a reader astray for ever.
  const fault = sealFault(bytes);
  if (fault !== null) throw new DamagedBlock(path, fault);
  const file = new Uint8Array(bytes).buffer;
  return decode(path, async () => {
    const metadata = parquetMetadata(file);
    checkLabel(path, label, new Map(metadata.key_value_metadata?.map(({ key, value }) => [key, value])));
    return { file, metadata };
  });
}

/** What cannot be decoded is damage of this file. */
async function decode<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ForeignBlock) throw error;
    throw new DamagedBlock(path, error instanceof Error ? error.message : String(error));
  }
}

function checkLabel(path: string, { run, block }: BlockLabel, found: ReadonlyMap<string, string | undefined>): void {
  const [itsRun, itsBlock] = [found.get('dyadsim.run'), found.get('dyadsim.block')];
  if (itsRun !== run) {
    throw new ForeignBlock(`${path}: not a block of this run (its run is ${itsRun ?? 'not stated'})`);
  }
  if (itsBlock !== String(block)) {
    throw new ForeignBlock(`${path}: holds block ${itsBlock}, not ${block}; was it renamed?`);
  }
}

/** A block file that is not as it was written or cannot be read: flipped bits, cut off, not parquet, other columns. */
export class DamagedBlock extends Error {
  constructor(path: string, reason: string) {
    super(`${path}: damaged (${reason})`);
  }
}

/** A sound block of another run, or one under another number. */
export class ForeignBlock extends Error {}
