import type { Circuit, Drive } from '../src/engine/circuit.ts';
import { bottomUp } from '../src/engine/free-response.ts';
import { columnsOf } from './columns.ts';

/** One layer k >= 1. Every neuron's two compartments, their potentials v and what they relax to. */
interface Layer {
  readonly n: number;
  readonly relu: boolean;
  readonly plus: Float64Array;
  readonly minus: Float64Array;
  /** 1 - exp(-step/tau). */
  readonly movePlus: Float64Array;
  readonly moveMinus: Float64Array;
  readonly a: Float64Array;
  readonly topDown: Float64Array;
  /** m and d of the last samples, newest at `now` modulo their number. */
  readonly m: readonly Float64Array[];
  readonly d: readonly Float64Array[];
}

/**
 * The same circuit without encoders, stepped: every layer relaxes exactly towards targets that are held at their value in
 * the middle of the step, where m and d are interpolated between samples (or extrapolated by less than a step, where the
 * step is longer than twice the delay). Second order in the step; dense products in every step.
 *
 * For relu or identity, a live squared error, no rails, nominal thresholds, one forward array read both ways.
 */
export class FixedStep {
  private readonly circuit: Circuit;
  private readonly step: number;
  private readonly samples: number;
  private readonly layers: readonly Layer[];
  private readonly columns: readonly Float64Array[];
  private readonly scratch: Float64Array;

  constructor(circuit: Circuit, step: number) {
    const { chip } = circuit;
    this.circuit = circuit;
    this.step = step;
    this.samples = Math.ceil(chip.encoder.delay / step) + 2;
    const created = chip.layers.slice(1).map((n, index): Layer => {
      const { tau } = chip.neurons[index + 1]!;
      const array = () => new Float64Array(n);
      const history = () => Array.from({ length: this.samples }, array);
      return {
        n,
        relu: chip.activation === 'relu' && index + 2 < chip.layers.length,
        plus: array(),
        minus: array(),
        movePlus: tau.plus.map((seconds) => -Math.expm1(-step / seconds)),
        moveMinus: tau.minus.map((seconds) => -Math.expm1(-step / seconds)),
        a: array(),
        topDown: array(),
        m: history(),
        d: history(),
      };
    });
    this.layers = [created[0], ...created];
    this.columns = chip.forward.map(({ weights }, k) => columnsOf(weights, chip.layers[k]));
    this.scratch = new Float64Array(Math.max(...chip.layers));
  }

  /** From rest for so many steps; m of the output layer after every `every` of them. */
  run(drive: Drive, steps: number, every: number): Float64Array[] {
    const { layers, circuit } = this;
    const { chip } = circuit;
    const last = layers.length - 1;
    const { weights, bias } = chip.forward[0];
    const first = bottomUp(weights, bias, drive.input);
    for (const layer of layers) {
      layer.plus.fill(0);
      layer.minus.fill(0);
      layer.topDown.fill(0);
    }
    for (let k = 1; k <= last; k++) {
      this.encode(k, 0);
      for (const array of [...layers[k].m.slice(1), ...layers[k].d.slice(1)]) array.fill(0);
    }
    layers[1].a.set(first);
    const course: Float64Array[] = [];
    for (let now = 0; now < steps; now++) {
      for (let k = 2; k <= last; k++) {
        this.middle(layers[k - 1].m, layers[k - 1].n, now);
        multiplyAdd(this.columns[k - 1], this.scratch, layers[k - 1].n, layers[k].a, chip.forward[k - 1].bias);
      }
      for (let k = 1; k < last; k++) {
        this.middle(layers[k + 1].d, layers[k + 1].n, now);
        multiplyAdd(chip.forward[k].weights, this.scratch, layers[k + 1].n, layers[k].topDown, null);
      }
      const { a, topDown, n } = layers[last];
      for (let i = 0; i < n; i++) topDown[i] = drive.beta * (drive.target[i] - a[i]);
      for (let k = 1; k <= last; k++) {
        this.relax(k);
        this.encode(k, now + 1);
      }
      if ((now + 1) % every === 0) course.push(layers[last].m[(now + 1) % this.samples].slice());
    }
    return course;
  }

  private relax(k: number): void {
    const { n, plus, minus, movePlus, moveMinus, a, topDown } = this.layers[k];
    const { gainPlus, gainMinus } = this.circuit.nudging[k]!;
    for (let i = 0; i < n; i++) {
      plus[i] += (a[i] + gainPlus[i] * topDown[i] - plus[i]) * movePlus[i];
      minus[i] += (a[i] - gainMinus[i] * topDown[i] - minus[i]) * moveMinus[i];
    }
  }

  /** m and d of a layer at sample `now`. */
  private encode(k: number, now: number): void {
    const { n, relu, plus, minus, m, d } = this.layers[k];
    const { gain, offset } = this.circuit.chip.neurons[k]!;
    const { weightPlus, weightMinus } = this.circuit.nudging[k]!;
    const mNow = m[now % this.samples];
    const dNow = d[now % this.samples];
    for (let i = 0; i < n; i++) {
      let sPlus = gain.plus[i] * plus[i] + offset.plus[i];
      let sMinus = gain.minus[i] * minus[i] + offset.minus[i];
      if (relu && sPlus < 0) sPlus = 0;
      if (relu && sMinus < 0) sMinus = 0;
      mNow[i] = weightPlus[i] * sPlus + weightMinus[i] * sMinus;
      dNow[i] = sPlus - sMinus;
    }
  }

  /** Values as they arrive in the middle of the step that begins at sample `now`; before time 0 nothing was sent. */
  private middle(history: readonly Float64Array[], n: number, now: number): void {
    const { scratch, samples } = this;
    const position = now + 0.5 - this.circuit.chip.encoder.delay / this.step;
    const from = Math.min(Math.floor(position), now - 1);
    if (position <= 0 || from < 0) {
      if (position <= 0) scratch.fill(0, 0, n);
      else scratch.set(history[0]);
      return;
    }
    const before = history[from % samples];
    const after = history[(from + 1) % samples];
    const share = position - from;
    for (let i = 0; i < n; i++) scratch[i] = before[i] + share * (after[i] - before[i]);
  }
}

/** output = start + sum of input[j] times line j of the array. */
function multiplyAdd(
  lines: Float64Array,
  input: Float64Array,
  count: number,
  output: Float64Array,
  start: Float64Array | null,
): void {
  const n = output.length;
  if (start === null) output.fill(0);
  else output.set(start);
  for (let j = 0, w = 0; j < count; j++) {
    const value = input[j];
    for (let i = 0; i < n; i++, w++) output[i] += lines[w] * value;
  }
}
