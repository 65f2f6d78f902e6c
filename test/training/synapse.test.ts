import { describe, expect, it } from 'vitest';
import type { SynapseUpdates } from '../../src/config/scenario.ts';
import { UPDATE_DEVICE_NAMES, UPDATE_DEVICES, type UpdateDevice } from '../../src/model/update-devices.ts';
import { stream } from '../../src/random/stream.ts';
import { ChipTraining } from '../../src/training/chip-training.ts';
import { drawDevices, pulsedSynapses, stepFactor } from '../../src/training/synapse.ts';
import { taskOf } from './small-task.ts';

type Pulsed = Exclude<SynapseUpdates, 'exact'>;
const pulsed = (device: Pulsed['device'], own: Partial<Pulsed> = {}): Pulsed => ({
  device,
  scheme: 'pulses',
  fullWeight: 1,
  mostPulses: 10_000,
  ...own,
});

/** A device of its kind on which nothing varies. */
function even(device: UpdateDevice): UpdateDevice {
  return { ...device, stepSpread: 0, upDownSpread: 0, maxSpread: 0, minSpread: 0, cycleNoise: 0, writeNoise: 0 };
}

/** w after so many pulses of one sign, one after the other. */
function pulsedTo(device: UpdateDevice, from: number, pulses: number, sign: 1 | -1): number {
  const { up, down, max, min } = drawDevices(even(device), 1, stream('even'));
  let w = from;
  for (let p = 0; p < pulses; p++) {
    w += sign * (sign > 0 ? up[0] : down[0]) * stepFactor(device, w, max[0], min[0], sign);
  }
  return w;
}

describe('a step', () => {
  it('of soft bounds leads to them exponentially: bound + (w - bound)(1 - step/bound)^n', () => {
    const device = UPDATE_DEVICES.ReRamSB;
    for (const n of [1, 10, 500]) {
      expect(pulsedTo(device, 0.1, n, 1)).toBeCloseTo(1.25 + (0.1 - 1.25) * (1 - 0.002 / 1.25) ** n, 12);
      expect(pulsedTo(device, 0.1, n, -1)).toBeCloseTo(-0.75 + (0.1 + 0.75) * (1 - 0.002 / 0.75) ** n, 12);
    }
  });

  it('of soft bounds is as large up as down at (u - d)/(u/max - d/min), where alternating pulses end', () => {
    const device = { ...UPDATE_DEVICES.ReRamSB, upDown: 0.2 };
    const { up, down, max, min } = drawDevices(even(device), 1, stream('even'));
    expect([up[0], down[0]]).toEqual([0.002, 0.0016]);
    const symmetry = (up[0] - down[0]) / (up[0] / max[0] - down[0] / min[0]);
    expect(up[0] * stepFactor(device, symmetry, max[0], min[0], 1)).toBeCloseTo(
      down[0] * stepFactor(device, symmetry, max[0], min[0], -1),
      14,
    );
    let w = 0.9;
    for (let pair = 0; pair < 4000; pair++) {
      w += up[0] * stepFactor(device, w, max[0], min[0], 1);
      w -= down[0] * stepFactor(device, w, max[0], min[0], -1);
    }
    expect(Math.abs(w - symmetry)).toBeLessThan(0.002);
  });

  it('of a linear device falls along a line, and not to 0 at the bound', () => {
    const device = UPDATE_DEVICES.EcRam;
    expect(stepFactor(device, device.max, device.max, device.min, 1)).toBeCloseTo(1 - 0.1153, 12);
    expect(stepFactor(device, device.min, device.max, device.min, -1)).toBeCloseTo(1 - 0.5085, 12);
    expect(stepFactor(device, 0, device.max, device.min, 1)).toBe(1);
  });

  it('of an exponential one is as its formula has it, and never backwards', () => {
    const device = UPDATE_DEVICES.ReRamES;
    // z = -w/2 - 1/2 between bounds of 1 and -1.
    for (const w of [-0.8, 0, 0.6]) {
      const z = -0.5 * w - 0.5;
      expect(stepFactor(device, w, 1, -1, 1)).toBeCloseTo(Math.max(0, 1 + 1.18445 * Math.exp(5 * z)), 12);
      expect(stepFactor(device, w, 1, -1, -1)).toBeCloseTo(Math.max(0, 1 + 0.081404 * Math.exp(-5 * z)), 12);
    }
  });
});

describe('devices', () => {
  it.each(UPDATE_DEVICE_NAMES)('%s has spreads as stated, within 4.5 standard errors, and a source', (name) => {
    const device: UpdateDevice = UPDATE_DEVICES[name];
    const n = 40_000;
    const { up, down, max, min } = drawDevices(device, n, stream('devices', name));
    const mean = (values: ArrayLike<number>) => Array.from(values).reduce((a, b) => a + b) / n;
    const sd = (values: ArrayLike<number>) => {
      const middle = mean(values);
      return Math.sqrt(mean(Array.from(values, (value) => (value - middle) ** 2)));
    };
    const gain = Array.from(up, (u, i) => (u + down[i]) / (2 * device.step) + Math.abs(device.upDown) / 2);
    const expected = device.logSpread ? Math.exp(device.stepSpread ** 2 / 2) : 1;
    const spread = device.logSpread ? expected * Math.sqrt(Math.exp(device.stepSpread ** 2) - 1) : device.stepSpread;
    // Laws that are cut at 0 lose a little where the spread is large.
    const cut = device.logSpread ? 0 : 2e-3;
    expect(Math.abs(mean(gain) - expected)).toBeLessThan((4.5 * spread) / Math.sqrt(n) + cut);
    if (!device.logSpread) expect(Math.abs(sd(gain) / spread - 1)).toBeLessThan(0.02);
    for (const [values, nominal, own] of [
      [max, device.max, device.maxSpread],
      [min, device.min, device.minSpread],
    ] as const) {
      // Two of these laws are cut where more than a hundredth lies beyond 0.
      if (own > 0.42) continue;
      expect(Math.abs(mean(values) / nominal - 1)).toBeLessThan((4.5 * own) / Math.sqrt(n) + 2e-3);
      expect(Math.abs(sd(values) / Math.abs(nominal) / own - 1)).toBeLessThan(0.03);
    }
    expect(device.source).toMatch(/\d{4}/);
  });

  it('draw their own noise at every pulse: the spread of the sum of n is sqrt(n) steps of it', () => {
    const n = 4000;
    const values = new Float64Array(n);
    const synapses = pulsedSynapses(values, pulsed('Idealized'), 1, stream('cycle'));
    const before = values.slice();
    synapses.apply(new Float64Array(n).fill(25 * 0.0002), stream('pulses'));
    const { up } = drawDevices(UPDATE_DEVICES.Idealized, n, stream('cycle'));
    const z = Array.from(values, (value, i) => (value - before[i] - 25 * up[i]) / (0.3 * up[i] * 5)).filter(
      (x, i) => up[i] > 4e-5 && Number.isFinite(x),
    );
    const variance = z.reduce((sum, x) => sum + x * x, 0) / z.length;
    expect(z.length).toBeGreaterThan(0.9 * n);
    expect(Math.abs(variance - 1)).toBeLessThan(4.5 * Math.sqrt(2 / z.length));
  });
});

describe('pulses', () => {
  it('have the mean of what is wanted, where a step is a step', () => {
    const n = 20_000;
    const values = new Float64Array(n);
    const synapses = pulsedSynapses(values, pulsed('Idealized'), 2, stream('mean'));
    const before = values.slice();
    // 1.3 steps of a device whose unit is a weight of 2.
    const wanted = 1.3 * 2 * 0.0002;
    const given = synapses.apply(new Float64Array(n).fill(wanted), stream('p'));
    expect(Math.abs(given / n - 1.3)).toBeLessThan(4.5 * Math.sqrt((0.3 * 0.7) / n));
    const moved = values.reduce((sum, value, i) => sum + value - before[i], 0) / n;
    expect(Math.abs(moved / wanted - 1)).toBeLessThan(0.02);
    expect(synapses.apply(new Float64Array(n), stream('q'))).toBe(0);
  });

  it('of mixed precision are the whole steps of the sum so far, whatever its course', () => {
    const values = Float64Array.of(0, 0);
    const synapses = pulsedSynapses(values, pulsed('EcRam', { scheme: 'mixed-precision' }), 1, stream('mixed'));
    let sum = 0;
    let given = 0;
    for (let update = 0; update < 200; update++) {
      const wanted = 0.0007 * (1 + Math.sin(update));
      sum += wanted;
      given += synapses.apply(Float64Array.of(wanted, 0), stream('p', update));
    }
    expect(given).toBe(Math.floor(sum / 0.002 + 1e-9));
    expect(values[1]).toBe(0);
    // And back again: the sum that is left over goes first.
    const back = synapses.apply(Float64Array.of(-sum, 0), stream('back'));
    expect(Math.abs(back - given)).toBeLessThanOrEqual(1);
  });

  it('are no more than an update may give, and bounds hold', () => {
    const values = Float64Array.of(0.5);
    const few = pulsedSynapses(values, pulsed('EcRam', { mostPulses: 31 }), 1, stream('few'));
    expect(few.apply(Float64Array.of(1), stream('p'))).toBe(31);
    for (let update = 0; update < 200; update++) few.apply(Float64Array.of(1), stream('p', update));
    const { max } = drawDevices(UPDATE_DEVICES.EcRam, 1, stream('few'));
    expect(values[0]).toBe(max[0]);
  });
});

describe('a chip with such synapses', () => {
  const settings = { synapse: pulsed('ReRamArrayOM', { fullWeight: 2, mostPulses: 31 }), epochs: 4 };

  it('counts pulses, is restored to the bit, and leaves biases exact', () => {
    const train = (epochs: number, from?: ChipTraining) => {
      const training = new ChipTraining(taskOf('dp', { separateFeedback: true }, settings));
      if (from) training.restore(structuredClone(from.state()));
      while (training.epochs < epochs) training.epoch();
      return training;
    };
    const whole = train(4);
    expect(train(4, train(2)).state()).toEqual(whole.state());
    expect(train(1).epoch().pulses).toBeGreaterThan(0);
    const exact = new ChipTraining(taskOf('dp', { separateFeedback: true }, { epochs: 1, synapse: 'exact' }));
    expect(exact.epoch().pulses).toBe(0);
  });

  it('follows exact synapses the closer the finer its steps: a step of 3e-4 of the range by mixed precision', () => {
    const distance = (device: Pulsed['device'], scheme: Pulsed['scheme']) => {
      const task = (synapse: SynapseUpdates) => taskOf('dp', { spread: 0 }, { synapse, epochs: 4 }, 0.5);
      const weights = (training: ChipTraining) => training.chip.forward.flatMap((array) => [...array.weights]);
      const [own, exact] = [task(pulsed(device, { scheme, fullWeight: 2 })), task('exact')].map((each) => {
        const training = new ChipTraining(each);
        while (training.epochs < 4) training.epoch();
        return weights(training);
      });
      return Math.sqrt(own.reduce((sum, w, i) => sum + (w - exact[i]) ** 2, 0) / own.length);
    };
    expect(distance('EcRamMO', 'mixed-precision')).toBeLessThan(distance('ReRamArrayOM', 'mixed-precision') / 3);
  });
});
