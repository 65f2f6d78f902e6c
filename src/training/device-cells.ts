import { exp } from '../model/elementary.ts';
import type { UpdateDevice } from '../model/update-devices.ts';
import { normal } from '../random/distributions.ts';
import type { Stream } from '../random/stream.ts';

/** What a device of its own has, in its units; arrays of one entry per device. */
export interface Devices {
  readonly up: Float64Array;
  readonly down: Float64Array;
  readonly max: Float64Array;
  readonly min: Float64Array;
  /** Of `linear`. */
  readonly slopeUp: Float64Array;
  readonly slopeDown: Float64Array;
  /** Part of its weight that a device keeps from one update to the next. */
  readonly kept: Float64Array;
}

/**
 * Devices with all that varies from one to the next, drawn. With gain 1 + spread xi (or its exponential) and rho the spread of
 * up against down, steps are step (gain + min(0, upDown) + rho) up and step (gain - max(0, upDown) - rho) down, not below 0.
 *
 * @param lifetime updates in which a device leaks to 1/e, where it does; null: its own
 */
export function drawDevices(device: UpdateDevice, count: number, random: Stream, lifetime?: number | null): Devices {
  const { step, upDown, stepSpread, logSpread, upDownSpread, maxSpread, minSpread } = device;
  const [up, down, max, min, slopeUp, slopeDown, kept] = Array.from({ length: 7 }, () => new Float64Array(count));
  for (let i = 0; i < count; i++) {
    const spread = stepSpread * normal(random);
    const gain = logSpread ? exp(spread) : 1 + spread;
    const rho = upDownSpread * normal(random);
    up[i] = Math.max(0, step * (gain + Math.min(0, upDown) + rho));
    down[i] = Math.max(0, step * (gain - Math.max(0, upDown) - rho));
    max[i] = Math.max(0, device.max * (1 + maxSpread * normal(random)));
    min[i] = Math.min(0, device.min * (1 + minSpread * normal(random)));
  }
  const { slopeSpread, leak } = device;
  for (let i = 0; i < count; i++) {
    slopeUp[i] = Math.abs(device.slopeUp + (slopeSpread === 0 ? 0 : slopeSpread * normal(random)));
    slopeDown[i] = Math.abs(device.slopeDown + (slopeSpread === 0 ? 0 : slopeSpread * normal(random)));
    const life = leak === null ? Infinity : (lifetime ?? leak.lifetime) * (1 + leak.spread * normal(random));
    kept[i] = 1 - 1 / Math.max(1, life);
  }
  return { up, down, max, min, slopeUp, slopeDown, kept };
}

/** Factor of a step of device i at weight w: up where `sign` is 1, down where it is -1. */
export function stepFactor(device: UpdateDevice, own: Devices, i: number, w: number, sign: number): number {
  switch (device.model) {
    case 'soft-bounds': {
      const bound = sign > 0 ? own.max[i] : own.min[i];
      // A device that varies so far that a bound is at 0 takes whole steps until it is there, as aihwkit has it.
      return bound === 0 ? 1 : 1 - w / bound;
    }
    case 'linear':
      // By the bound of the kind, whatever the device's own, as aihwkit has it (mean_bound_reference).
      return 1 - (sign > 0 ? (own.slopeUp[i] * w) / device.max : (own.slopeDown[i] * w) / device.min);
    case 'exponential': {
      const { up, down, gamma, a, b } = device.exponential!;
      const range = own.max[i] - own.min[i];
      const z = range > 0 ? (2 * a * w) / range + b : b;
      return Math.max(0, 1 - (sign > 0 ? up * exp(gamma * z) : down * exp(-gamma * z)));
    }
  }
}

/** What wanted changes are counted in: the mean step at weight 0, or in the middle of the range where pulses only go up. */
export function countingStep({ step, pair, exponential }: UpdateDevice): number {
  if (pair === null || exponential === null) return step;
  const { up, gamma, a, b } = exponential;
  return step * (1 - up * exp(gamma * (a + b)));
}

/** The cells of one array: each holds a weight in units of its device, and takes pulses. */
export interface Cells {
  /** Puts every cell at a weight, as far as its bounds allow. */
  program(weights: Float64Array): void;
  /** Gives one pulse. */
  pulse(i: number, sign: number, stream: Stream): void;
  /** What cell i holds. */
  weight(i: number): number;
  /** What is read of it after a pulse: with write noise, drawn anew. */
  read(i: number, stream: Stream): number;
  /** The weight at which a pulse up undoes one down, on the average. */
  symmetry(i: number): number;
  /** What happens to all of them once an update: leakage, refreshing. Returns the pulses that it took; null: nothing happens. */
  readonly settle: ((stream: Stream) => number) | null;
  /** Arrays that a checkpoint keeps. */
  readonly state: readonly Float64Array[];
}

/** Cells that begin at weights, in units of the device, as far as their bounds allow. */
export function cellsOf(device: UpdateDevice, start: Float64Array, random: Stream, lifetime: number | null): Cells {
  return device.pair === null ? new SingleCells(device, start, random, lifetime) : new PairCells(device, start, random);
}

/** One device a weight. */
class SingleCells implements Cells {
  readonly state: readonly Float64Array[];
  readonly settle: ((stream: Stream) => number) | null;
  private readonly device: UpdateDevice;
  private readonly own: Devices;
  private readonly held: Float64Array;
  /** What each device is read against. */
  private readonly reference: Float64Array;

  constructor(device: UpdateDevice, start: Float64Array, random: Stream, lifetime: number | null) {
    const { referenceError } = device;
    this.device = device;
    this.own = drawDevices(device, start.length, random, lifetime);
    this.reference = start.map((_, i) => {
      return referenceError === null ? 0 : this.balanced(i) + referenceError * normal(random);
    });
    this.held = new Float64Array(start.length);
    this.program(start);
    this.state = [this.held];
    const { held, own } = this;
    this.settle =
      device.leak === null
        ? null
        : () => {
            for (let i = 0; i < held.length; i++) held[i] *= own.kept[i];
            return 0;
          };
  }

  program(weights: Float64Array): void {
    const { held, own, reference } = this;
    for (let i = 0; i < held.length; i++) held[i] = within(weights[i] + reference[i], own.min[i], own.max[i]);
  }

  pulse(i: number, sign: number, stream: Stream): void {
    const { own, held } = this;
    held[i] = within(held[i] + moved(this.device, own, i, held[i], sign, stream), own.min[i], own.max[i]);
  }

  weight(i: number): number {
    return this.held[i] - this.reference[i];
  }

  read(i: number, stream: Stream): number {
    const { writeNoise, step } = this.device;
    return this.weight(i) + (writeNoise === 0 ? 0 : writeNoise * step * normal(stream));
  }

  symmetry(i: number): number {
    return this.balanced(i) - this.reference[i];
  }

  /** The state of device i at which a pulse up undoes one down. */
  private balanced(i: number): number {
    const { device, own } = this;
    const balance = (w: number) =>
      own.up[i] * stepFactor(device, own, i, w, 1) - own.down[i] * stepFactor(device, own, i, w, -1);
    let [low, high] = [own.min[i], own.max[i]];
    // The balance falls with w; where it keeps its sign, pulses end at a bound.
    if (balance(low) <= 0) return balance(high) < 0 ? low : within(0, low, high);
    if (balance(high) >= 0) return high;
    for (let step = 0; step < 60; step++) {
      const middle = (low + high) / 2;
      if (balance(middle) > 0) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  }
}

/**
 * A device for each sign, of which pulses only raise the conductance (PCM). Where both have come far, both are reset and what they
 * differed by is written anew, pulse by pulse until it is reached.
 */
class PairCells implements Cells {
  readonly state: readonly Float64Array[];
  private readonly device: UpdateDevice;
  private readonly sides: readonly { readonly sign: number; readonly own: Devices; readonly held: Float64Array }[];

  constructor(device: UpdateDevice, start: Float64Array, random: Stream) {
    this.device = device;
    this.sides = [1, -1].map((sign) => {
      return { sign, own: drawDevices(device, start.length, random), held: new Float64Array(start.length) };
    });
    this.program(start);
    this.state = this.sides.map(({ held }) => held);
  }

  program(weights: Float64Array): void {
    const { reset } = this.device.pair!;
    for (const { sign, own, held } of this.sides) {
      for (let i = 0; i < held.length; i++) held[i] = within(reset + Math.max(0, sign * weights[i]), 0, own.max[i]);
    }
  }

  pulse(i: number, sign: number, stream: Stream): void {
    const { own, held } = this.sides[sign > 0 ? 0 : 1];
    held[i] = within(held[i] + moved(this.device, own, i, held[i], 1, stream), own.min[i], own.max[i]);
  }

  weight(i: number): number {
    const [plus, minus] = this.sides;
    return plus.held[i] - minus.held[i];
  }

  read(i: number): number {
    return this.weight(i);
  }

  /** Pulses up and down meet devices of one kind, whatever they hold. */
  symmetry(): number {
    return 0;
  }

  readonly settle = (stream: Stream): number => {
    const { device, sides } = this;
    const { reset, resetSpread, refreshAbove, refreshBelow } = device.pair!;
    const [plus, minus] = sides;
    let pulses = 0;
    for (let i = 0; i < plus.held.length; i++) {
      const [least, most] = [Math.min(plus.held[i], minus.held[i]), Math.max(plus.held[i], minus.held[i])];
      if (!(most > refreshAbove * device.max && least > refreshBelow * device.max)) continue;
      const wanted = this.weight(i);
      for (const { own, held } of sides) {
        held[i] = within(reset + resetSpread * normal(stream), own.min[i], own.max[i]);
      }
      const sign = Math.sign(wanted);
      for (let p = 0; p < MOST_REWRITING && sign * (wanted - this.weight(i)) > 0; p++, pulses++) {
        this.pulse(i, sign, stream);
      }
    }
    return pulses;
  };
}

/** A weight that so many pulses do not reach stays below. */
const MOST_REWRITING = 1000;

/** What a pulse does to device i at weight w. */
function moved(device: UpdateDevice, own: Devices, i: number, w: number, sign: number, stream: Stream): number {
  const size = sign > 0 ? own.up[i] : own.down[i];
  const factor = stepFactor(device, own, i, w, sign);
  if (device.cycleNoise === 0) return sign * size * factor;
  const noise = device.cycleNoise * normal(stream);
  const { cycle } = device;
  if (cycle === 'factor') return sign * size * factor * (1 + noise);
  if (cycle === 'step') return sign * size * (factor + noise);
  return sign * size * factor + noise * (cycle.constant + Math.abs(size * factor) + cycle.slope * Math.abs(w));
}

function within(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
