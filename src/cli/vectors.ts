import { readFileSync } from 'node:fs';
import { flagError } from './errors.ts';

/** `--input`: a .json file holding an array of numbers, or numbers separated by commas; exactly `length` of them. */
export function readInput(text: string, length: number): Float64Array {
  const values = text.endsWith('.json') ? numbersFromFile(text) : numbersFromList('--input', text);
  if (values.length !== length) {
    throw flagError('--input', `expected ${length} numbers, one per input neuron, got ${values.length}`);
  }
  return Float64Array.from(values);
}

/** `--target`: a class index, to be turned into a target by `ofClass`, or one number per output. */
export function readTarget(text: string, length: number, ofClass: (label: number) => Float64Array): Float64Array {
  if (!text.includes(',')) {
    const label = Number(text);
    if (/^\d+$/.test(text) && label < length) return ofClass(label);
    throw flagError('--target', `expected a class index from 0 to ${length - 1} or ${length} numbers, got "${text}"`);
  }
  const values = numbersFromList('--target', text);
  if (values.length !== length) {
    throw flagError('--target', `expected ${length} numbers, one per output, got ${values.length}`);
  }
  return Float64Array.from(values);
}

export function oneHot(length: number, label: number): Float64Array {
  const target = new Float64Array(length);
  target[label] = 1;
  return target;
}

function numbersFromList(flag: string, text: string): number[] {
  return text.split(',').map((part, i) => {
    const value = Number(part);
    if (part.trim() === '' || !Number.isFinite(value)) {
      throw flagError(flag, `expected finite numbers separated by commas, got "${part}" at position ${i + 1}`);
    }
    return value;
  });
}

function numbersFromFile(file: string): number[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw flagError('--input', `cannot read ${file}: ${error instanceof Error ? error.message : error}`);
  }
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch (error) {
    throw flagError('--input', `${file} is not valid JSON: ${error instanceof Error ? error.message : error}`);
  }
  if (!Array.isArray(values)) throw flagError('--input', `${file}: expected an array of numbers`);
  return values.map((value: unknown, i) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      throw flagError('--input', `${file}: expected finite numbers, got ${JSON.stringify(value)} at position ${i + 1}`);
    }
    return value;
  });
}
