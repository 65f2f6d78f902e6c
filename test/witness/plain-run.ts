import type { Chip } from '../../src/chip/chip.ts';
import type { circuitOf } from '../../src/learning/rules.ts';
import type { Activation } from '../../src/model/activations.ts';
import type { Loss } from '../../src/model/losses.ts';
import type { Nudge } from '../../src/model/vocabulary.ts';
import type { PlainNoise } from './plain-noise.ts';

/** A chip wired for a rule: data only. */
export type Wiring = ReturnType<typeof circuitOf>;

/** What is applied to the chip at time 0. */
export interface PlainDrive {
  readonly input: Float64Array;
  readonly target: Float64Array;
  readonly loss: Loss;
  readonly beta: number;
  readonly nudge: Nudge;
}

export interface PlainOptions {
  /** Whether m and d are sent by encoders; without them what is sent follows m and d, as for thresholds of 0. */
  readonly encoders: boolean;
  /** Whether the chip's rails are there. */
  readonly rails: boolean;
}

/**
 * Steps per smallest tau, and per delay, at least. v relaxes exactly within a step, so the only error is how inputs are
 * held over it. An encoder's event is placed to within half a step, 0.0025 tau, far below the lags of a loop of at least
 * two membranes. Without encoders inputs are smooth and the mean over a step is right to second order: (omega step)^2/12,
 * 2e-4 at omega = 1/tau and 20 steps. Without delay it is right to first order, so steps are then shorter.
 */
const WITH_ENCODERS = { perTau: 200, perDelay: 4 };
const WITHOUT = { perTau: 20, perDelay: 1 };
const WITHOUT_DELAY = { perTau: 200, perDelay: 1 };

/**
 * The model of the design's sections 2 to 4 in fixed steps and plain loops. Within a step every v relaxes exactly towards
 * what its inputs ask for and stops at the rails; after it every encoder is looked at. What was sent arrives a whole number
 * of steps later; the input of a step is the mean of what has arrived at its beginning and at its end, so that an event,
 * which happened half a step before it was seen, acts half a step before that too.
 *
 * Neurons are counted through layers 1 .. L; the arrays of compartments hold one entry per neuron.
 */
export class PlainRun {
  readonly chip: Chip;
  readonly neurons: number;
  /** s. */
  readonly step: number;
  /** Steps since the start. */
  steps = 0;
  /** Step after which something was last sent. */
  lastSent = 0;
  events = 0;
  readonly vPlus: Float64Array;
  readonly vMinus: Float64Array;
  readonly sPlus: Float64Array;
  readonly sMinus: Float64Array;
  /** a and D, and per neuron the net number of events sent of m and d. */
  readonly a: Float64Array;
  readonly topDown: Float64Array;
  readonly countM: Float64Array;
  readonly countD: Float64Array;
  /** Added to what is sent of m and then of d, without encoders only: how the chip answers to an encoder's error. */
  readonly push: Float64Array;
  /** Strength of nudging now. */
  beta: number;
  noise: PlainNoise | null = null;

  private readonly options: PlainOptions;
  private readonly wiring: Wiring;
  private readonly drive: PlainDrive;
  private readonly lag: number;
  /** What was sent after each of the last lag + 2 steps, m of every neuron and then d. */
  readonly ring: Float64Array[];
  private readonly changed: boolean[];
  private readonly arrived: Float64Array;
  private readonly first: number[];
  private readonly errors: Float64Array;
  private held: Float64Array | null = null;
  // Parameters, one entry per neuron.
  private readonly movePlus: Float64Array;
  private readonly moveMinus: Float64Array;
  private readonly low: number;
  private readonly high: number;
  private readonly p: Readonly<Record<Parameter, Float64Array>>;

  constructor(wiring: Wiring, drive: PlainDrive, options: PlainOptions) {
    const { chip } = wiring;
    if (chip.neurons[1]!.autoZero !== null || chip.encoder.jitter > 0) throw new Error('no auto-zero or jitter here');
    this.wiring = wiring;
    this.chip = chip;
    this.drive = drive;
    this.options = options;
    this.beta = drive.beta;
    this.first = [0, 0];
    for (let k = 1; k < chip.layers.length; k++) this.first.push(this.first[k] + chip.layers[k]);
    this.neurons = this.first[chip.layers.length];
    this.p = parameters(wiring);
    const smallestTau = Math.min(...this.p.tauPlus, ...this.p.tauMinus);
    const { delay } = chip.encoder;
    const { perTau, perDelay } = options.encoders ? WITH_ENCODERS : delay > 0 ? WITHOUT : WITHOUT_DELAY;
    const longest = Math.min(smallestTau / perTau, delay > 0 ? delay / perDelay : Infinity);
    this.lag = delay === 0 ? 0 : Math.ceil(delay / longest - 1e-9);
    this.step = delay === 0 ? longest : delay / this.lag;
    this.movePlus = this.p.tauPlus.map((tau) => 1 - Math.exp(-this.step / tau));
    this.moveMinus = this.p.tauMinus.map((tau) => 1 - Math.exp(-this.step / tau));
    [this.low, this.high] = options.rails && chip.rails !== null ? chip.rails : [-Infinity, Infinity];
    const array = () => new Float64Array(this.neurons);
    [this.vPlus, this.vMinus, this.sPlus, this.sMinus] = [array(), array(), array(), array()];
    [this.a, this.topDown, this.countM, this.countD] = [array(), array(), array(), array()];
    this.push = new Float64Array(2 * this.neurons);
    this.arrived = new Float64Array(2 * this.neurons);
    this.errors = new Float64Array(chip.layers[chip.layers.length - 1]);
    this.ring = Array.from({ length: this.lag + 2 }, () => new Float64Array(2 * this.neurons));
    this.changed = this.ring.map(() => true);
    this.send();
  }

  /** Simulated time, s. */
  get time(): number {
    return this.steps * this.step;
  }

  /** Samples the error as it is now, for good. */
  holdError(): void {
    this.outputError();
    this.held = this.errors.slice();
  }

  /** One step. */
  advance(): void {
    const { noise } = this;
    if (noise !== null) noise.advance(this.time);
    this.receive();
    const { vPlus, vMinus, a, topDown, low, high, movePlus, moveMinus } = this;
    const { nudgePlus, nudgeMinus } = this.p;
    for (let i = 0; i < this.neurons; i++) {
      let toPlus = a[i] + nudgePlus[i] * topDown[i];
      let toMinus = a[i] - nudgeMinus[i] * topDown[i];
      if (noise !== null) {
        toPlus += noise.eta[i];
        toMinus += noise.eta[this.neurons + i];
      }
      vPlus[i] = Math.min(high, Math.max(low, vPlus[i] + (toPlus - vPlus[i]) * movePlus[i]));
      vMinus[i] = Math.min(high, Math.max(low, vMinus[i] + (toMinus - vMinus[i]) * moveMinus[i]));
    }
    this.steps++;
    this.send();
  }

  /** For so long, s. */
  advanceBy(duration: number): void {
    const until = this.steps + Math.round(duration / this.step);
    while (this.steps < until) this.advance();
  }

  /** Where v comes to rest without rails while the inputs stay: plus and minus. */
  asked(i: number): readonly [number, number] {
    const { a, topDown } = this;
    return [a[i] + this.p.nudgePlus[i] * topDown[i], a[i] - this.p.nudgeMinus[i] * topDown[i]];
  }

  /** phi(gain v + offset) of a neuron's compartments at the given v. */
  output(i: number, vPlus: number, vMinus: number): readonly [number, number] {
    const { gainPlus, gainMinus, offsetPlus, offsetMinus } = this.p;
    const kind = i >= this.first[this.chip.layers.length - 1] ? 'identity' : this.chip.activation;
    return [phi(kind, gainPlus[i] * vPlus + offsetPlus[i]), phi(kind, gainMinus[i] * vMinus + offsetMinus[i])];
  }

  /** The same run, by itself from here on, without noise; with or without encoders or rails. */
  copy(options: Partial<PlainOptions> = {}, beta = this.beta): PlainRun {
    const twin = new PlainRun(this.wiring, { ...this.drive, beta }, { ...this.options, ...options });
    for (const name of ['vPlus', 'vMinus', 'sPlus', 'sMinus', 'a', 'topDown', 'countM', 'countD', 'push'] as const) {
      twin[name].set(this[name]);
    }
    twin.held = this.held;
    if (twin.step === this.step) {
      twin.steps = this.steps;
      twin.lastSent = this.lastSent;
      for (let at = 0; at < this.ring.length; at++) twin.ring[at].set(this.ring[at]);
    } else {
      // Of another step is a copy of a chip at rest only: all that is on its way is what was sent last.
      for (const slot of twin.ring) slot.set(this.ring[this.steps % this.ring.length]);
    }
    twin.changed.fill(true);
    return twin;
  }

  /** What is sent after the present step, m and d of every neuron. */
  private send(): void {
    const { countM, countD, vPlus, vMinus, sPlus, sMinus, options, ring, push, neurons, lag } = this;
    const { weightPlus, weightMinus, thresholdM, thresholdD, gainPlus, gainMinus, offsetPlus, offsetMinus } = this.p;
    const { activityThreshold, differenceThreshold } = this.chip.encoder;
    const { activation } = this.chip;
    const lastLayer = this.first[this.chip.layers.length - 1];
    const sent = ring[this.steps % (lag + 2)];
    let events = 0;
    for (let i = 0; i < neurons; i++) {
      const kind = i < lastLayer ? activation : 'identity';
      sPlus[i] = phi(kind, gainPlus[i] * vPlus[i] + offsetPlus[i]);
      sMinus[i] = phi(kind, gainMinus[i] * vMinus[i] + offsetMinus[i]);
      const m = weightPlus[i] * sPlus[i] + weightMinus[i] * sMinus[i];
      const d = sPlus[i] - sMinus[i];
      if (!options.encoders) {
        sent[i] = (m * activityThreshold) / thresholdM[i] + push[i];
        sent[neurons + i] = (d * differenceThreshold) / thresholdD[i] + push[neurons + i];
        continue;
      }
      for (; m - countM[i] * thresholdM[i] >= thresholdM[i]; countM[i]++) events++;
      for (; countM[i] * thresholdM[i] - m >= thresholdM[i]; countM[i]--) events++;
      for (; d - countD[i] * thresholdD[i] >= thresholdD[i]; countD[i]++) events++;
      for (; countD[i] * thresholdD[i] - d >= thresholdD[i]; countD[i]--) events++;
      sent[i] = countM[i] * activityThreshold;
      sent[neurons + i] = countD[i] * differenceThreshold;
    }
    this.changed[this.steps % (lag + 2)] = events > 0 || !options.encoders || this.steps === 0;
    if (events > 0) this.lastSent = this.steps;
    this.events += events;
  }

  /** a and D over the step to come. */
  private receive(): void {
    const { lag, ring, changed, steps, arrived, chip, first, a, topDown } = this;
    const length = lag + 2;
    const from = (steps - lag + 2 * length) % length;
    const to = lag === 0 ? from : (from + 1) % length;
    if (steps > lag && !changed[from] && !changed[to] && this.held === null) return;
    for (let i = 0; i < arrived.length; i++) arrived[i] = (ring[from][i] + ring[to][i]) / 2;
    const last = chip.layers.length - 1;
    for (let k = 1; k <= last; k++) {
      const { weights, bias } = chip.forward[k - 1];
      const below = chip.layers[k - 1];
      for (let i = 0; i < chip.layers[k]; i++) {
        let sum = bias[i];
        for (let j = 0; j < below; j++) {
          sum += weights[i * below + j] * (k === 1 ? this.drive.input[j] : arrived[first[k - 1] + j]);
        }
        a[first[k] + i] = sum;
      }
    }
    for (let k = 1; k < last; k++) {
      const weights = chip.feedback[k] ?? chip.forward[k].weights;
      const n = chip.layers[k];
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let i = 0; i < chip.layers[k + 1]; i++) {
          sum += weights[i * n + j] * arrived[this.neurons + first[k + 1] + i];
        }
        topDown[first[k] + j] = sum;
      }
    }
    if (this.held === null) this.outputError();
    const errors = this.held ?? this.errors;
    for (let i = 0; i < errors.length; i++) topDown[first[last] + i] = this.beta * errors[i];
  }

  /** e at the present a_L. */
  private outputError(): void {
    const { errors, drive, first, chip } = this;
    const a = this.a.subarray(first[chip.layers.length - 1]);
    for (let i = 0; i < errors.length; i++) {
      if (drive.loss === 'squared-error') errors[i] = drive.target[i] - a[i];
      else {
        let total = 0;
        for (let j = 0; j < errors.length; j++) total += Math.exp(a[j] - a[i]);
        errors[i] = drive.target[i] - 1 / total;
      }
    }
  }
}

function phi(kind: Activation, x: number): number {
  if (kind === 'relu') return x > 0 ? x : 0;
  if (kind === 'hard-sigmoid') return x < 0 ? 0 : x > 1 ? 1 : x;
  return kind === 'tanh' ? Math.tanh(x) : x;
}

type Parameter =
  | 'tauPlus'
  | 'tauMinus'
  | 'gainPlus'
  | 'gainMinus'
  | 'offsetPlus'
  | 'offsetMinus'
  | 'nudgePlus'
  | 'nudgeMinus'
  | 'weightPlus'
  | 'weightMinus'
  | 'thresholdM'
  | 'thresholdD';

/** One entry per neuron, layers 1 .. L after each other; thresholds are the neurons' own, full scales. */
function parameters({ chip, nudging }: Wiring): Readonly<Record<Parameter, Float64Array>> {
  const all = (of: (k: number) => Float64Array, factor = 1) =>
    Float64Array.from(
      chip.layers
        .slice(1)
        .flatMap((_, index) => Array.from(of(index + 1)))
        .map((value) => value * factor),
    );
  const { activityThreshold, differenceThreshold } = chip.encoder;
  return {
    tauPlus: all((k) => chip.neurons[k]!.tau.plus),
    tauMinus: all((k) => chip.neurons[k]!.tau.minus),
    gainPlus: all((k) => chip.neurons[k]!.gain.plus),
    gainMinus: all((k) => chip.neurons[k]!.gain.minus),
    offsetPlus: all((k) => chip.neurons[k]!.offset.plus),
    offsetMinus: all((k) => chip.neurons[k]!.offset.minus),
    nudgePlus: all((k) => nudging[k]!.gainPlus),
    nudgeMinus: all((k) => nudging[k]!.gainMinus),
    weightPlus: all((k) => nudging[k]!.weightPlus),
    weightMinus: all((k) => nudging[k]!.weightMinus),
    thresholdM: all((k) => chip.neurons[k]!.threshold.activity, activityThreshold),
    thresholdD: all((k) => chip.neurons[k]!.threshold.difference, differenceThreshold),
  };
}
