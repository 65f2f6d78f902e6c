import { multiplyDown, multiplyUp } from '../linear/batch-products.ts';
import { pow } from '../model/elementary.ts';
import type { EventLoop } from './event-loop.ts';
import { SmoothHistory } from './smooth-history.ts';
import { SmoothLayer } from './smooth-layer.ts';
import { Swings } from './swings.ts';

/**
 * What a smooth run came to: a state that moves no more, |v| beyond all bounds, swings that repeat themselves, the end of
 * its time without any of these, or the end of the computer's patience.
 */
export type SmoothEnd = 'rest' | 'diverged' | 'swinging' | 'moving' | 'exhausted';

/** Local error of a step, relative to the largest of 1 and |x|. */
const TOLERANCE = 1e-7;
/** Steps lie between the shortest tau times these; longer ones would keep noise of their own alive. */
const SHORTEST = 1e-7;
const LONGEST = 0.5;
/** Moved no more: |target - x| below this for at least a tau and a delay. */
export const REST = 1e-5;
const MOST_STEPS = 200_000;

/**
 * The chip without its encoders, in continuous time from where an event run stands: the same membranes, rails, gains,
 * delays and errors. Steps of Bogacki and Shampine's embedded pair of orders 3 and 2 (1989), their length controlled by the
 * error; delayed signals are interpolated (Shampine and Thompson, Solving DDEs in MATLAB, 2001).
 */
export class SmoothRun {
  time: number;
  /** Index k = 1 .. L is entry k - 1. */
  readonly layers: readonly SmoothLayer[];
  /** Largest |target - x| at the present time, full scales. */
  toGo = Infinity;
  private readonly loop: EventLoop;
  private readonly started: number;
  private readonly history: SmoothHistory;
  private readonly swings: Swings;
  private readonly rates: readonly (readonly [Float64Array, Float64Array])[][];
  private readonly from: readonly (readonly [Float64Array, Float64Array])[];
  private readonly inputs: readonly { readonly a: Float64Array; readonly topDown: Float64Array }[];
  private readonly sent: readonly { readonly activity: Float64Array; readonly difference: Float64Array }[];
  private step: number;
  private quietSince = Infinity;
  private steps = 0;
  private readonly farthest: number;

  constructor(loop: EventLoop, farthest: number) {
    const { state } = loop;
    const { activityThreshold, differenceThreshold, delay } = state.circuit.chip.encoder;
    this.loop = loop;
    this.farthest = farthest;
    this.time = loop.time;
    this.started = loop.time;
    const own = state.layers.slice(1, state.last + 1);
    this.layers = own.map((layer) => new SmoothLayer(layer, activityThreshold, differenceThreshold));
    const pair = ({ n }: { n: number }) => [new Float64Array(n), new Float64Array(n)] as const;
    this.rates = [0, 1, 2, 3].map(() => own.map(pair));
    this.from = own.map(pair);
    this.inputs = own.map(({ n, a, topDown }) => ({ a: a.slice(0, n), topDown: topDown.slice(0, n) }));
    this.sent = own.map(({ n }) => ({ activity: new Float64Array(n), difference: new Float64Array(n) }));
    this.swings = new Swings(2 * own.reduce((sum, { n }) => sum + n, 0));
    this.history = new SmoothHistory(delay);
    this.step = 0.01 / Math.max(...own.map(({ fastest }) => fastest));
    loop.readPositions(this.layers);
    for (const layer of this.layers) layer.send();
    this.history.begin(this.time, this.layers, loop.received());
  }

  /** Goes on to a time, s, or until its end is known; may be called again with a later time or a smaller `rest`. */
  run(until: number, rest = REST): SmoothEnd {
    const patience = this.loop.tau + this.loop.state.circuit.chip.encoder.delay;
    this.toGo = this.evaluate(this.time, 0);
    while (this.time < until && this.steps++ < MOST_STEPS) {
      this.advance(until);
      if (!(this.layers.reduce((most, layer) => larger(most, layer.farthest()), 0) <= this.farthest)) return 'diverged';
      if (this.toGo > rest) this.quietSince = Infinity;
      else if (this.quietSince === Infinity) this.quietSince = this.time;
      else if (this.time - this.quietSince > patience) return 'rest';
      if (this.swings.repeats(until)) return 'swinging';
    }
    if (this.time < until) return 'exhausted';
    return this.swings.lasts(this.started, this.time) ? 'swinging' : 'moving';
  }

  /** a_k and D_k at the present time, index 1 .. L. */
  present(): readonly { readonly a: Float64Array; readonly topDown: Float64Array }[] {
    return [this.inputs[0], ...this.inputs];
  }

  /** One step that is precise enough. */
  private advance(until: number): void {
    const { layers, from, rates, loop } = this;
    const fastest = Math.max(...loop.state.layers.map((layer) => layer.fastest));
    layers.forEach((layer, k) => {
      from[k][0].set(layer.plus);
      from[k][1].set(layer.minus);
    });
    for (;;) {
      const h = Math.min(this.step, LONGEST / fastest, until - this.time);
      this.stage(h / 2, 1, [[0, h / 2]]);
      this.stage((3 * h) / 4, 2, [[1, (3 * h) / 4]]);
      this.stage(h, 3, [
        [0, (2 * h) / 9],
        [1, h / 3],
        [2, (4 * h) / 9],
      ]);
      let error = 0;
      layers.forEach((layer, k) => {
        for (const side of [0, 1]) {
          const x = side === 0 ? layer.plus : layer.minus;
          const [k1, k2, k3, k4] = rates.map((stage) => stage[k][side]);
          for (let i = 0; i < x.length; i++) {
            const own = h * ((-5 * k1[i]) / 72 + k2[i] / 12 + k3[i] / 9 - k4[i] / 8);
            error = larger(error, Math.abs(own) / (TOLERANCE * Math.max(1, Math.abs(x[i]))));
          }
        }
      });
      const isFine = error <= 1 || h * fastest <= SHORTEST;
      if (isFine) {
        this.time += h;
        rates[0].forEach((pair, k) => {
          pair[0].set(rates[3][k][0]);
          pair[1].set(rates[3][k][1]);
        });
        this.history.record(this.time, layers);
        this.recordSwings();
      }
      this.step = h * Math.min(4, Math.max(0.2, 0.9 * pow(error, -1 / 3)));
      if (isFine) return;
    }
  }

  /** Moves to the present plus c along rates of earlier stages and takes the rates there. */
  private stage(c: number, number: number, along: readonly (readonly [stage: number, h: number])[]): void {
    const { layers, from, rates } = this;
    layers.forEach((layer, k) => {
      const sum = (side: 0 | 1) => {
        const total = rates[number][k][side].fill(0);
        for (const [stage, h] of along) {
          const rate = rates[stage][k][side];
          for (let i = 0; i < total.length; i++) total[i] += h * rate[i];
        }
        return total;
      };
      layer.step(from[k][0], from[k][1], 1, sum(0), sum(1));
    });
    this.toGo = this.evaluate(this.time + c, number);
  }

  /** Writes the rates of all layers as they stand at a time; returns the largest |target - x|. */
  private evaluate(time: number, stage: number): number {
    const { layers, inputs, sent, history, loop } = this;
    const { forward, feedback, encoder } = loop.state.unrolled.chip;
    for (const layer of layers) layer.send();
    layers.forEach((layer, k) => {
      if (encoder.delay === 0) {
        sent[k].activity.set(layer.activity);
        sent[k].difference.set(layer.difference);
        return;
      }
      history.read(k, layer, 'activity', time - encoder.delay, time, sent[k].activity);
      history.read(k, layer, 'difference', time - encoder.delay, time, sent[k].difference);
    });
    let most = 0;
    for (let k = 0; k < layers.length; k++) {
      const { a, topDown } = inputs[k];
      if (k > 0) multiplyUp(forward[k].weights, forward[k].bias, sent[k - 1].activity, 1, a);
      if (k + 1 < layers.length) {
        multiplyDown(feedback[k + 1] ?? forward[k + 1].weights, layers[k + 1].n, sent[k + 1].difference, 1, topDown);
      } else loop.state.nudgeAt(a, topDown);
      most = larger(most, layers[k].move(a, topDown, this.rates[stage][k][0], this.rates[stage][k][1]));
    }
    return most;
  }

  private recordSwings(): void {
    const { tau } = this.loop;
    let signal = 0;
    for (const pair of this.rates[3]) {
      for (const rates of pair) for (const rate of rates) this.swings.record(signal++, this.time, rate * tau);
    }
  }
}

/** The larger of two, NaN where one is. */
function larger(a: number, b: number): number {
  return b <= a ? a : b;
}
