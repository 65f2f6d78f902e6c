import type { Circuit, Drive } from '../../src/engine/circuit.ts';
import { activationNamed } from '../../src/model/activations.ts';
import { lossNamed } from '../../src/model/losses.ts';
import type { Stream } from '../../src/random/stream.ts';

/** Steps of the integration per shortest tau. */
const STEPS = 12;
/** Starts are drawn from minus to plus this, full scales. */
const WIDEST_START = 3;
/** Two trajectories have met when they are this near, relative to where they began. */
const MET = 1e-4;

/** The model without encoders in fixed steps: every compartment exactly, while its input of the last step is held. */
class Trajectory {
  /** v of plus and minus compartments of layers 1 .. L; index 0 is empty. */
  readonly plus: Float64Array[];
  readonly minus: Float64Array[];
  private readonly history: { readonly up: Float64Array[]; readonly down: Float64Array[] }[] = [];
  private readonly decay: { readonly plus: Float64Array; readonly minus: Float64Array }[];
  private readonly error: Float64Array;

  constructor(
    private readonly circuit: Circuit,
    private readonly drive: Drive,
    step: number,
    private readonly lag: number,
    draw: Stream,
  ) {
    const { layers, neurons, rails } = circuit.chip;
    const width = Math.exp(Math.log(WIDEST_START) * (2 * draw() - 1));
    const [low, high] = rails ?? [-Infinity, Infinity];
    const start = (n: number) =>
      Float64Array.from({ length: n }, () => Math.min(high, Math.max(low, width * (2 * draw() - 1))));
    this.plus = layers.map((n, k) => start(k === 0 ? 0 : n));
    this.minus = layers.map((n, k) => start(k === 0 ? 0 : n));
    const factors = (tau: Float64Array) => tau.map((t) => 1 - Math.exp(-step / t));
    const none = new Float64Array(0);
    this.decay = neurons.map((layer) =>
      layer === null ? { plus: none, minus: none } : { plus: factors(layer.tau.plus), minus: factors(layer.tau.minus) },
    );
    this.error = new Float64Array(layers[layers.length - 1]);
    for (let i = 0; i <= lag; i++) this.history.push(this.send());
  }

  /** One step; `error` is the held one. */
  advance(held: Float64Array | null): void {
    const { chip, nudging } = this.circuit;
    const { layers, forward, feedback, rails } = chip;
    const last = layers.length - 1;
    const [low, high] = rails ?? [-Infinity, Infinity];
    const { up, down } = this.history[0];
    for (let k = 1; k <= last; k++) {
      const n = layers[k];
      const below = layers[k - 1];
      const { weights, bias } = forward[k - 1];
      const a = Float64Array.from({ length: n }, (_, i) => {
        let sum = bias[i];
        for (let j = 0; j < below; j++) sum += weights[i * below + j] * up[k - 1][j];
        return sum;
      });
      const topDown = new Float64Array(n);
      if (k === last) {
        if (held === null) lossNamed(this.drive.loss).error(a, this.drive.target, this.error);
        else this.error.set(held);
        for (let i = 0; i < n; i++) topDown[i] = this.drive.beta * this.error[i];
      } else {
        const array = feedback[k] ?? forward[k].weights;
        for (let j = 0; j < layers[k + 1]; j++)
          for (let i = 0; i < n; i++) topDown[i] += array[j * n + i] * down[k + 1][j];
      }
      const { gainPlus, gainMinus } = nudging[k]!;
      for (let i = 0; i < n; i++) {
        const vPlus = this.plus[k][i] + (a[i] + gainPlus[i] * topDown[i] - this.plus[k][i]) * this.decay[k].plus[i];
        const vMinus =
          this.minus[k][i] + (a[i] - gainMinus[i] * topDown[i] - this.minus[k][i]) * this.decay[k].minus[i];
        this.plus[k][i] = Math.min(high, Math.max(low, vPlus));
        this.minus[k][i] = Math.min(high, Math.max(low, vMinus));
      }
    }
    this.history.push(this.send());
    if (this.history.length > this.lag + 1) this.history.shift();
  }

  /** Whether an output compartment is at a rail. */
  outputAtRail(): boolean {
    const { rails, layers } = this.circuit.chip;
    const last = layers.length - 1;
    if (rails === null) return false;
    return [this.plus[last], this.minus[last]].some((v) => v.some((x) => x <= rails[0] || x >= rails[1]));
  }

  private send() {
    const { chip, nudging } = this.circuit;
    const { layers, neurons, activation } = chip;
    const last = layers.length - 1;
    const up: Float64Array[] = [this.drive.input];
    const down: Float64Array[] = [new Float64Array(0)];
    for (let k = 1; k <= last; k++) {
      const { gain, offset, threshold } = neurons[k]!;
      const { weightPlus, weightMinus } = nudging[k]!;
      const phi = activationNamed(k === last ? 'identity' : activation);
      const m = new Float64Array(layers[k]);
      const d = new Float64Array(layers[k]);
      for (let i = 0; i < layers[k]; i++) {
        const sPlus = phi.value(gain.plus[i] * this.plus[k][i] + offset.plus[i]);
        const sMinus = phi.value(gain.minus[i] * this.minus[k][i] + offset.minus[i]);
        m[i] = (weightPlus[i] * sPlus + weightMinus[i] * sMinus) / threshold.activity[i];
        d[i] = (sPlus - sMinus) / threshold.difference[i];
      }
      up.push(m);
      down.push(d);
    }
    return { up, down };
  }
}

/** Length of a step, s. What arrives is held for one, so that it arrives up to a step late. */
export function stepOf({ chip }: Circuit): number {
  const taus = chip.neurons.flatMap((layer) => (layer === null ? [] : [...layer.tau.plus, ...layer.tau.minus]));
  return Math.min(...taus) / STEPS;
}

export interface Meeting {
  readonly met: boolean;
  /** Whether an output of either was at a rail during the last half of the time. */
  readonly outputsAtRails: boolean;
}

/**
 * Runs two trajectories of one circuit and drive from random starts and histories, until they have met or for `length`, s.
 * With a held error both get one and the same, random, error.
 */
export function trajectoriesMeet(circuit: Circuit, drive: Drive, length: number, draw: Stream): Meeting {
  const step = stepOf(circuit);
  const lag = Math.round(circuit.chip.encoder.delay / step);
  const pair = [new Trajectory(circuit, drive, step, lag, draw), new Trajectory(circuit, drive, step, lag, draw)];
  const held = drive.nudge === 'held' ? drive.target.map(() => 2 * draw() - 1) : null;
  const steps = Math.ceil(length / step);
  const apart = () => {
    let sum = 0;
    for (const side of ['plus', 'minus'] as const) {
      pair[0][side].forEach((layer, k) => {
        for (let i = 0; i < layer.length; i++) sum += (layer[i] - pair[1][side][k][i]) ** 2;
      });
    }
    return Math.sqrt(sum);
  };
  const goal = MET * apart();
  let near = 0;
  let outputsAtRails = false;
  for (let n = 0; n < steps; n++) {
    for (const trajectory of pair) trajectory.advance(held);
    near = apart() <= goal ? near + 1 : 0;
    // Near at all times of a delay and more, so that what is under way cannot part them again.
    if (near > lag + STEPS) return { met: true, outputsAtRails: false };
    if (n > steps / 2 && !outputsAtRails) outputsAtRails = pair.some((trajectory) => trajectory.outputAtRail());
  }
  return { met: false, outputsAtRails };
}
