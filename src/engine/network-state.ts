import { DOUBLES } from '../linear/batch-products.ts';
import { Connector } from '../linear/connector.ts';
import { type Reach, reachOf } from '../linear/reach.ts';
import { type ArraySize, arraySizes } from '../model/connection.ts';
import { lossNamed } from '../model/losses.ts';
import { perLayer } from '../model/per-layer.ts';
import { unmuteDifferences } from './auto-zero.ts';
import type { Circuit, Drive } from './circuit.ts';
import { deferredBytes, placeDeferred } from './deferred.ts';
import { Header } from './header.ts';
import { LoopKernel } from './kernel.ts';
import type { Layer } from './layer.ts';
import { attachLayer, createLayer, LAYER_HEADER_BYTES, type LayerPlace, layerBytes, resetLayer } from './layer.ts';
import { layerNoiseBytes, writeLayerNoise } from './layer-noise.ts';
import { EVENT_BYTES, LayerEntry, LinesEntry, LoopEntry, OutputError } from './layout.ts';
import {
  type LinesPlace,
  largestWeights,
  linesBytes,
  runsBytes,
  writeLines,
  writeLinesHeader,
  writeRuns,
} from './lines.ts';
import { noiseSources } from './noise.ts';
import { assertMeans, biasesOf, unrolled } from './unrolled.ts';

/** Events that the log holds before they have to be taken up. */
const LOG_EVENTS = 2048;
/** Events that may be in flight before the line has to grow; a power of two. */
const LINE_EVENTS = 256;
/** Everything begins at a multiple of so many bytes. */
const ALIGNMENT = 16;

/** The array from layer k, between 1 and L - 1, to the next. */
interface Link {
  readonly k: number;
  readonly size: ArraySize;
  readonly up: LinesPlace;
  readonly down: LinesPlace;
}

/**
 * The layers of a circuit with the arrays between them, and the output error that drives the top, all in the kernel's
 * memory: first what stays as it is or is forgotten, the weights and the log, then what a run changes, the line last.
 */
export class NetworkState {
  private wired: Circuit;
  private unrolledCircuit: Circuit | null = null;
  private readonly links: readonly Link[];
  /** Index 1 .. L. */
  readonly layers: readonly Layer[];
  readonly last: number;
  readonly kernel: LoopKernel;
  /** Header of the event loop: its address, bytes, and its entries as LoopEntry says. */
  readonly loop: number;
  header!: Header;
  /** The log: times and, behind each, code and neuron. */
  logTimes!: Float64Array;
  logCodes!: Int32Array;
  private readonly log: number;
  private readonly places: readonly LayerPlace[];
  /** a_L and D_L, without the padding of the layer's arrays. */
  private outputInput!: Float64Array;
  private outputTopDown!: Float64Array;
  /** y, as the kernel reads it. */
  private target!: Float64Array;
  private readonly targetAt: number;
  /** beta e, in force at the output while `held`. */
  private readonly heldError: Float64Array;
  private drive: Drive | null = null;
  private nudging: 'off' | 'live' | 'held' = 'off';

  constructor(circuit: Circuit) {
    const { chip } = circuit;
    assertMeans(chip);
    const { layers: n, encoder, connections } = chip;
    this.wired = circuit;
    this.last = n.length - 1;
    this.kernel = LoopKernel.take(this);
    let free = align(this.kernel.exports.start());
    const place = (bytes: number) => {
      const address = free;
      free = align(free + bytes);
      return address;
    };
    this.log = place(LOG_EVENTS * EVENT_BYTES);
    const sizes = arraySizes(chip);
    const reaches = sizes.map((_, k) => reachOf(connections?.[k] ?? null));
    this.links = n.slice(1, -1).map((_, index) => linkAt(index + 1, sizes[index + 1], reaches[index + 1], place));
    this.targetAt = place(n[this.last] * Float64Array.BYTES_PER_ELEMENT);
    const deferred = n.slice(1).map((size) => place(deferredBytes(size)));
    this.loop = place(LoopEntry.count * Float64Array.BYTES_PER_ELEMENT);
    const headers = place(this.last * LAYER_HEADER_BYTES);
    this.places = n.slice(1).map((size, index) => ({
      header: headers + index * LAYER_HEADER_BYTES,
      arrays: place(layerBytes(size)),
    }));
    const noise = n.slice(1).map((_, index) => {
      const sources = noiseSources(chip, index + 1);
      return { sources, address: sources.length === 0 ? 0 : place(layerNoiseBytes(sources)) };
    });
    const line = place(LINE_EVENTS * EVENT_BYTES);
    this.kernel.reserve(free);
    const { buffer } = this.kernel;
    this.layers = perLayer(this.last, (k) => createLayer(circuit, k, buffer, this.places[k - 1]));
    for (const { k, size, up, down } of this.links) {
      const reach = reaches[k];
      this.layers[k].header.setInt(LayerEntry.up, up.header);
      this.layers[k + 1].header.setInt(LayerEntry.down, down.header);
      for (const lines of [up, down]) writeLinesHeader(lines, size, reach, buffer);
      if (reach === null) continue;
      writeRuns(reach.up, buffer, up.up);
      writeRuns(reach.down, buffer, up.down);
    }
    this.writeLines();
    deferred.forEach((address, index) => {
      const { n: size, header, weightPlus, weightMinus } = this.layers[index + 1];
      placeDeferred(header, size, address);
      const isDense = reaches[index + 1] === null && (index === 0 || reaches[index] === null);
      const addsUp = [weightPlus, weightMinus].every((weights) => weights.every((weight) => weight >= 0));
      header.setInt(LayerEntry.mayDefer, index + 1 < this.last && isDense && addsUp ? 1 : 0);
    });
    noise.forEach(({ sources, address }, index) => {
      this.layers[index + 1].header.setInt(LayerEntry.noise, address);
      if (address > 0) writeLayerNoise(sources, buffer, address);
    });
    this.attachLoop();
    this.header.setInt(LoopEntry.layers, headers);
    this.header.setInt(LoopEntry.last, this.last);
    this.header.set(LoopEntry.delay, encoder.delay);
    this.header.set(LoopEntry.activityThreshold, encoder.activityThreshold);
    this.header.set(LoopEntry.differenceThreshold, encoder.differenceThreshold);
    this.header.setInt(LoopEntry.target, this.targetAt);
    this.header.setInt(LoopEntry.line, line);
    this.header.setInt(LoopEntry.lineCapacity, LINE_EVENTS);
    this.header.setInt(LoopEntry.log, this.log);
    this.header.setInt(LoopEntry.logCapacity, LOG_EVENTS);
    this.heldError = new Float64Array(n[this.last]);
  }

  get circuit(): Circuit {
    return this.wired;
  }

  /** Gives its memory back: it must not be used any more. */
  release(): void {
    this.kernel.release();
  }

  /** Takes the weights and biases of a circuit of the same neurons, between runs. */
  program(circuit: Circuit): void {
    this.wired = circuit;
    this.unrolledCircuit = null;
    this.writeLines();
  }

  /** The circuit with every array written out, as its stationary states are looked for. */
  get unrolled(): Circuit {
    this.unrolledCircuit ??= unrolled(this.wired);
    return this.unrolledCircuit;
  }

  private writeLines(): void {
    const { forward, feedback } = this.wired.chip;
    const { buffer } = this.kernel;
    for (const { k, size, up, down } of this.links) {
      const { weights } = forward[k];
      const back = feedback[k] ?? weights;
      writeLines(up, size, weights, buffer);
      writeLines(down, size, back, buffer);
      if (up.up > 0) continue;
      largestWeights('up', size, weights, this.layers[k + 1].largestUp);
      largestWeights('down', size, back, this.layers[k].largestDown);
    }
  }

  /** Everything at rest at time 0, the input clamped, no nudging yet. */
  reset(drive: Drive): void {
    const { chip } = this.circuit;
    this.drive = drive;
    this.nudging = 'off';
    this.header.setInt(LoopEntry.outputError, OutputError.still);
    this.header.set(LoopEntry.beta, drive.beta);
    this.target.set(drive.target);
    unmuteDifferences(this);
    for (let k = 1; k <= this.last; k++) {
      resetLayer(this.layers[k], k === 1 ? (drive.firstInput ?? this.firstInput(drive.input)) : biasesOf(chip, k - 1));
    }
  }

  /** W_0 x + b. */
  private firstInput(input: Float64Array): Float64Array {
    const { layers, forward, connections } = this.circuit.chip;
    const a = new Float64Array(layers[1]);
    new Connector(connections?.[0] ?? null, DOUBLES, 1).up(forward[0].weights, forward[0].bias, input, a);
    return a;
  }

  /** The clamped input x. */
  get input(): Float64Array {
    return this.drive!.input;
  }

  /** From now on the output is nudged: by the error at the present a_L, live or held. */
  startNudging(): void {
    this.outputError(this.outputInput, this.heldError);
    this.nudging = this.drive!.nudge;
    if (this.nudging === 'live') {
      const { isQuadratic } = lossNamed(this.drive!.loss);
      this.header.setInt(LoopEntry.outputError, isQuadratic ? OutputError.linear : OutputError.other);
    }
    this.updateOutputError();
  }

  /** beta e at the output a, written into `topDown`; both of length n_L. */
  private outputError(a: Float64Array, topDown: Float64Array): void {
    const { loss, target, beta } = this.drive!;
    lossNamed(loss).error(a, target, topDown);
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

  /** A copy of all that a run changes. */
  save(): Uint8Array {
    return new Uint8Array(this.kernel.buffer, this.loop, this.lineEnd - this.loop).slice();
  }

  /** Puts a copy back. */
  restore(saved: Uint8Array): void {
    new Uint8Array(this.kernel.buffer, this.loop, saved.length).set(saved);
  }

  /** Doubles the room for events in flight. */
  growLine(): void {
    const { header } = this;
    const capacity = header.int(LoopEntry.lineCapacity);
    const former = new Uint8Array(this.kernel.buffer, header.int(LoopEntry.line), capacity * EVENT_BYTES).slice();
    const first = header.int(LoopEntry.lineFirst) * EVENT_BYTES;
    this.kernel.reserve(header.int(LoopEntry.line) + 2 * capacity * EVENT_BYTES);
    for (let k = 1; k <= this.last; k++) attachLayer(this.layers[k], this.kernel.buffer, this.places[k - 1]);
    this.attachLoop();
    const grown = new Uint8Array(this.kernel.buffer, this.header.int(LoopEntry.line), 2 * capacity * EVENT_BYTES);
    grown.set(former.subarray(first));
    grown.set(former.subarray(0, first), former.length - first);
    this.header.setInt(LoopEntry.lineFirst, 0);
    this.header.setInt(LoopEntry.lineCapacity, 2 * capacity);
  }

  private get lineEnd(): number {
    return this.header.int(LoopEntry.line) + this.header.int(LoopEntry.lineCapacity) * EVENT_BYTES;
  }

  /** Views of the kernel's memory, those of the layers being there. */
  private attachLoop(): void {
    const { buffer } = this.kernel;
    this.header = new Header(buffer, this.loop, LoopEntry.count);
    this.logTimes = new Float64Array(buffer, this.log, 2 * LOG_EVENTS);
    this.logCodes = new Int32Array(buffer, this.log, 4 * LOG_EVENTS);
    const output = this.layers[this.last];
    this.outputInput = output.a.subarray(0, output.n);
    this.outputTopDown = output.topDown.subarray(0, output.n);
    this.target = new Float64Array(buffer, this.targetAt, output.n);
  }
}

/** Where the array from layer k to the next lies. */
function linkAt(k: number, size: ArraySize, reach: Reach | null, place: (bytes: number) => number): Link {
  const up = reach === null ? 0 : place(runsBytes(reach.up));
  const down = reach === null ? 0 : place(runsBytes(reach.down));
  const lines = (direction: LinesPlace['direction']): LinesPlace => {
    const header = place(LinesEntry.count * Float64Array.BYTES_PER_ELEMENT);
    return { direction, header, lines: place(linesBytes(size, direction)), up, down };
  };
  return { k, size, up: lines('up'), down: lines('down') };
}

function align(address: number): number {
  return Math.ceil(address / ALIGNMENT) * ALIGNMENT;
}
