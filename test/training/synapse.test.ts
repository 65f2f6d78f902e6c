import { describe, expect, it } from 'vitest';
import type { SynapseUpdates } from '../../src/config/scenario.ts';
import { UPDATE_DEVICE_NAMES, UPDATE_DEVICES, type UpdateDevice } from '../../src/model/update-devices.ts';
import { stream } from '../../src/random/stream.ts';
import { ChipTraining } from '../../src/training/chip-training.ts';
import { cellsOf, drawDevices, stepFactor } from '../../src/training/device-cells.ts';
import { pulsedSynapses } from '../../src/training/synapse.ts';
import { taskOf } from './small-task.ts';

type Pulsed = Exclude<SynapseUpdates, 'exact'>;
const pulsed = (device: Pulsed['device'], own: Partial<Pulsed> = {}): Pulsed => ({
  device,
  scheme: 'pulses',
  fullWeight: 1,
  mostPulses: 10_000,
  transfer: { every: 1, rate: 1, visible: 0 },
  lifetime: null,
  ...own,
});

/** A device of its kind on which nothing varies. */
function even(device: UpdateDevice): UpdateDevice {
  return {
    ...device,
    stepSpread: 0,
    upDownSpread: 0,
    maxSpread: 0,
    minSpread: 0,
    slopeSpread: 0,
    cycleNoise: 0,
    writeNoise: 0,
  };
}

/** w after so many pulses of one sign, one after the other. */
function pulsedTo(device: UpdateDevice, from: number, pulses: number, sign: 1 | -1): number {
  const own = drawDevices(even(device), 1, stream('even'));
  let w = from;
  for (let p = 0; p < pulses; p++) {
    w += sign * (sign > 0 ? own.up[0] : own.down[0]) * stepFactor(device, own, 0, w, sign);
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
    const own = drawDevices(even(device), 1, stream('even'));
    const { up, down, max, min } = own;
    expect([up[0], down[0]]).toEqual([0.002, 0.0016]);
    const symmetry = (up[0] - down[0]) / (up[0] / max[0] - down[0] / min[0]);
    expect(up[0] * stepFactor(device, own, 0, symmetry, 1)).toBeCloseTo(
      down[0] * stepFactor(device, own, 0, symmetry, -1),
      14,
    );
    let w = 0.9;
    for (let pair = 0; pair < 4000; pair++) {
      w += up[0] * stepFactor(device, own, 0, w, 1);
      w -= down[0] * stepFactor(device, own, 0, w, -1);
    }
    expect(Math.abs(w - symmetry)).toBeLessThan(0.002);
  });

  it('of a linear device falls along a line, and not to 0 at the bound', () => {
    const device = UPDATE_DEVICES.EcRam;
    const own = drawDevices(even(device), 1, stream('even'));
    expect(stepFactor(device, own, 0, device.max, 1)).toBeCloseTo(1 - 0.1153, 12);
    expect(stepFactor(device, own, 0, device.min, -1)).toBeCloseTo(1 - 0.5085, 12);
    expect(stepFactor(device, own, 0, 0, 1)).toBe(1);
    // Whatever bound a device has of its own.
    const narrow = { ...own, max: Float64Array.of(0.5), min: Float64Array.of(-0.5) };
    expect(stepFactor(device, narrow, 0, 0.3, 1)).toBe(stepFactor(device, own, 0, 0.3, 1));
  });

  it('of an exponential one is as its formula has it, and never backwards', () => {
    const device = UPDATE_DEVICES.ReRamES;
    const own = drawDevices(even(device), 1, stream('even'));
    // z = -w/2 - 1/2 between bounds of 1 and -1.
    for (const w of [-0.8, 0, 0.6]) {
      const z = -0.5 * w - 0.5;
      expect(stepFactor(device, own, 0, w, 1)).toBeCloseTo(Math.max(0, 1 + 1.18445 * Math.exp(5 * z)), 12);
      expect(stepFactor(device, own, 0, w, -1)).toBeCloseTo(Math.max(0, 1 + 0.081404 * Math.exp(-5 * z)), 12);
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
      if (own > 0.42 || nominal === 0) continue;
      expect(Math.abs(mean(values) / nominal - 1)).toBeLessThan((4.5 * own) / Math.sqrt(n) + 2e-3);
      expect(Math.abs(sd(values) / Math.abs(nominal) / own - 1)).toBeLessThan(0.03);
    }
    expect(device.source).toMatch(/\d{4}/);
  });

  it('draw their own noise at every pulse: the spread of the sum of n is sqrt(n) steps of it', () => {
    const n = 4000;
    const values = new Float64Array(n);
    const synapses = pulsedSynapses(values, 1, pulsed('Idealized'), 1, stream('cycle'));
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
    const synapses = pulsedSynapses(values, 1, pulsed('Idealized'), 2, stream('mean'));
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
    const synapses = pulsedSynapses(values, 1, pulsed('EcRam', { scheme: 'mixed-precision' }), 1, stream('mixed'));
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
    const few = pulsedSynapses(values, 1, pulsed('EcRam', { mostPulses: 31 }), 1, stream('few'));
    expect(few.apply(Float64Array.of(1), stream('p'))).toBe(31);
    for (let update = 0; update < 200; update++) few.apply(Float64Array.of(1), stream('p', update));
    const { max } = drawDevices(UPDATE_DEVICES.EcRam, 1, stream('few'));
    expect(values[0]).toBe(max[0]);
  });
});

describe('cells', () => {
  const cells = (device: UpdateDevice, start: readonly number[], lifetime: number | null = null) =>
    cellsOf(device, Float64Array.from(start), stream('cells'), lifetime);

  it.each(['ReRamES', 'ReRamSB', 'EcRam', 'Capacitor'] as const)(
    '%s: a pulse up at the symmetry point undoes one down',
    (name) => {
      const device: UpdateDevice = { ...UPDATE_DEVICES[name], cycleNoise: 0, writeNoise: 0 };
      const start = Array<number>(50).fill(0);
      const own = drawDevices(device, 50, stream('cells'));
      const array = cells(device, start);
      for (let i = 0; i < 50; i++) {
        const w = array.symmetry(i);
        const [up, down] = [
          own.up[i] * stepFactor(device, own, i, w, 1),
          own.down[i] * stepFactor(device, own, i, w, -1),
        ];
        if (w > own.min[i] && w < own.max[i]) expect(Math.abs(up / down - 1)).toBeLessThan(1e-9);
      }
    },
  );

  it('of a capacitor leak, each in its own time, to (1 - 1/lifetime)^n', () => {
    const device: UpdateDevice = UPDATE_DEVICES.Capacitor;
    const n = 20_000;
    const array = cells(device, Array<number>(n).fill(0.4), 200);
    for (let update = 0; update < 100; update++) array.settle!(stream('leak'));
    const lives = Array.from({ length: n }, (_, i) => 1 / (1 - (array.weight(i) / 0.4) ** 0.01)).filter((l) => l > 2);
    const mean = lives.reduce((sum, l) => sum + l, 0) / lives.length;
    const sigma = Math.sqrt(lives.reduce((sum, l) => sum + (l - mean) ** 2, 0) / lives.length);
    expect(Math.abs(mean / 200 - 1)).toBeLessThan((4.5 * 0.3) / Math.sqrt(n) + 2e-3);
    expect(Math.abs(sigma / 60 - 1)).toBeLessThan(0.03);
    expect(cells(UPDATE_DEVICES.Idealized, [0]).settle).toBeNull();
  });

  it('of PCM change by the exponential law, up on one device and down on the other', () => {
    const device: UpdateDevice = even(UPDATE_DEVICES.PCM);
    const array = cells(device, [0.5, -0.3]);
    expect([array.weight(0), array.weight(1)]).toEqual([0.5, expect.closeTo(-0.3, 12)]);
    const factor = (w: number) => 1 + 27.235 * Math.exp(-2.5 * w);
    array.pulse(0, 1, stream('up'));
    expect(array.weight(0)).toBeCloseTo(0.5 + 0.01 * factor(0.51), 12);
    const before = array.weight(0);
    array.pulse(0, -1, stream('down'));
    expect(array.weight(0)).toBeCloseTo(before - 0.01 * factor(0.01), 12);
    const [plus, minus] = array.state;
    expect([plus[0], minus[0]].every((w) => w > 0)).toBe(true);
  });

  it('of PCM have the noise of a pulse as stated: 0.6 (0.042 + |step| + 0.108 |w|)', () => {
    const device: UpdateDevice = { ...even(UPDATE_DEVICES.PCM), cycleNoise: 0.6 };
    const n = 20_000;
    const array = cells(device, Array<number>(n).fill(1));
    const random = stream('noise');
    for (let i = 0; i < n; i++) array.pulse(i, 1, random);
    const step = 0.01 * (1 + 27.235 * Math.exp(-2.5 * 1.01));
    const sigma = 0.6 * (0.042 + step + 0.108 * 1.01);
    const moved = Array.from({ length: n }, (_, i) => array.weight(i) - 1);
    const mean = moved.reduce((sum, x) => sum + x, 0) / n;
    const spread = Math.sqrt(moved.reduce((sum, x) => sum + (x - mean) ** 2, 0) / n);
    expect(Math.abs(mean - step)).toBeLessThan((4.5 * sigma) / Math.sqrt(n));
    expect(Math.abs(spread / sigma - 1)).toBeLessThan(4.5 / Math.sqrt(2 * n));
  });

  it('of PCM that both came far are reset, and their difference is written anew; others stay', () => {
    const device: UpdateDevice = even(UPDATE_DEVICES.PCM);
    const array = cells(device, [0.1, 0.1]);
    const random = stream('far');
    for (let pulse = 0; pulse < 60; pulse++) for (const sign of [1, -1]) array.pulse(0, sign, random);
    const [before, other] = [array.weight(0), array.weight(1)];
    const [plus, minus] = array.state;
    expect(Math.max(plus[0], minus[0])).toBeGreaterThan(1.5);
    expect(array.settle!(random)).toBeGreaterThan(0);
    expect(Math.max(plus[0], minus[0])).toBeLessThan(0.6);
    // Written by whole pulses, the first of which is some 0.28.
    expect(Math.abs(array.weight(0) - before)).toBeLessThan(0.3);
    expect(array.weight(1)).toBe(other);
    expect(array.settle!(random)).toBe(0);
  });

  it('of PCM count the pulses that rewriting takes among those of the update', () => {
    const values = new Float64Array(1);
    const synapses = pulsedSynapses(values, 1, pulsed('PCM'), 1, stream('count'));
    let rewritten = 0;
    for (let update = 0; update < 200; update++) {
      // Pulses there and back of which all are counted, whole steps of 0.0324.
      const pulses = synapses.apply(Float64Array.of((update % 2 === 0 ? 1 : -1) * 2 * 0.032356), stream('c', update));
      if (pulses > 3) rewritten++;
    }
    expect(rewritten).toBeGreaterThan(0);
  });

  it('that are read against their symmetry point have it at 0, but for the error of 5 %', () => {
    const n = 4000;
    const array = cells(UPDATE_DEVICES.ReRamArrayOM, Array<number>(n).fill(0));
    const points = Array.from({ length: n }, (_, i) => array.symmetry(i));
    const sigma = Math.sqrt(points.reduce((sum, x) => sum + x * x, 0) / n);
    expect(Math.abs(sigma / 0.05 - 1)).toBeLessThan(4.5 / Math.sqrt(2 * n));
  });
});

describe('Tiki-Taka', () => {
  const transfer = { every: 2, rate: 0.5, visible: 0 };

  it('moves one column of the fast array at a time, in turn', () => {
    const values = new Float64Array(6);
    const synapses = pulsedSynapses(
      values,
      3,
      pulsed('Idealized', { scheme: 'tiki-taka', transfer }),
      1,
      stream('turn'),
    );
    // Far more than the noise of the pulses: every transfer gives some.
    const change = new Float64Array(6).fill(0.2);
    const moved: number[][] = [];
    for (let update = 0; update < 8; update++) {
      const before = values.slice();
      synapses.apply(change, stream('turn', update));
      moved.push([0, 1, 2, 3, 4, 5].filter((i) => values[i] !== before[i]));
    }
    expect(moved).toEqual([[], [0, 3], [], [1, 4], [], [2, 5], [], [0, 3]]);
  });

  it('does nothing where nothing is wanted: the fast array is where it is read against', () => {
    const values = new Float64Array(12).fill(0.3);
    const whole = { every: 1, rate: 1, visible: 1 };
    const synapses = pulsedSynapses(
      values,
      4,
      pulsed('EcRamMO', { scheme: 'tiki-taka', transfer: whole }),
      1,
      stream('rest'),
    );
    const [before, [, fast]] = [values.slice(), synapses.state];
    expect(fast.every((w) => Math.abs(w) > 1e-4)).toBe(true);
    for (let update = 0; update < 12; update++)
      expect(synapses.apply(new Float64Array(12), stream('r', update))).toBe(0);
    expect(values).toEqual(before);
  });

  it('leaks in both arrays in the lifetime that is stated', () => {
    const n = 1001;
    const own = { scheme: 'tiki-taka', transfer: { every: 1000, rate: 1, visible: 0 }, lifetime: 200 } as const;
    const values = new Float64Array(n).fill(0.3);
    const synapses = pulsedSynapses(values, 1, pulsed('Capacitor', own), 1, stream('leaks'));
    synapses.apply(new Float64Array(n).fill(0.1), stream('leaks', 0));
    const before = synapses.state.slice(0, 2).map((array) => array.slice());
    synapses.apply(new Float64Array(n), stream('leaks', 1));
    before.forEach((array, a) => {
      const lives = array.map((w, i) => 1 / (1 - synapses.state[a][i] / w)).sort();
      // Sigma of a median of normal lives, of which the spread is 0.3.
      expect(Math.abs(lives[(n - 1) / 2] / 200 - 1)).toBeLessThan(4.5 * 0.3 * Math.sqrt(Math.PI / 2 / n));
    });
  });

  it('gives the slow array the part of the fast one that is asked for, on the average', () => {
    const n = 20_000;
    const own = { every: 1, rate: 0.25, visible: 0 };
    const values = new Float64Array(n);
    const synapses = pulsedSynapses(
      values,
      1,
      pulsed('Idealized', { scheme: 'tiki-taka', transfer: own }),
      1,
      stream('part'),
    );
    synapses.apply(new Float64Array(n).fill(0.004), stream('p'));
    // 20 steps of its own, a quarter of them by whole pulses of the other array's own step.
    const mean = values.reduce((sum, value) => sum + value, 0) / n;
    expect(Math.abs(mean / 0.001 - 1)).toBeLessThan(0.03);
  });

  it('filtered gives one pulse whenever the sum of what was read passes a step', () => {
    const own = { every: 1, rate: 0.3, visible: 0 };
    const synapse = pulsed('Idealized', { scheme: 'tiki-taka-2', transfer: own });
    const values = new Float64Array(1);
    const synapses = pulsedSynapses(values, 1, synapse, 1, stream('filter'));
    const [, fast] = synapses.state;
    let sum = 0;
    for (let update = 0; update < 60; update++) {
      const fromFast = synapses.apply(Float64Array.of(0.0004), stream('f', update));
      sum += (0.3 * fast[0]) / 0.0002;
      const pulse = Math.abs(sum) >= 1 ? Math.sign(sum) : 0;
      sum -= pulse;
      expect(synapses.state[2][0]).toBeCloseTo(sum, 9);
      // Two pulses on the fast array, and that one.
      expect(fromFast).toBe(2 + Math.abs(pulse));
    }
  });

  it.each([
    ['tiki-taka', 0.06],
    ['tiki-taka-2', 0.06],
  ] as const)('%s keeps a weight where plain pulses draw it to the symmetry point', (scheme, most) => {
    const n = 400;
    const start = 0.8;
    const ends = (own: Partial<Pulsed>) => {
      const values = new Float64Array(n).fill(start);
      const synapses = pulsedSynapses(values, 20, pulsed('EcRam', own), 1, stream('bias'));
      const before = values.slice();
      const random = stream('signs');
      const change = new Float64Array(n);
      // What a gradient at its minimum is: as much up as down.
      for (let update = 0; update < 2000; update++) {
        for (let i = 0; i < n; i++) change[i] = random() < 0.5 ? 0.01 : -0.01;
        synapses.apply(change, stream('b', update));
      }
      return values.reduce((sum, value, i) => sum + value - before[i], 0) / n;
    };
    const plain = ends({});
    const transferred = ends({ scheme, transfer: { every: 1, rate: 0.02, visible: 0 } });
    expect(plain).toBeLessThan(-0.4);
    expect(Math.abs(transferred)).toBeLessThan(most);
  });

  it('with a visible part is the slow array and that part of the fast one', () => {
    const values = Float64Array.of(0.2, -0.1);
    const own = { every: 100, rate: 1, visible: 0.5 };
    const synapses = pulsedSynapses(
      values,
      2,
      pulsed('Idealized', { scheme: 'tiki-taka', transfer: own }),
      2,
      stream('v'),
    );
    const [slow, fast] = synapses.state;
    synapses.apply(Float64Array.of(0.01, -0.02), stream('p'));
    expect(fast[0]).toBeGreaterThan(0);
    expect([...values]).toEqual([2 * (slow[0] + 0.5 * fast[0]), 2 * (slow[1] + 0.5 * fast[1])]);
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
