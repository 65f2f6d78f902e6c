import type { Circuit, Drive } from '../src/engine/circuit.ts';
import { bottomUp } from '../src/engine/free-response.ts';
import { columnsOf } from './columns.ts';

interface Layer {
  readonly n: number;
  readonly relu: boolean;
  /** v_c. */
  readonly plus: Float64Array;
  readonly minus: Float64Array;
  /** 1 - exp(-step/tau). */
  readonly movePlus: Float64Array;
  readonly moveMinus: Float64Array;
  readonly a: Float64Array;
  readonly topDown: Float64Array;
  readonly m: Float64Array;
  readonly sentM: Float64Array;
  readonly sentD: Float64Array;
}

/**
 * The chip with its encoders, stepped: exact relaxation between steps, a look at every encoder after each, arrivals a
 * whole number of steps after they were sent. What a careful designer writes when there is no event-driven simulator.
 *
 * For relu or identity, a live squared error, no rails, nominal thresholds, one forward array read both ways.
 */
export class EncodedStep {
  private readonly circuit: Circuit;
  private readonly layers: readonly Layer[];
  private readonly columns: readonly Float64Array[];
  /** Events by the step in which they arrive, modulo the number of lists: layer, neuron and step in a and D. */
  private readonly flight: readonly number[][];

  constructor(circuit: Circuit, step: number) {
    const { chip } = circuit;
    this.circuit = circuit;
    const created = chip.layers.slice(1).map((n, index): Layer => {
      const { tau } = chip.neurons[index + 1]!;
      const array = () => new Float64Array(n);
      return {
        n,
        relu: chip.activation === 'relu' && index + 2 < chip.layers.length,
        plus: array(),
        minus: array(),
        movePlus: tau.plus.map((seconds) => -Math.expm1(-step / seconds)),
        moveMinus: tau.minus.map((seconds) => -Math.expm1(-step / seconds)),
        a: array(),
        topDown: array(),
        m: array(),
        sentM: array(),
        sentD: array(),
      };
    });
    this.layers = [created[0], ...created];
    this.columns = chip.forward.map(({ weights }, k) => columnsOf(weights, chip.layers[k]));
    this.flight = Array.from({ length: Math.round(chip.encoder.delay / step) + 1 }, () => []);
  }

  /** From rest for so many steps: the events sent, and m of the output layer after every `every` steps. */
  run(drive: Drive, steps: number, every: number): { events: number; course: Float64Array[] } {
    const { layers, flight } = this;
    this.reset(drive);
    const course: Float64Array[] = [];
    let events = 0;
    for (let now = 0; now < steps; now++) {
      this.deliver(drive, flight[now % flight.length]);
      const sent = flight[(now + flight.length - 1) % flight.length];
      for (let k = 1; k < layers.length; k++) events += this.stepLayer(k, sent);
      if ((now + 1) % every === 0) course.push(layers[layers.length - 1].m.slice());
    }
    return { events, course };
  }

  private reset(drive: Drive): void {
    const { layers, circuit, flight } = this;
    const { forward } = circuit.chip;
    for (const list of flight) list.length = 0;
    for (let k = 1; k < layers.length; k++) {
      const { plus, minus, topDown, sentM, sentD, a } = layers[k];
      for (const array of [plus, minus, topDown, sentM, sentD]) array.fill(0);
      a.set(k === 1 ? bottomUp(forward[0].weights, forward[0].bias, drive.input) : forward[k - 1].bias);
    }
    this.nudge(drive);
  }

  private nudge({ beta, target }: Drive): void {
    const { a, topDown, n } = this.layers[this.layers.length - 1];
    for (let i = 0; i < n; i++) topDown[i] = beta * (target[i] - a[i]);
  }

  private deliver(drive: Drive, list: number[]): void {
    const { layers, circuit, columns } = this;
    for (let at = 0; at < list.length; at += 4) {
      const [k, i] = [list[at], list[at + 1]];
      if (list[at + 2] !== 0) addLine(layers[k + 1].a, columns[k], i, list[at + 2]);
      if (list[at + 3] !== 0) addLine(layers[k - 1].topDown, circuit.chip.forward[k - 1].weights, i, list[at + 3]);
    }
    if (list.length > 0) this.nudge(drive);
    list.length = 0;
  }

  /** Moves one layer by a step and lets its encoders send; returns the events. */
  private stepLayer(k: number, sent: number[]): number {
    const { n, relu, plus, minus, movePlus, moveMinus, a, topDown, m, sentM, sentD } = this.layers[k];
    const { gain, offset } = this.circuit.chip.neurons[k]!;
    const { gainPlus, gainMinus, weightPlus, weightMinus } = this.circuit.nudging[k]!;
    const { activityThreshold, differenceThreshold } = this.circuit.chip.encoder;
    const top = this.layers.length - 1;
    let events = 0;
    for (let i = 0; i < n; i++) {
      plus[i] += (a[i] + gainPlus[i] * topDown[i] - plus[i]) * movePlus[i];
      minus[i] += (a[i] - gainMinus[i] * topDown[i] - minus[i]) * moveMinus[i];
      let sPlus = gain.plus[i] * plus[i] + offset.plus[i];
      let sMinus = gain.minus[i] * minus[i] + offset.minus[i];
      if (relu && sPlus < 0) sPlus = 0;
      if (relu && sMinus < 0) sMinus = 0;
      m[i] = weightPlus[i] * sPlus + weightMinus[i] * sMinus;
      const gapM = m[i] - sentM[i];
      const gapD = sPlus - sMinus - sentD[i];
      const stepM = Math.abs(gapM) >= activityThreshold ? Math.sign(gapM) * activityThreshold : 0;
      const stepD = Math.abs(gapD) >= differenceThreshold ? Math.sign(gapD) * differenceThreshold : 0;
      if (stepM === 0 && stepD === 0) continue;
      sentM[i] += stepM;
      sentD[i] += stepD;
      events += (stepM === 0 ? 0 : 1) + (stepD === 0 ? 0 : 1);
      sent.push(k, i, k < top ? stepM : 0, k > 1 ? stepD : 0);
    }
    return events;
  }
}

/** output += factor times line `index` of an array of lines as long as the output. */
function addLine(output: Float64Array, lines: Float64Array, index: number, factor: number): void {
  for (let i = 0, w = index * output.length; i < output.length; i++, w++) output[i] += factor * lines[w];
}
