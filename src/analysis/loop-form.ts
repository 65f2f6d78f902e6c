import { zeros } from '../linear/arrays.ts';
import { isDiagonal } from '../linear/matrix.ts';
import { ROOM } from '../linear/room.ts';
import { cos, sin } from '../model/elementary.ts';
import { LagPairs, type Multiplier } from './lag-pairs.ts';
import type { SmallSignal, SmallSignalLayer } from './small-signal.ts';

/** Directions of multipliers, from one side of the real axis to the other, rad; and the real axis among them. */
const STEP = Math.PI / 8;
const ALONG = 2;
const DIRECTIONS: readonly Multiplier[] = Array.from({ length: 9 }, (_, i) => ({
  along: cos((i - ALONG) * STEP),
  back: sin((i - ALONG) * STEP),
}));
/** The first interval: parts of the product of the slowest and the fastest rate, and tilts in the units of that, the first that does. */
const FIRST: readonly (readonly [part: number, tilt: number])[] = [
  [1, 0],
  [1, 4],
  [1 / 8, 1],
  [1 / 8, 4],
  [1 / 8, 0],
  [1 / 64, 16],
  [1 / 64, 1],
];
/** Intervals of s = omega^2 that are tried end at these ratios of their starts. */
const RATIOS = [Infinity, 4, 2, 1.4];
/** omega delay up to the end of what is looked at, less than pi, rad. */
const MOST_TURN = 3;
/** Where the smallest factor is raised, the error is so many times what the compartments of an output differ by. */
const CLEAR_ERROR = 2;
/** Where the trace is above this, the norm is hardly below 1. */
const LOOSE = 4;
const NONE = new Float64Array(0);

/**
 * Proofs, for whole intervals of frequency, that the loop of one hidden layer, with feedback the transpose and an error that mixes no
 * outputs, keeps clear of +1. With e a hop, t_j = C_j + k F_j S_j of an output at the factor k on beta, and b_i the feed-through of a hidden
 * neuron (`LayerPorts`), the loop carries itself where x = e^2 W diag(b) W^T diag(t) x. With y = diag(t) x, both sides times y* / e are
 *
 *     sum_j |y_j|^2 / (e t_j) = sum_i e b_i |w_i^T y|^2,
 *
 * which no y fulfils where, for one complex multiplier u, the real symmetric matrix
 *
 *     diag(Re u / (e t_j)) - W diag(Re u e b_i) W^T
 *
 * is positive definite, as its Cholesky factorisation tells: on an interval, if it is with bounds for its entries there (`LagPairs`). If
 * all u / (e t_j) are on the right too, it is so with any part of the loop's gain, from 0 on, where no mode grows: no mode does. And what
 * is Re(u / t) >= x > 0 at two factors is so at all between, as t is in a disc then: two factors tell of all between them. From some
 * frequency on, the loop is smaller than 1 whatever its phase. (Positivity with multipliers: Zames, IEEE Trans. Automat. Contr. 11, 1966,
 * 228 and 465, here on an interval at a time.)
 */
export class LoopForm {
  /** s = omega^2 from which on the loop comes back smaller than it was, whatever its phase, (rad/s)^2. */
  end = 0;
  /** Of the factors taken up, nothing is told of those below this one. */
  floor = 0;
  private signal!: SmallSignal;
  /** Those that pass anything; the others are left out. */
  private outputs = 0;
  private neurons = 0;
  /** W, a row for each output of the layer, and where in it that of an output is. */
  private weights: Float64Array = NONE;
  private row = new Int32Array(0);
  /** b; t at the largest and at the smallest factor; C. */
  private hidden = new LagPairs(0);
  private closed = new LagPairs(0);
  private lower = new LagPairs(0);
  private open = new LagPairs(0);
  /** What the compartments of an output pass of a_L and, at this beta, of the error: four numbers for each. */
  private passed = NONE;
  /** Rates of its lags: two numbers for each. */
  private rates = NONE;
  /** Bounds on b at any frequency. */
  private peaks = NONE;
  /** Of t(0), at all outputs; what t and b are counted by. */
  private sign = 1;
  /** Entries of the form, for t at either factor, and its factorisation. */
  private diagonal = NONE;
  private beneath = NONE;
  private through = NONE;
  private cholesky = NONE;
  /** The direction that did last: it often does again. */
  private direction = ALONG;

  /** Of a circuit linearised; null: its loop is of another kind. There is one for the thread, which this takes. */
  static of(signal: SmallSignal): LoopForm | null {
    const { layers, up, down, errorSlope } = signal;
    if (layers.length !== 3 || up[1] !== down[1] || !isDiagonal(errorSlope, layers[2]!.size)) return null;
    shared.become(signal);
    return shared;
  }

  /** Whether no hidden neuron feeds through, so that nothing comes back. */
  get isOpen(): boolean {
    for (let i = 0; i < this.neurons; i++) if (this.peaks[i] !== 0) return false;
    return true;
  }

  /** Whether all hidden neurons that feed through do so with one sign. */
  get isOfOneSign(): boolean {
    const { whole } = this.hidden;
    let sign = 0;
    for (let i = 0; i < this.neurons; i++) {
      if (whole[i] * sign < 0) return false;
      if (whole[i] !== 0) sign = whole[i];
    }
    return true;
  }

  /** Whether none of the factors taken up brings an eigenvalue to 1 at omega = 0, as all feedback is negative there. */
  get isNegative(): boolean {
    for (let i = 0; i < this.neurons; i++) if (this.hidden.whole[i] > 0) return false;
    return true;
  }

  /** Whether no mode grows at any factor on beta from `least` to `most`. False says nothing. */
  keepsClear(least: number, most: number): boolean {
    if (this.isOpen) return true;
    if (!this.reach(least, most) || this.floor > least) return false;
    return this.holds(0, this.end, DIRECTIONS[ALONG]) || this.clearFrom(0) >= this.end;
  }

  /** Takes up factors on beta, from `least` to `most`, or from `floor` where that is larger. False: of those nothing can be told. */
  reach(least: number, most: number): boolean {
    const { outputs: n, closed, open, signal } = this;
    this.end = 0;
    this.floor = least;
    let sign = 0;
    let [trace, isEven] = [0, true];
    this.setOutputs(closed, most, 1);
    for (let j = 0; j < n; j++) {
      trace += Math.max(closed.peak(j), open.peak(j)) * this.returned(j);
      const through = closed.whole[j];
      if (through === 0 || through * sign < 0) isEven = false;
      sign = Math.sign(through);
    }
    // T W diag(peaks) W^T T, T^2 the peaks of t, has a norm not above its trace.
    trace *= 1 + ROOM;
    if (trace < 1 || (trace < LOOSE && this.comesBackSmaller(closed))) return true;
    this.end = trace * signal.fastestRate ** 2;
    if (!isEven) return false;
    this.turnTo(sign);
    return this.reachDown(least, most);
  }

  /** s up to which the loop keeps clear from one from which it does; that itself: no further is known. */
  clearFrom(from: number): number {
    let at = from === 0 ? this.clearFromRest() : from;
    if (at === 0) return 0;
    const { delay } = this.signal;
    const end = delay > 0 ? Math.min(this.end, (MOST_TURN / delay) ** 2) : this.end;
    for (let i = from === 0 ? 0 : 1; at < end && i < RATIOS.length; ) {
      const to = Math.min(end, RATIOS[i] * at);
      if (this.holdsTurned(at, to)) {
        at = to;
        i = Math.max(0, i - 1);
      } else i++;
    }
    return at;
  }

  private become(signal: SmallSignal): void {
    const { layers, up, fastestRate, delay, errorSlope } = signal;
    const [, hidden, output] = layers as readonly SmallSignalLayer[];
    const [n, m] = [output.size, hidden.size];
    this.signal = signal;
    this.neurons = m;
    this.weights = up[1]!;
    if (n > this.diagonal.length) {
      [this.closed, this.lower, this.open] = [new LagPairs(n), new LagPairs(n), new LagPairs(n)];
      [this.diagonal, this.beneath, this.passed, this.rates] = [zeros(n), zeros(n), zeros(4 * n), zeros(2 * n)];
      this.row = new Int32Array(n);
      this.cholesky = zeros(n * n);
    }
    if (m > this.through.length) {
      this.hidden = new LagPairs(m);
      [this.peaks, this.through] = [zeros(m), zeros(m)];
    }
    for (const pairs of [this.hidden, this.closed, this.lower, this.open]) pairs.setTimes(fastestRate, delay);
    for (let i = 0; i < m; i++) {
      const { slope, rate, nudge, weight, sendActivity } = hidden;
      const p = sendActivity[i] * weight.plus[i] * nudge.plus[i] * slope.plus[i];
      const q = -sendActivity[i] * weight.minus[i] * nudge.minus[i] * slope.minus[i];
      this.hidden.set(i, p, q, rate.plus[i], rate.minus[i]);
      this.peaks[i] = this.hidden.peak(i);
    }
    let live = 0;
    for (let j = 0; j < n; j++) {
      const { slope, rate, nudge, sendDifference } = output;
      const plus = sendDifference[j] * slope.plus[j];
      const minus = sendDifference[j] * slope.minus[j];
      if (plus === 0 && minus === 0) continue;
      const error = errorSlope[j * n + j];
      this.passed[4 * live] = plus;
      this.passed[4 * live + 1] = -minus;
      this.passed[4 * live + 2] = plus * nudge.plus[j] * error;
      this.passed[4 * live + 3] = minus * nudge.minus[j] * error;
      this.rates[2 * live] = rate.plus[j];
      this.rates[2 * live + 1] = rate.minus[j];
      this.open.set(live, plus, -minus, rate.plus[j], rate.minus[j]);
      this.row[live] = j * m;
      live++;
    }
    this.outputs = live;
    this.sign = 1;
    this.direction = ALONG;
  }

  /**
   * Takes up the smallest factor: `least`, if t is on the same side of 0 as at the largest. Where errors are as small as what the
   * compartments of an output differ by it is not; then a larger one, and of those below it is known at most that the loop is small.
   */
  private reachDown(least: number, most: number): boolean {
    const { outputs: n, lower, open, passed, beneath, sign } = this;
    let lowest = least;
    let isTaken = true;
    this.setOutputs(lower, least, sign);
    lower.boundReciprocals(beneath, n, DIRECTIONS[ALONG], 0, this.end);
    for (let j = 0; j < n; j++) {
      if (lower.whole[j] > 0 && beneath[j] > 0) continue;
      isTaken = false;
      const swing = Math.abs(passed[4 * j + 2] + passed[4 * j + 3]);
      lowest = Math.max(lowest, (CLEAR_ERROR * open.peak(j)) / swing);
    }
    if (isTaken) return true;
    // Compartments that do not differ pass the error alone, which has the same phase at any factor.
    if (lowest === 0) lowest = most;
    else if (!(lowest <= most)) return false;
    this.setOutputs(lower, lowest, sign);
    if (lowest < most && !this.comesBackSmaller(lower)) this.floor = lowest;
    return true;
  }

  /** Next to omega = 0, where an eigenvalue may be all but 1: up to where the form is positive definite along lines that bound it. */
  private clearFromRest(): number {
    const { outputs: n, neurons: m, closed, hidden, diagonal, through } = this;
    for (let j = 0; j < n; j++) diagonal[j] = 1 / closed.whole[j];
    for (let i = 0; i < m; i++) through[i] = hidden.whole[i];
    if (!this.isPositive()) return 0;
    const { slowestRate, fastestRate } = this.signal;
    const square = slowestRate * fastestRate;
    for (const [part, tilt] of FIRST) {
      if (this.holdsAlongLines(part * square, { along: 1, back: tilt / Math.sqrt(square) })) return part * square;
    }
    return 0;
  }

  /** Between s = 0, where the form is positive definite, and the end of lines that its entries keep to one side of. */
  private holdsAlongLines(to: number, u: Multiplier): boolean {
    const { outputs: n, neurons: m, closed, lower, hidden, diagonal, beneath, through } = this;
    closed.drawReciprocals(diagonal, n, u, to);
    lower.boundReciprocals(beneath, n, u, 0, to);
    for (let j = 0; j < n; j++) {
      if (!(beneath[j] * closed.whole[j] >= 1)) return false;
      diagonal[j] = Math.min(diagonal[j], beneath[j]);
      if (!(diagonal[j] > 0)) return false;
    }
    hidden.drawValues(through, m, u, to);
    return this.isPositive();
  }

  /** In the direction that did last, or in one beside it. */
  private holdsTurned(from: number, to: number): boolean {
    const omega = Math.sqrt(Math.sqrt(from * to));
    const last = this.direction;
    for (const direction of [last, last + 1, last - 1]) {
      if (!(direction in DIRECTIONS)) continue;
      const { along, back } = DIRECTIONS[direction];
      if (!this.holds(from, to, { along, back: back / omega })) continue;
      this.direction = direction;
      return true;
    }
    return false;
  }

  private holds(from: number, to: number, u: Multiplier): boolean {
    const { outputs: n, neurons: m, closed, lower, hidden, diagonal, beneath, through } = this;
    closed.boundReciprocals(diagonal, n, u, from, to);
    lower.boundReciprocals(beneath, n, u, from, to);
    for (let j = 0; j < n; j++) {
      diagonal[j] = Math.min(diagonal[j], beneath[j]);
      if (!(diagonal[j] > 0)) return false;
    }
    hidden.boundValues(through, m, u, from, to);
    return this.isPositive();
  }

  /** Whether |T W diag(b) W^T T| < 1 at every frequency, T^2 = |t| at a factor and at all smaller ones. */
  private comesBackSmaller(pairs: LagPairs): boolean {
    const { outputs: n, neurons: m, open, diagonal, through, peaks } = this;
    for (let j = 0; j < n; j++) diagonal[j] = 1 / (Math.max(pairs.peak(j), open.peak(j)) * (1 + ROOM));
    for (let i = 0; i < m; i++) through[i] = peaks[i];
    return this.isPositive();
  }

  /** w_j diag(peaks) w_j^T. */
  private returned(j: number): number {
    const { neurons: m, weights, row, peaks } = this;
    let sum = 0;
    for (let i = 0, at = row[j]; i < m; i++, at++) sum += weights[at] * weights[at] * peaks[i];
    return sum;
  }

  /** t at a factor, times a sign. */
  private setOutputs(pairs: LagPairs, factor: number, sign: number): void {
    const { outputs: n, passed, rates } = this;
    for (let j = 0, at = 0; j < n; j++, at += 4) {
      const p = sign * (passed[at] + factor * passed[at + 2]);
      const q = sign * (passed[at + 1] + factor * passed[at + 3]);
      pairs.set(j, p, q, rates[2 * j], rates[2 * j + 1]);
    }
  }

  /** Counts t and b by the sign of t(0). */
  private turnTo(sign: number): void {
    if (sign < 0) this.closed.turnRound(this.outputs);
    if (sign !== this.sign) this.hidden.turnRound(this.neurons);
    this.sign = sign;
  }

  /** Whether diag(diagonal) - W diag(through) W^T is positive definite, where all of the diagonal is positive. */
  private isPositive(): boolean {
    const { outputs: n, neurons: m, weights, row, diagonal, through, cholesky } = this;
    if (this.isHarmless()) return true;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = i === j ? diagonal[i] : 0;
        for (let k = 0, a = row[i], b = row[j]; k < m; k++, a++, b++) sum -= weights[a] * weights[b] * through[k];
        for (let k = 0, a = i * n, b = j * n; k < j; k++, a++, b++) sum -= cholesky[a] * cholesky[b];
        if (i > j) cholesky[i * n + j] = sum / cholesky[j * n + j];
        else if (sum > 0) cholesky[i * n + i] = Math.sqrt(sum);
        else return false;
      }
    }
    return true;
  }

  private isHarmless(): boolean {
    for (let i = 0; i < this.neurons; i++) if (!(this.through[i] <= 0)) return false;
    return true;
  }
}

/** Circuits are looked at by the million. */
const shared = new LoopForm();
