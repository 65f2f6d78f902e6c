import { assertSamples } from './assert-samples.ts';
import type { Circuit, Drive } from './circuit.ts';
import type { Limits } from './run.ts';

/** Throws an Error that names the first thing in a drive, or in the limits of its run, that cannot be on this circuit. */
export function assertDrive(circuit: Circuit, drive: Drive, { horizon, maxEvents, observe }: Limits): void {
  assertSamples(circuit, drive);
  const inputs = circuit.chip.layers[0];
  if (drive.input.length !== inputs) {
    throw new Error(`drive.input: expected ${inputs} entries, got ${drive.input.length}: a run has one sample`);
  }
  if (!(horizon > 0)) throw new Error(`limits.horizon: expected a time above 0 s, got ${horizon}`);
  if (maxEvents !== null && !(maxEvents > 0))
    throw new Error(`limits.maxEvents: expected a number above 0, got ${maxEvents}`);
  if (horizon === Infinity && maxEvents === Infinity) {
    throw new Error('limits: expected a finite horizon or a finite event budget, got neither: a run may never end');
  }
  if (observe === undefined) return;
  const { wait, window } = observe;
  if (wait !== null && !(wait >= 0 && wait < Infinity)) {
    throw new Error(`limits.observe.wait: expected a time of at least 0 s, got ${wait}`);
  }
  const length = window === 'horizon' ? horizon : (window ?? 1);
  if (!(length > 0 && length < Infinity)) {
    throw new Error(`limits.observe.window: expected a finite time above 0 s, got ${length}`);
  }
}
