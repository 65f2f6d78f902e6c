import { assertSamples } from './assert-samples.ts';
import type { Circuit, Drive } from './circuit.ts';
import type { Limits } from './run.ts';

/** Throws an Error that names the first thing in a drive, or in the limits of its run, that cannot be on this circuit. */
export function assertDrive(circuit: Circuit, drive: Drive, { horizon, maxEvents }: Limits): void {
  assertSamples(circuit, drive);
  const inputs = circuit.chip.layers[0];
  if (drive.input.length !== inputs) {
    throw new Error(`drive.input: expected ${inputs} entries, got ${drive.input.length}: a run has one sample`);
  }
  if (!(horizon > 0)) throw new Error(`limits.horizon: expected a time above 0 s, got ${horizon}`);
  if (!(maxEvents > 0)) throw new Error(`limits.maxEvents: expected a number above 0, got ${maxEvents}`);
  if (horizon === Infinity && maxEvents === Infinity) {
    throw new Error('limits: expected a finite horizon or a finite event budget, got neither: a run may never end');
  }
}
