import { z } from 'zod';
import { readDocument } from '../config/disk.ts';
import { InputError } from '../config/input-error.ts';
import { problemIn, validateDocument } from '../config/validate.ts';
import { flagError } from './errors.ts';

/** `--input`: one number for each input neuron. */
export function readInput(text: string, length: number): Float64Array {
  return readNumbers('--input', text, length, 'one per input neuron');
}

/**
 * `--target`: a class, `class:3` or 3, to be turned into a target by `ofClass`, or one number per output. A single output
 * has no classes, so that any number is its value.
 */
export function readTarget(text: string, length: number, ofClass: (label: number) => Float64Array): Float64Array {
  const word = text.trim();
  const named = /^class:(.*)$/.exec(word);
  if (named && length === 1) throw flagError('--target', `expected a number: one output has no classes, got "${text}"`);
  const label = named ? named[1] : length > 1 && !/,|\.json$/.test(word) ? word : null;
  if (label === null) return readNumbers('--target', word, length, 'one per output');
  if (/^\d+$/.test(label) && Number(label) < length) return ofClass(Number(label));
  throw flagError('--target', `expected a class index from 0 to ${length - 1} or ${length} numbers, got "${text}"`);
}

export function oneHot(length: number, label: number): Float64Array {
  const target = new Float64Array(length);
  target[label] = 1;
  return target;
}

/** A .json file with a list of numbers, or numbers separated by commas, of which one may end the list; `length` of them. */
function readNumbers(flag: string, text: string, length: number, what: string): Float64Array {
  if (text.endsWith('.json')) return Float64Array.from(numbersFromFile(text, length, what));
  const values = numbersFromList(flag, text);
  if (values.length === length) return Float64Array.from(values);
  throw flagError(flag, `expected ${length} numbers, ${what}, got ${values.length}`);
}

function numbersFromList(flag: string, text: string): number[] {
  const parts = text.split(',');
  if (parts.length > 1 && parts[parts.length - 1].trim() === '') parts.pop();
  return parts.map((part, i) => {
    const value = Number(part);
    if (part.trim() === '' || !Number.isFinite(value)) {
      throw flagError(flag, `expected finite numbers separated by commas, got "${part}" at position ${i + 1}`);
    }
    return value;
  });
}

const vector = z.union([z.array(z.number()), z.number().transform((value) => [value])]);

function numbersFromFile(file: string, length: number, what: string): number[] {
  const document = readDocument(file);
  const values = validateDocument(document, vector);
  if (values.length === length) return values;
  const message = `expected ${length} numbers, ${what}, got ${values.length}`;
  throw new InputError([problemIn(document, { path: [], message, key: false })]);
}
