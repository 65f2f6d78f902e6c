import type { Reach, Runs } from '../linear/reach.ts';
import type { ArraySize } from '../model/connection.ts';
import { Header } from './header.ts';
import { LinesEntry, RUN_BYTES } from './layout.ts';

/*
 * Weights in the kernel's memory, one line for each column of an array where it is read up and for each row where it is read down:
 * what an event adds to the layer that receives it. Lines of dense arrays are read two entries at a time, so each is padded to pairs.
 */

const BYTES = Float64Array.BYTES_PER_ELEMENT;
/** Of a start of runs, a u32. */
const START_BYTES = 4;

/** Which way an array is read. */
export type Direction = 'up' | 'down';

/** Where the lines of an array for one direction lie, bytes: their header, the lines, and the runs of both sides, 0: none. */
export interface LinesPlace {
  readonly direction: Direction;
  readonly header: number;
  readonly lines: number;
  readonly up: number;
  readonly down: number;
}

function strideOf(entries: number): number {
  return entries + (entries % 2);
}

export function linesBytes({ rows, columns }: ArraySize, direction: Direction): number {
  return (direction === 'up' ? columns * strideOf(rows) : rows * strideOf(columns)) * BYTES;
}

export function runsBytes({ starts, runs }: Runs): number {
  return starts.length * START_BYTES + (runs.length / 3) * RUN_BYTES;
}

/** Writes runs to byte `address`: where those of each group begin, bytes from there, then all of them. */
export function writeRuns({ starts, runs }: Runs, buffer: ArrayBuffer, address: number): void {
  const first = starts.length * START_BYTES;
  new Uint32Array(buffer, address, starts.length).set(starts.map((start) => first + start * RUN_BYTES));
  new Int32Array(buffer, address + first, runs.length).set(runs);
}

/** Writes the header of lines. @param reach null: of a dense array */
export function writeLinesHeader(place: LinesPlace, size: ArraySize, reach: Reach | null, buffer: ArrayBuffer): void {
  const { direction, header: address, lines, up, down } = place;
  const header = new Header(buffer, address, LinesEntry.count);
  const isUp = direction === 'up';
  const bytes = strideOf(isUp ? size.rows : size.columns) * BYTES;
  header.setInt(LinesEntry.lines, lines);
  header.setInt(LinesEntry.bytes, bytes);
  header.setInt(LinesEntry.column, isUp ? bytes : BYTES);
  if (reach === null) return;
  const [below, above] = reach.channels;
  header.setInt(LinesEntry.to, isUp ? up : down);
  header.setInt(LinesEntry.from, isUp ? down : up);
  header.setInt(LinesEntry.toPeriod, isUp ? below : above);
  header.setInt(LinesEntry.fromPeriod, isUp ? above : below);
  header.set(LinesEntry.share, reach.share);
  header.setInt(LinesEntry.together, isUp ? reach.together : 1);
}

/** Writes an array, row-major, to its lines. */
export function writeLines(
  { direction, lines }: LinesPlace,
  { rows, columns }: ArraySize,
  array: Float64Array,
  buffer: ArrayBuffer,
): void {
  const stride = strideOf(direction === 'up' ? rows : columns);
  const into = new Float64Array(buffer, lines, (direction === 'up' ? columns : rows) * stride);
  for (let i = 0; i < rows; i++) {
    if (direction === 'down') into.set(array.subarray(i * columns, (i + 1) * columns), i * stride);
    else for (let j = 0; j < columns; j++) into[j * stride + i] = array[i * columns + j];
  }
}

/** The largest |weight| on a dense array's way to each of its receivers, into `largest`: of each row up, of each column down. */
export function largestWeights(
  direction: Direction,
  { rows, columns }: ArraySize,
  array: Float64Array,
  largest: Float64Array,
): void {
  largest.fill(0);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const to = direction === 'up' ? i : j;
      largest[to] = Math.max(largest[to], Math.abs(array[i * columns + j]));
    }
  }
}
