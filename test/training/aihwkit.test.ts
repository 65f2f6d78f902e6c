import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UPDATE_DEVICE_NAMES, UPDATE_DEVICES, type UpdateDeviceName } from '../../src/model/update-devices.ts';
import { stream } from '../../src/random/stream.ts';
import { cellsOf } from '../../src/training/device-cells.ts';

interface Curve {
  readonly pulses: number;
  readonly every: number;
  /** Mean and standard deviation over devices: first on the way up, then down. */
  readonly readings: readonly (readonly [number, number])[];
}

/** Written by aihwkit itself: bench/peers/aihwkit_curves.py. */
const THEIRS: { readonly devices: number; readonly curves: Readonly<Record<UpdateDeviceName, Curve>> } = JSON.parse(
  readFileSync(new URL('../reference/aihwkit-curves.json', import.meta.url), 'utf8'),
);

/** Of so many devices that begin at 0, the readings of such a curve, and their kurtosis. */
function readings(name: UpdateDeviceName, { pulses, every }: Curve, devices: number): [number, number, number][] {
  const random = stream('aihwkit', name);
  const cells = cellsOf(UPDATE_DEVICES[name], new Float64Array(devices), random, null);
  const found: [number, number, number][] = [];
  for (const sign of [1, -1]) {
    for (let pulse = 1; pulse <= pulses; pulse++) {
      for (let i = 0; i < devices; i++) cells.pulse(i, sign, random);
      cells.settle?.(random);
      if (pulse % every !== 0) continue;
      const read = Array.from({ length: devices }, (_, i) => cells.read(i, random));
      const mean = read.reduce((sum, w) => sum + w, 0) / devices;
      const moment = (power: number) => read.reduce((sum, w) => sum + (w - mean) ** power, 0) / devices;
      found.push([mean, Math.sqrt(moment(2)), moment(4) / moment(2) ** 2]);
    }
  }
  return found;
}

describe("update curves against aihwkit's own", () => {
  it.each(UPDATE_DEVICE_NAMES)('%s', (name) => {
    const curve = THEIRS.curves[name];
    const devices = curve.pulses < 100 ? 4000 : 1000;
    // A pair that pulses lead back is rewritten, which aihwkit does blindly and we until the weight is reached.
    const compared = UPDATE_DEVICES[name].pair === null ? curve.readings.length : curve.readings.length / 2;
    readings(name, curve, devices)
      .slice(0, compared)
      .forEach(([mean, deviation, kurtosis], i) => {
        const [theirMean, theirDeviation] = curve.readings[i];
        const either = 1 / devices + 1 / THEIRS.devices;
        expect(Math.abs(mean - theirMean) / (theirDeviation * Math.sqrt(either))).toBeLessThan(4.5);
        const scatter = theirDeviation * Math.sqrt(((kurtosis - 1) / 4) * either);
        expect(Math.abs(deviation - theirDeviation) / scatter).toBeLessThan(4.5);
      });
  });
});
