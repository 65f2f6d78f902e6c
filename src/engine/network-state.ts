import { unmuteDifferences } from './auto-zero.ts';
import type { Circuit, Drive } from './circuit.ts';
import type { Compute } from './compute.ts';
import { ACTIVITY } from './crossing.ts';
import { bottomUp } from './free-response.ts';
import type { Layer } from './layer.ts';
import { createLayer, layerBytes, resetLayer } from './layer.ts';
import { leapBytes, MOST_ARRIVALS } from './leap-room.ts';
import type { Lines } from './lines.ts';
import { columnLines, emptyLines, linesBytes, NO_LINES, rowLines } from './lines.ts';
import { lossError } from './loss.ts';

/** What makes the inner loops for a memory of so many bytes. */
export type ComputeClass = new (bytes: number) => Compute;

/** The layers of a circuit with the arrays between them, and the output error that drives the top. */
export class NetworkState {
  readonly circuit: Circuit;
  /** Index 1 .. L; index 0 is unused and holds layer 1 so that the array has one kind of element. */
  readonly layers: readonly Layer[];
  /** Index k: columns of W_k, one for each neuron of layer k; index 0 empty. */
  readonly up: Lines[];
  /** Index k: rows of B_k, one for each neuron of layer k + 1; index 0 empty. */
  readonly down: Lines[];
  /** Index k: where in the buffer layer k has room for a leap, bytes; index 0 unused. */
  readonly room: readonly number[];
  /** What each arrival of a leap changes of D_L. */
  readonly jumps: Lines;
  readonly last: number;
  readonly compute: Compute;
  /** a_L and D_L, without the padding of the layer's arrays. */
  private readonly outputInput: Float64Array;
  private readonly outputTopDown: Float64Array;
  /** beta e, in force at the output while `held`. */
  private readonly heldError: Float64Array;
  private drive: Drive | null = null;
  private nudging: 'off' | 'live' | 'held' = 'off';

  constructor(circuit: Circuit, Compute: ComputeClass) {
    const { chip } = circuit;
    this.circuit = circuit;
    this.last = chip.layers.length - 1;
    const { layers: n, forward, feedback } = chip;
    const sizes = n.slice(1);
    const links = n.slice(1, -1).map((below, index) => ({ k: index + 1, below, above: n[index + 2] }));
    const linkBytes = ({ below, above }: (typeof links)[number]) => linesBytes(below, above) + linesBytes(above, below);
    const jumpBytes = linesBytes(MOST_ARRIVALS / 2, n[this.last]);
    const bytes = [jumpBytes, ...sizes.map((size) => layerBytes(size) + leapBytes(size)), ...links.map(linkBytes)];
    this.compute = new Compute(bytes.reduce((sum, part) => sum + part, 0));
    const { buffer } = this.compute;
    let free = this.compute.start;
    const place = (size: number) => {
      free += size;
      return free - size;
    };
    const created = sizes.map((size, index) => createLayer(circuit, index + 1, buffer, place(layerBytes(size))));
    this.layers = [created[0], ...created];
    this.room = [0, ...sizes.map((size) => place(leapBytes(size)))];
    this.jumps = emptyLines(MOST_ARRIVALS / 2, n[this.last], buffer, place(jumpBytes));
    this.up = [NO_LINES];
    this.down = [NO_LINES];
    for (const { k, below, above } of links) {
      const { weights } = forward[k];
      this.up.push(columnLines(weights, below, buffer, place(linesBytes(below, above))));
      this.down.push(rowLines(feedback[k] ?? weights, above, buffer, place(linesBytes(above, below))));
    }
    const output = this.layers[this.last];
    this.outputInput = output.a.subarray(0, output.n);
    this.outputTopDown = output.topDown.subarray(0, output.n);
    this.heldError = new Float64Array(output.n);
  }

  /** Everything at rest at time 0, the input clamped, no nudging yet. */
  reset(drive: Drive): void {
    const { chip } = this.circuit;
    this.drive = drive;
    this.nudging = 'off';
    unmuteDifferences(this);
    const first = drive.firstInput ?? bottomUp(chip.forward[0].weights, chip.forward[0].bias, drive.input);
    for (let k = 1; k <= this.last; k++) resetLayer(this.layers[k], k === 1 ? first : chip.forward[k - 1].bias);
  }

  /** The clamped input x. */
  get input(): Float64Array {
    return this.drive!.input;
  }

  /** From now on the output is nudged: by the error at the present a_L, live or held. */
  startNudging(): void {
    this.outputError(this.outputInput, this.heldError);
    this.nudging = this.drive!.nudge;
    this.updateOutputError();
  }

  /** Whether D_L changes with a_L. */
  get isLive(): boolean {
    return this.nudging === 'live';
  }

  /** dD_L/da_L of live nudging where it is a constant, times the identity; else null. */
  get linearError(): number | null {
    const { loss, beta } = this.drive!;
    return loss === 'squared-error' ? -beta : null;
  }

  /** beta e at the output a, written into `topDown`; both of length n_L. */
  outputError(a: Float64Array, topDown: Float64Array): void {
    const { loss, target, beta } = this.drive!;
    lossError(loss, a, target, topDown);
    for (let i = 0; i < topDown.length; i++) topDown[i] *= beta;
  }

  /** D_L after a change of a_L. */
  updateOutputError(): void {
    if (this.nudging !== 'off') this.nudgeAt(this.outputInput, this.outputTopDown);
  }

  /** D_L at the output a as the chip is nudged now, written into `topDown`; both of length n_L. */
  nudgeAt(a: Float64Array, topDown: Float64Array): void {
    if (this.nudging === 'live') this.outputError(a, topDown);
    else if (this.nudging === 'held') topDown.set(this.heldError);
    else topDown.fill(0);
  }

  /** Whether every compartment, and what it relaxes to, is a number. */
  isFinite(): boolean {
    // 0 times a number is 0, or NaN where it is not finite.
    let zeros = 0;
    for (let k = 1; k <= this.last; k++) {
      const { n, plus, minus } = this.layers[k];
      for (let i = 0; i < n; i++) {
        zeros += 0 * plus.x[i] + 0 * plus.target[i] + 0 * minus.x[i] + 0 * minus.target[i];
      }
    }
    return zeros === 0;
  }

  /** Whether a layer receives what an encoder of layer k sends. */
  isReceived(k: number, encoder: number): boolean {
    return encoder === ACTIVITY ? k < this.last : k > 1;
  }
}
