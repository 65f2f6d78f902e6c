import { type FileMetaData, parquetMetadata, parquetRead } from 'hyparquet';
import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import type { Pack } from '../montecarlo/plan.ts';
import type { RowColumns } from '../montecarlo/row-columns.ts';
import { atomicWrite } from './atomic-write.ts';
import { fromParquet, type Swept, toParquet } from './parquet-columns.ts';
import { readBounded } from './read-bounded.ts';
import { OPEN_SEAL, seal, sealFault } from './seal.ts';

/** Which run a file of rows belongs to and which of its blocks are in it. */
export interface PartLabel extends Pack {
  /** runFingerprint of the manifest. */
  readonly run: string;
}

/** Rows of some whole blocks, which are written, and read again, at a time. */
export type RowGroup = readonly RowColumns[];

/** Bytes, some million rows; a file has 65,536, or those of one chip where they are more. */
const LARGEST = 2 ** 29;

/** The bytes of a file of rows: a function of its arguments alone. */
export async function encodePart(
  { run, first, last }: PartLabel,
  groups: Iterable<RowGroup> | AsyncIterable<RowGroup>,
  points: Swept,
): Promise<Uint8Array> {
  const writer = new ByteWriter();
  let file: ParquetWriter | null = null;
  for await (const group of groups) {
    const columnData = toParquet(group, points);
    file ??= new ParquetWriter({
      writer,
      schema: schemaFromColumnData({ columnData }),
      kvMetadata: [
        { key: 'dyadsim.run', value: run },
        { key: 'dyadsim.blocks', value: `${first}-${last}` },
        { key: 'dyadsim.checksum', value: OPEN_SEAL },
      ],
      createdBy: 'dyadsim',
      statistics: false,
    });
    file.write({ columnData, rowGroupSize: Math.max(1, columnData[0].data.length) });
  }
  if (file === null) throw new Error('a file of rows without rows');
  file.finish();
  const bytes = new Uint8Array(writer.getBuffer());
  seal(bytes);
  return bytes;
}

export async function writePart(path: string, ...content: Parameters<typeof encodePart>): Promise<void> {
  await atomicWrite(path, await encodePart(...content));
}

/** The rows of a file, group after group, in the order written; throws where it is damaged or belongs elsewhere. */
export async function* readPart(path: string, label: PartLabel): AsyncGenerator<RowColumns> {
  const { file, metadata } = await open(path, label);
  let rowStart = 0;
  for (const { num_rows } of metadata.row_groups) {
    const rowEnd = rowStart + Number(num_rows);
    yield await decoded(path, async () => {
      const chunks = new Map<string, ArrayLike<unknown>[]>();
      await parquetRead({
        file,
        metadata,
        rowStart,
        rowEnd,
        onChunk: ({ columnName, columnData }) => {
          const before = chunks.get(columnName);
          if (before === undefined) chunks.set(columnName, [columnData]);
          else before.push(columnData);
        },
      });
      return fromParquet(chunks, rowEnd - rowStart);
    });
    rowStart = rowEnd;
  }
}

/** Whether a file is as it was written and belongs here, its rows unread; throws where not. */
export async function checkPart(path: string, label: PartLabel): Promise<void> {
  await open(path, label);
}

interface Opened {
  readonly file: ArrayBuffer;
  readonly metadata: FileMetaData;
}

async function open(path: string, label: PartLabel): Promise<Opened> {
  const bytes = await readBounded(path, LARGEST);
  if (bytes === null) throw new DamagedPart(path, 'larger than any file of rows');
  // Only what was written is decoded: one wrong bit can lead a reader astray for ever.
  const fault = sealFault(bytes);
  if (fault !== null) throw new DamagedPart(path, fault);
  const file = new Uint8Array(bytes).buffer;
  return decoded(path, async () => {
    const metadata = parquetMetadata(file);
    checkLabel(path, label, new Map(metadata.key_value_metadata?.map(({ key, value }) => [key, value])));
    return { file, metadata };
  });
}

/** What cannot be decoded is damage of this file. */
async function decoded<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ForeignPart) throw error;
    throw new DamagedPart(path, error instanceof Error ? error.message : String(error));
  }
}

function checkLabel(
  path: string,
  { run, first, last }: PartLabel,
  found: ReadonlyMap<string, string | undefined>,
): void {
  const [itsRun, itsBlocks] = [found.get('dyadsim.run'), found.get('dyadsim.blocks')];
  if (itsRun !== run) {
    throw new ForeignPart(`${path}: not of this run (its run is ${itsRun ?? 'not stated'})`);
  }
  if (itsBlocks !== `${first}-${last}`) {
    throw new ForeignPart(`${path}: holds blocks ${itsBlocks}, not ${first}-${last}; was it renamed?`);
  }
}

/** A file of rows that is not as it was written or cannot be read: flipped bits, cut off, not parquet, other columns. */
export class DamagedPart extends Error {
  constructor(path: string, reason: string) {
    super(`${path}: damaged (${reason})`);
  }
}

/** A sound file of rows of another run, or one under another name. */
export class ForeignPart extends Error {}
