import { readIdx } from '../formats/idx.ts';
import { readNpy } from '../formats/npy.ts';
import type { NumberArray } from '../formats/numbers.ts';
import { unpacked, unzipped } from '../formats/packed.ts';
import type { FileSource } from './file-source.ts';
import { InputError } from './input-error.ts';
import { textOf } from './text.ts';
import { refused, told } from './told.ts';

/** Files of one half of a dataset: images and labels apart, or both in one .csv or .npz file. */
export type ImageFiles = string | { readonly images: string; readonly labels: string };

/** Whether images are to train on or to test. */
export type Half = 'train' | 'test';

export interface LabelledImages {
  readonly count: number;
  /** Numbers of one image. */
  readonly inputs: number;
  /** count x inputs, row-major, 0 .. 1. */
  readonly images: Float64Array;
  readonly labels: Uint8Array;
}

/** As they are read from files. */
export interface ReadImages extends LabelledImages {
  /** Numbers of an image along each of its dimensions. */
  readonly imageSizes: readonly number[];
}

/** Labels are bytes. */
const MOST_CLASSES = 256;
const BYTE = 255;

/**
 * The images and labels of files in the formats IDX (also packed by gzip), .npy, .npz and CSV. Images are divided by
 * `fullScale`; null: 255 for unsigned bytes, 1 for other numbers. What is wrong with a file is an InputError.
 */
export function labelledImages(files: FileSource, parts: ImageFiles, half: Half, fullScale: number | null): ReadImages {
  const { images, labels, ofImages, ofLabels } = arraysOf(files, parts, half);
  const [count = 0] = images.sizes;
  if (images.sizes.length < 2 || count === 0 || images.values.length === 0) {
    throw refused(ofImages, `expected images x numbers, got ${shapeOf(images)}`);
  }
  const labelCount = labels.values.length;
  if (labelCount !== count || labels.sizes[0] !== count) {
    throw refused(ofLabels, `expected ${count} labels, one for each image, got ${shapeOf(labels)}`);
  }
  const scale = fullScale ?? (images.areBytes ? BYTE : 1);
  const inputs = images.values.length / count;
  const scaled = Float64Array.from(images.values, (value) => value / scale);
  const stray = scaled.findIndex((value) => !(value >= 0 && value <= 1));
  if (stray >= 0) {
    const place = `number ${(stray % inputs) + 1} of image ${Math.floor(stray / inputs) + 1}`;
    const message = `expected 0 to ${scale}, got ${images.values[stray]} as ${place}; data.fullScale says what counts as 1`;
    throw refused(ofImages, message);
  }
  for (let i = 0; i < count; i++) {
    const label = labels.values[i];
    if (Number.isInteger(label) && label >= 0 && label < MOST_CLASSES) continue;
    throw refused(ofLabels, `expected classes 0 to ${MOST_CLASSES - 1}, got ${label} for image ${i + 1}`);
  }
  const imageSizes = images.sizes.slice(1);
  return { count, inputs, images: scaled, labels: Uint8Array.from(labels.values), imageSizes };
}

interface Arrays {
  readonly images: NumberArray;
  readonly labels: NumberArray;
  readonly ofImages: string;
  readonly ofLabels: string;
}

function arraysOf(files: FileSource, parts: ImageFiles, half: Half): Arrays {
  if (typeof parts !== 'string') {
    const [images, labels] = [parts.images, parts.labels].map((file) => arrayOf(files, file));
    return { images, labels, ofImages: parts.images, ofLabels: parts.labels };
  }
  const pair = isCsv(parts) ? labelledCsv(files, parts) : labelledNpz(files, parts, half);
  return { ...pair, ofImages: parts, ofLabels: parts };
}

function arrayOf(files: FileSource, file: string): NumberArray {
  if (isCsv(file)) return csvOf(files, file).numbers;
  return told(file, () => {
    const bytes = unpacked(files.read(file), file);
    return /\.npy(\.gz)?$/i.test(file) ? readNpy(bytes, file) : readIdx(bytes, file);
  });
}

/** Names of the two arrays in a .npz file, those of Keras's mnist.npz first. */
const NAMES: Readonly<Record<Half, readonly (readonly [images: string, labels: string])[]>> = {
  train: [
    ['x_train', 'y_train'],
    ['train_images', 'train_labels'],
    ['x', 'y'],
    ['images', 'labels'],
  ],
  test: [
    ['x_test', 'y_test'],
    ['test_images', 'test_labels'],
    ['x', 'y'],
    ['images', 'labels'],
  ],
};

function labelledNpz(files: FileSource, file: string, half: Half) {
  const members = told(file, () => unzipped(files.read(file), file));
  const found = NAMES[half].find((names) => names.every((name) => members.has(name)));
  if (found === undefined) {
    const expected = NAMES[half].map((names) => names.join(' and ')).join(', or ');
    throw refused(file, `expected arrays ${expected}, got ${[...members.keys()].join(', ') || 'none'}`);
  }
  const [images, labels] = found.map((name) => told(file, () => readNpy(members.get(name)!, `${file}: ${name}`)));
  return { images, labels };
}

/** The labels are the column that is headed label, class or y, else the last one. */
function labelledCsv(files: FileSource, file: string) {
  const { numbers, heading } = csvOf(files, file);
  const [rows, columns] = numbers.sizes;
  const named = heading.findIndex((name) => /^(label|class|y)$/i.test(name));
  if (rows === 0 || columns < 2) throw refused(file, 'expected lines of numbers with a label each, got none');
  const at = named < 0 ? columns - 1 : named;
  const images = new Float64Array(rows * (columns - 1));
  const labels = new Float64Array(rows);
  for (let i = 0, to = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const value = numbers.values[i * columns + j];
      if (j === at) labels[i] = value;
      else images[to++] = value;
    }
  }
  return {
    images: { sizes: [rows, columns - 1], values: images, areBytes: false },
    labels: { sizes: [rows], values: labels, areBytes: false },
  };
}

interface NumberTable {
  readonly numbers: NumberArray;
  /** Empty: the first line has numbers too. */
  readonly heading: readonly string[];
}

/** A CSV file of numbers, with a heading or without; lines that are empty or begin with # are left out. */
function csvOf(files: FileSource, file: string): NumberTable {
  const lines = textOf(files.read(file), file).split(/\r?\n/);
  const rows = lines.flatMap((text, i) => (/^\s*(#|$)/.test(text) ? [] : [i]));
  const cellsOf = (row: number) => lines[row].split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
  const first = rows.length === 0 ? [] : cellsOf(rows[0]);
  const heading = first.some((cell) => !isNumber(cell)) ? first : [];
  if (heading.length > 0) rows.shift();
  const values = new Float64Array(rows.length * first.length);
  rows.forEach((row, i) => {
    const cells = cellsOf(row);
    const problem = (column: number, message: string) =>
      new InputError([{ file, line: row + 1, column, path: '', message }]);
    if (cells.length !== first.length) throw problem(1, `expected ${first.length} numbers, got ${cells.length}`);
    cells.forEach((cell, j) => {
      if (isNumber(cell)) values[i * first.length + j] = Number(cell);
      else throw problem(columnOf(lines[row], j), `expected a number, got ${JSON.stringify(cell)}`);
    });
  });
  return { heading, numbers: { sizes: [rows.length, first.length], values, areBytes: false } };
}

function isNumber(cell: string): boolean {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(cell);
}

/** Where a cell begins in its line, from 1. */
function columnOf(line: string, cell: number): number {
  return line.split(',').slice(0, cell).join(',').length + (cell > 0 ? 2 : 1);
}

function isCsv(file: string): boolean {
  return /\.csv$/i.test(file);
}

function shapeOf({ sizes }: NumberArray): string {
  return sizes.length === 0 ? 'a single number' : sizes.join(' x ');
}
