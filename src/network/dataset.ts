import type { LabelledImages } from '../config/labelled-images.ts';
import { stream } from '../random/stream.ts';
import { shuffledIndices } from './shuffle.ts';

/** Labelled inputs of equal length. */
export interface Dataset extends LabelledImages {
  readonly classes: number;
}

const PIXELS = 64;
const CLASSES = 10;
const FULL_INK = 16;
/** Four fifths of the 1,797 images. */
const TRAINING_IMAGES = 1437;

/**
 * Optical Recognition of Handwritten Digits (E. Alpaydin and C. Kaynak, UCI, CC BY 4.0; data/README.md). The split is the
 * shuffle at stream('digits', 'split') and never changes, so accuracies of different scenarios compare.
 */
export function digitsOf(text: string, file: string): { train: Dataset; test: Dataset } {
  const rows = text.trim().split('\n');
  const order = shuffledIndices(rows.length, stream('digits', 'split'));
  const parsed = rows.map((row, line) => parseRow(row, line, file));
  const part = (from: number, to: number) => datasetOf(Array.from(order.subarray(from, to), (row) => parsed[row]));
  return { train: part(0, TRAINING_IMAGES), test: part(TRAINING_IMAGES, rows.length) };
}

function parseRow(row: string, line: number, file: string): readonly number[] {
  const values = row.split(',').map(Number);
  const label = values[PIXELS];
  const inked = values.every((value) => Number.isInteger(value) && value >= 0 && value <= FULL_INK);
  if (values.length !== PIXELS + 1 || !inked || label >= CLASSES) {
    throw new Error(`${file}: line ${line + 1} is not an image: ${row}`);
  }
  return values;
}

function datasetOf(rows: readonly (readonly number[])[]): Dataset {
  const images = new Float64Array(rows.length * PIXELS);
  rows.forEach((row, r) => {
    for (let p = 0; p < PIXELS; p++) images[r * PIXELS + p] = row[p] / FULL_INK;
  });
  const labels = Uint8Array.from(rows, (row) => row[PIXELS]);
  return { count: rows.length, inputs: PIXELS, classes: CLASSES, images, labels };
}
