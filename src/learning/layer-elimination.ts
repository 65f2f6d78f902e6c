import type { Chip } from '../chip/chip.ts';
import { addProduct } from '../linear/add-product.ts';
import { copyOf, zeros } from '../linear/arrays.ts';
import { multiplyDown, multiplyUp } from '../linear/batch-products.ts';
import { Factorisation } from '../linear/factorisation.ts';
import { isDiagonal, rowMajor, select, transposed } from '../linear/matrix.ts';
import { solveReal } from '../linear/solve.ts';
import type { Sensitivity } from './layer-point.ts';

/** Numbers for the unknowns of a circuit at rest: index k of `input` for a_k, k > 1, of `topDown` for D_k, k < L. */
export interface Unknowns {
  readonly input: readonly Float64Array[];
  readonly topDown: readonly Float64Array[];
}

/**
 * The stationary equations, linearised, with every layer but the last eliminated: what a signal that the output sends down
 * comes back as, and what it does on its way. With M = A a + B D and E = C a + F D of every neuron, index k of `sensitivity`,
 *
 *     W_k dM_k - (1 + shift) da_{k+1},    B_k^T dE_{k+1} - (1 + shift) dD_k
 *
 * are given numbers, and da and dD are to be found. Everything below layer k acts on it as da_k = Z_k dE_k + p_k, with Z_1 = 0
 * because the input is clamped, so the layers are eliminated one after the other from below, as in the analysis of the loop at
 * one frequency. Neurons without any slope are left out. What is given enters p alone: any number of times (`offset`).
 */
export class LayerReduction {
  /** Of the determinant of what was eliminated, its diagonal of -1 taken as 1; 0: one of the small systems is singular. */
  readonly sign: number;
  /** Z_L, n_L x n_L row-major. */
  readonly returned: Float64Array;
  private readonly chip: Chip;
  private readonly sensitivity: readonly Sensitivity[];
  private readonly sigma: number;
  private readonly live: readonly (readonly number[])[];
  /** Index k = 2 .. L-1. */
  private readonly between: readonly EliminatedLayer[];

  constructor(chip: Chip, sensitivity: readonly Sensitivity[], shift: number) {
    const { layers, forward, feedback } = chip;
    const last = layers.length - 1;
    const sigma = 1 / (1 + shift);
    // All outputs: the error of one depends on those without a slope too.
    const live = sensitivity.map((layer, k) => liveNeurons(layer, k === last));
    let sign = 1;
    // Nothing moves below layer 1: Z_2 needs no solving.
    let z = last > 1 ? firstReturn(chip, sensitivity[1], live[1], live[2], sigma) : zeros(live[1].length ** 2);
    const between: EliminatedLayer[] = [];
    for (let k = 2; k < last; k++) {
      const [own, above] = [live[k], live[k + 1]];
      const [n, m] = [own.length, above.length];
      const up = select(forward[k].weights, layers[k], above, own);
      const array = feedback[k];
      const down = array === null ? up : select(array, layers[k], above, own);
      const { activityByInput, activityByTopDown, differenceByInput, differenceByTopDown } = sensitivity[k];
      const answers = zeros(n * m);
      const activity = zeros(n * m);
      for (let i = 0; i < n; i++) {
        const neuron = own[i];
        for (let j = 0; j < m; j++) {
          const entering = sigma * down[j * n + i];
          answers[i * m + j] = differenceByTopDown[neuron] * entering;
          activity[i * m + j] = activityByTopDown[neuron] * entering;
        }
      }
      const system = new Factorisation(n);
      for (let i = 0; i < n; i++) {
        const slope = differenceByInput[own[i]];
        for (let at = i * n; at < (i + 1) * n; at++) system.values[at] = -slope * z[at];
        system.values[i * n + i] += 1;
      }
      sign *= system.factorise();
      if (sign === 0) break;
      system.solveRows(answers, m);
      const response = zeros(n * m);
      addProduct(rowMajor(z, n, n), rowMajor(answers, n, m), response);
      for (let i = 0; i < n; i++) {
        const slope = activityByInput[own[i]];
        for (let at = i * m; at < (i + 1) * m; at++) activity[at] += slope * response[at];
      }
      between[k] = { below: z, up, system, answers, given: zeros(n) };
      z = zeros(m * m);
      addProduct(rowMajor(up, m, n), rowMajor(activity, n, m), z);
      scale(z, sigma);
    }
    this.chip = chip;
    this.sensitivity = sensitivity;
    this.sigma = sigma;
    this.live = live;
    this.between = between;
    this.sign = sign;
    this.returned = z;
  }

  /** p_L of what is given. */
  offset(given: Unknowns): Float64Array {
    const { chip, sensitivity, sigma, live } = this;
    const last = chip.layers.length - 1;
    if (last === 1) return zeros(live[1].length);
    let p = firstOffset(chip, sensitivity[1], live[1], live[2], sigma, given);
    for (let k = 2; k < last; k++) {
      const { activityByInput, activityByTopDown, differenceByInput, differenceByTopDown } = sensitivity[k];
      const { below, up, system, given: sent } = this.between[k];
      const [own, above] = [live[k], live[k + 1]];
      const entering = (i: number) => -sigma * given.topDown[k][own[i]];
      for (let i = 0; i < own.length; i++) {
        sent[i] = differenceByTopDown[own[i]] * entering(i) + differenceByInput[own[i]] * p[i];
      }
      system.solve(sent);
      const input = timesVector(below, sent, own.length);
      const activity = zeros(own.length);
      for (let i = 0; i < own.length; i++) {
        activity[i] = activityByTopDown[own[i]] * entering(i) + activityByInput[own[i]] * (p[i] + input[i]);
      }
      p = timesVector(up, activity, above.length);
      for (let i = 0; i < p.length; i++) p[i] = sigma * (p[i] - given.input[k + 1][above[i]]);
    }
    return p;
  }

  /**
   * What the output's signals `sent`, dE_L, and what was given when the offset was last asked for do to all unknowns, which are
   * put in the place of the given.
   */
  respond(sent: Float64Array, unknowns: Unknowns): void {
    const { chip, sensitivity, sigma } = this;
    const { layers, forward, feedback } = chip;
    const last = layers.length - 1;
    let above = sent;
    for (let k = last - 1; k > 0; k--) {
      const topDown = unknowns.topDown[k];
      const fromAbove = zeros(topDown.length);
      multiplyDown(feedback[k] ?? forward[k].weights, layers[k + 1], above, 1, fromAbove);
      for (let i = 0; i < topDown.length; i++) topDown[i] = sigma * (fromAbove[i] - topDown[i]);
      // Layer 1 has nobody below to send to.
      if (k > 1) above = this.sentBy(k, above);
    }
    passUp(chip, sensitivity, sigma, unknowns);
  }

  /** Writes what a unit of each output's signal alone does to all unknowns: n_k x n_L, row-major. */
  units({ input, topDown }: Unknowns): void {
    const { chip, live, sensitivity, sigma } = this;
    const { layers, forward, feedback } = chip;
    const last = layers.length - 1;
    const m = layers[last];
    let above: Float64Array | null = null;
    for (let k = last - 1; k > 0; k--) {
      const [n, senders] = [layers[k], layers[k + 1]];
      const array = feedback[k] ?? forward[k].weights;
      const down = topDown[k];
      if (above === null) {
        for (let i = 0, at = 0; i < n; i++) for (let j = 0; j < m; j++) down[at++] = sigma * array[j * n + i];
      } else {
        down.fill(0);
        addProduct(transposed(rowMajor(array, senders, n)), rowMajor(above, senders, m), down);
        scale(down, sigma);
      }
      if (k === 1) break;
      // dE_k for a unit of each.
      const sent = zeros(n * m);
      const { answers } = this.between[k];
      const width = live[k + 1].length;
      live[k].forEach((neuron, i) => {
        live[k + 1].forEach((sender, at) => {
          const answer = answers[i * width + at];
          if (above === null) sent[neuron * m + sender] = answer;
          else for (let j = 0; j < m; j++) sent[neuron * m + j] += answer * above[sender * m + j];
        });
      });
      above = sent;
    }
    for (let k = 1; k < last - 1; k++) {
      const { activityByInput, activityByTopDown } = sensitivity[k];
      const n = layers[k];
      const activity = zeros(n * m);
      for (let i = 0, at = 0; i < n; i++) {
        for (let j = 0; j < m; j++, at++) {
          activity[at] = activityByTopDown[i] * topDown[k][at] + (k > 1 ? activityByInput[i] * input[k][at] : 0);
        }
      }
      input[k + 1].fill(0);
      addProduct(rowMajor(forward[k].weights, layers[k + 1], n), rowMajor(activity, n, m), input[k + 1]);
      scale(input[k + 1], sigma);
    }
    if (last > 1) input[last].set(this.returned);
  }

  /** dE_k of all neurons from dE_{k+1} of all. */
  private sentBy(k: number, above: Float64Array): Float64Array {
    const [own, senders] = [this.live[k], this.live[k + 1]];
    const { answers, given } = this.between[k];
    const sent = zeros(this.chip.layers[k]);
    for (let i = 0, at = 0; i < own.length; i++) {
      let sum = 0;
      for (const sender of senders) sum += answers[at++] * above[sender];
      sent[own[i]] = sum + given[i];
    }
    return sent;
  }
}

/** A layer between the first and the output, eliminated. */
interface EliminatedLayer {
  /** Z_k, and W_k between live neurons. */
  readonly below: Float64Array;
  readonly up: Float64Array;
  /** I - C_k Z_k. */
  readonly system: Factorisation;
  /** dE_k for each unit of dE_{k+1}, and for what was last given. */
  readonly answers: Float64Array;
  readonly given: Float64Array;
}

/**
 * Solves the stationary equations, linearised and reduced, with the output nudged by dD_L = S da_L; the solution is put in the
 * place of the numbers given. Returns the sign of the determinant of the whole system with -1 on its diagonal taken as 1, so
 * 1 where nothing is fed back; 0: one of the small systems is singular.
 *
 * @param output the sensitivity of the output
 * @param errorSlope S, n_L x n_L row-major
 */
export function solveReduced(
  reduction: LayerReduction,
  output: Sensitivity,
  errorSlope: Float64Array,
  unknowns: Unknowns,
): number {
  if (reduction.sign === 0) return 0;
  const closed = closeLoop(output, errorSlope, reduction.returned, reduction.offset(unknowns));
  if (closed.sign === 0) return 0;
  reduction.respond(closed.sent, unknowns);
  return reduction.sign * closed.sign;
}

/** dE_L from a_L = Z (C + F S) a_L + p, and the sign of that system's determinant; 0: singular. */
function closeLoop(
  { differenceByInput, differenceByTopDown }: Sensitivity,
  errorSlope: Float64Array,
  z: Float64Array,
  p: Float64Array,
): { sent: Float64Array; sign: number } {
  const n = p.length;
  const slope = zeros(n * n);
  for (let i = 0; i < n; i++) {
    for (let at = i * n; at < (i + 1) * n; at++) slope[at] = differenceByTopDown[i] * errorSlope[at];
    slope[i * n + i] += differenceByInput[i];
  }
  const system = zeros(n * n);
  const isSquaredError = isDiagonal(slope, n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const own = z[i * n + k];
      if (isSquaredError) system[i * n + k] = -own * slope[k * n + k];
      else for (let j = 0; j < n; j++) system[i * n + j] -= own * slope[k * n + j];
    }
    system[i * n + i] += 1;
  }
  const output = copyOf(p);
  const sign = solveReal(system, output);
  return { sent: timesVector(slope, output, n), sign };
}

/** da of all neurons from dD of all. */
function passUp(
  { layers, forward }: Chip,
  sensitivity: readonly Sensitivity[],
  sigma: number,
  { input, topDown }: Unknowns,
): void {
  for (let k = 1; k < layers.length - 1; k++) {
    const { activityByInput, activityByTopDown } = sensitivity[k];
    const activity = topDown[k].map(
      (d, i) => activityByTopDown[i] * d + (k > 1 ? activityByInput[i] * input[k][i] : 0),
    );
    const reached = zeros(layers[k + 1]);
    multiplyUp(forward[k].weights, zeros(layers[k + 1]), activity, 1, reached);
    for (let i = 0; i < reached.length; i++) input[k + 1][i] = sigma * (reached[i] - input[k + 1][i]);
  }
}

function scale(values: Float64Array, factor: number): void {
  if (factor === 1) return;
  for (let at = 0; at < values.length; at++) values[at] *= factor;
}

/** Z_2 between live neurons: W_1 diag(B) B_1^T, sigma on the way down and on the way up. */
function firstReturn(
  { layers, forward, feedback }: Chip,
  { activityByTopDown }: Sensitivity,
  own: readonly number[],
  above: readonly number[],
  sigma: number,
): Float64Array<ArrayBuffer> {
  const [n, m] = [own.length, above.length];
  const up = select(forward[1].weights, layers[1], above, own);
  const array = feedback[1];
  const down = array === null ? up : select(array, layers[1], above, own);
  const passed = zeros(m * n);
  for (let i = 0, at = 0; i < m; i++) {
    for (let l = 0; l < n; l++, at++) passed[at] = sigma * sigma * up[at] * activityByTopDown[own[l]];
  }
  const z = zeros(m * m);
  if (m > SHORT) {
    addProduct(rowMajor(passed, m, n), transposed(rowMajor(down, m, n)), z);
    return z;
  }
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) {
      let sum = 0;
      for (let l = 0, from = i * n, to = j * n; l < n; l++) sum += passed[from++] * down[to++];
      z[i * m + j] = sum;
    }
  }
  return z;
}

/** p_2: what is given to layer 1 does above. */
function firstOffset(
  { layers, forward }: Chip,
  { activityByTopDown }: Sensitivity,
  own: readonly number[],
  above: readonly number[],
  sigma: number,
  given: Unknowns,
): Float64Array {
  const p = zeros(above.length);
  const { weights } = forward[1];
  for (let i = 0; i < p.length; i++) {
    let sum = 0;
    for (const l of own) sum -= weights[above[i] * layers[1] + l] * activityByTopDown[l] * sigma * given.topDown[1][l];
    p[i] = sigma * (sum - given.input[2][above[i]]);
  }
  return p;
}

/** Up to so many rows a product takes less time in place than the way to the kernel and back. */
const SHORT = 32;

/** A x, A row-major with so many rows. */
function timesVector(matrix: Float64Array, x: Float64Array, rows: number): Float64Array {
  const result = zeros(rows);
  for (let i = 0, at = 0; i < result.length; i++) {
    for (let j = 0; j < x.length; j++) result[i] += matrix[at++] * x[j];
  }
  return result;
}

function liveNeurons(layer: Sensitivity, all: boolean): number[] {
  const { activityByInput, activityByTopDown, differenceByInput, differenceByTopDown } = layer;
  const live: number[] = [];
  for (let i = 0; i < activityByInput.length; i++) {
    const passes = activityByInput[i] !== 0 || activityByTopDown[i] !== 0;
    if (all || passes || differenceByInput[i] !== 0 || differenceByTopDown[i] !== 0) live.push(i);
  }
  return live;
}
