import { LOSSES } from '../model/losses.ts';
import { NUDGES } from '../model/vocabulary.ts';
import type { Circuit, Drive } from './circuit.ts';

/**
 * Throws an Error that names the first thing in a drive that cannot be on this circuit. It may hold several samples, one
 * after the other: inputs, targets and first inputs of as many.
 */
export function assertSamples({ chip }: Circuit, drive: Drive): void {
  const { layers } = chip;
  const outputs = layers[layers.length - 1];
  const { input, target, firstInput, beta, loss, nudge } = drive;
  const samples = input.length / layers[0];
  if (!(Number.isInteger(samples) && samples > 0) || target.length !== samples * outputs) {
    const got = `${input.length} input and ${target.length} target values`;
    throw new Error(`${got} are no samples of ${layers[0]} and ${outputs}`);
  }
  assertFinite('drive.input', input);
  assertFinite('drive.target', target);
  if (firstInput !== undefined) {
    if (firstInput.length !== samples * layers[1]) {
      throw new Error(`drive.firstInput: expected ${samples * layers[1]} entries, got ${firstInput.length}`);
    }
    assertFinite('drive.firstInput', firstInput);
  }
  if (!(beta >= 0 && beta < Infinity)) throw new Error(`drive.beta: expected finite and at least 0, got ${beta}`);
  assertWord('drive.loss', loss, LOSSES);
  assertWord('drive.nudge', nudge, NUDGES);
}

function assertFinite(path: string, values: Float64Array): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i])) throw new Error(`${path}[${i}]: expected a finite number, got ${values[i]}`);
  }
}

function assertWord(path: string, word: string, words: readonly string[]): void {
  if (!words.includes(word)) throw new Error(`${path}: expected ${words.join(' or ')}, got ${word}`);
}
