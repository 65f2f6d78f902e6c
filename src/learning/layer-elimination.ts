import type { Chip } from '../chip/chip.ts';
import { addProduct } from '../linear/add-product.ts';
import { copyOf, zeros } from '../linear/arrays.ts';
import { multiplyDown, multiplyUp } from '../linear/batch-products.ts';
import { rowMajor, select, transposed } from '../linear/matrix.ts';
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
 * are given numbers, if any, and da and dD are to be found. Everything below layer k acts on it as da_k = Z_k dE_k + p_k,
 * with Z_1 = 0 because the input is clamped, so the layers are eliminated one after the other from below, as in the
 * analysis of the loop at one frequency. Neurons without any slope are left out.
 */
export class LayerReduction {
  /** Of the determinant of what was eliminated, its diagonal of -1 taken as 1; 0: one of the small systems is singular. */
  readonly sign: number;
  /** Z_L, n_L x n_L row-major, and p_L. */
  readonly returned: Float64Array;
  readonly offset: Float64Array;
  private readonly chip: Chip;
  private readonly sensitivity: readonly Sensitivity[];
  private readonly sigma: number;
  private readonly live: readonly (readonly number[])[];
  /** dE_k for each unit of dE_{k+1}, and for what is given in the last column. */
  private readonly answers: readonly Float64Array[];

  /** @param given null: zeros */
  constructor(chip: Chip, sensitivity: readonly Sensitivity[], shift: number, given: Unknowns | null) {
    const { layers, forward, feedback } = chip;
    const last = layers.length - 1;
    const sigma = 1 / (1 + shift);
    // All outputs: the error of one depends on those without a slope too.
    const live = sensitivity.map((layer, k) => liveNeurons(layer, k === last));
    let sign = 1;
    // Nothing moves below layer 1: Z_2 and p_2 need no solving.
    let z = last > 1 ? firstReturn(chip, sensitivity[1], live[1], live[2], sigma) : zeros(live[1].length ** 2);
    let p = last > 1 ? firstOffset(chip, sensitivity[1], live[1], live[2], sigma, given) : zeros(live[1].length);
    const answers: Float64Array[] = [];
    for (let k = 2; k < last; k++) {
      const [own, above] = [live[k], live[k + 1]];
      const [n, m] = [own.length, above.length];
      const width = m + 1;
      const up = select(forward[k].weights, layers[k], above, own);
      const array = feedback[k];
      const down = array === null ? up : select(array, layers[k], above, own);
      const { activityByInput, activityByTopDown, differenceByInput, differenceByTopDown } = sensitivity[k];
      const difference = zeros(n * width);
      const activity = zeros(n * width);
      for (let i = 0; i < n; i++) {
        const neuron = own[i];
        for (let j = 0; j < width; j++) {
          const entering = sigma * (j < m ? down[j * n + i] : given === null ? 0 : -given.topDown[k][neuron]);
          difference[i * width + j] = differenceByTopDown[neuron] * entering;
          activity[i * width + j] = activityByTopDown[neuron] * entering;
        }
        difference[i * width + m] += differenceByInput[neuron] * p[i];
      }
      const system = zeros(n * n);
      for (let i = 0; i < n; i++) {
        const slope = differenceByInput[own[i]];
        for (let at = i * n; at < (i + 1) * n; at++) system[at] = -slope * z[at];
        system[i * n + i] += 1;
      }
      sign *= solveReal(system, difference);
      if (sign === 0) break;
      const response = zeros(n * width);
      for (let i = 0; i < n; i++) response[i * width + m] = p[i];
      addProduct(rowMajor(z, n, n), rowMajor(difference, n, width), response);
      for (let i = 0; i < n; i++) {
        const slope = activityByInput[own[i]];
        for (let at = i * width; at < (i + 1) * width; at++) activity[at] += slope * response[at];
      }
      const reached = zeros(m * width);
      addProduct(rowMajor(up, m, n), rowMajor(activity, n, width), reached);
      z = zeros(m * m);
      p = zeros(m);
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < m; j++) z[i * m + j] = sigma * reached[i * width + j];
        p[i] = sigma * (reached[i * width + m] - (given === null ? 0 : given.input[k + 1][above[i]]));
      }
      answers[k] = difference;
    }
    this.chip = chip;
    this.sensitivity = sensitivity;
    this.sigma = sigma;
    this.live = live;
    this.answers = answers;
    this.sign = sign;
    this.returned = z;
    this.offset = p;
  }

  /** What the output's signals `sent`, dE_L, and what was given do to all unknowns, which are put in the place of the given. */
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
      const answers = this.answers[k];
      const width = live[k + 1].length + 1;
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
    const answers = this.answers[k];
    const sent = zeros(this.chip.layers[k]);
    for (let i = 0, at = 0; i < own.length; i++) {
      let sum = 0;
      for (const sender of senders) sum += answers[at++] * above[sender];
      sent[own[i]] = sum + answers[at++];
    }
    return sent;
  }
}

/**
 * Solves the stationary equations, linearised (`LayerReduction`), with the output nudged by dD_L = S da_L; the solution is put
 * in the place of the numbers given. Returns the sign of the determinant of the whole system with -1 on its diagonal taken
 * as 1, so 1 where nothing is fed back; 0: one of the small systems is singular.
 *
 * @param errorSlope S, n_L x n_L row-major
 */
export function eliminateLayers(
  chip: Chip,
  sensitivity: readonly Sensitivity[],
  errorSlope: Float64Array,
  shift: number,
  unknowns: Unknowns,
): number {
  const reduction = new LayerReduction(chip, sensitivity, shift, unknowns);
  if (reduction.sign === 0) return 0;
  const closed = closeLoop(sensitivity[chip.layers.length - 1], errorSlope, reduction.returned, reduction.offset);
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
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      for (let j = 0; j < n; j++) system[i * n + j] -= z[i * n + k] * slope[k * n + j];
    }
    system[i * n + i] += 1;
  }
  const output = copyOf(p);
  const sign = solveReal(system, output);
  return { sent: timesVector(slope, output), sign };
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
  given: Unknowns | null,
): Float64Array<ArrayBuffer> {
  const p = zeros(above.length);
  if (given === null) return p;
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

/** A x, A row-major. */
function timesVector(matrix: Float64Array, x: Float64Array): Float64Array {
  const result = zeros(matrix.length / x.length);
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
