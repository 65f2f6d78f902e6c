import type { Circuit, Drive } from '../engine/circuit.ts';
import { unrolled } from '../engine/unrolled.ts';
import { copyOf, zeros } from '../linear/arrays.ts';
import { multiplyUp } from '../linear/batch-products.ts';
import { activationNamed, isPiecewiseLinear } from '../model/activations.ts';
import { type LossDefinition, lossNamed } from '../model/losses.ts';
import { perLayer } from '../model/per-layer.ts';
import { type Desk, theDesk } from './desk.ts';
import { DeskEntry } from './desk-layout.ts';
import type { LayerPoint, Slopes } from './layer-point.ts';
import { Snapshot } from './snapshot.ts';

const NONE = new Float64Array(0);

/**
 * The equations of a circuit at rest with thresholds going to 0, as a root R(z) = 0. The unknowns z are the inputs D_1,
 * a_2, D_2, .. a_L (a_1 is given by x), and R is what the network returns for each less itself: W_{k-1} M_{k-1} + b - a_k
 * and B_k^T E_{k+1} - D_k, in full scales. The output is nudged by `strength` times e.
 *
 * Linearised, with M = A a + B D and E = C a + F D of every neuron, every layer but the last is eliminated: kernel/reduction.ts.
 * All of it is worked out at the desk of the thread, which equations take when they are asked for something.
 */
export class StationaryEquations {
  readonly size: number;
  readonly last: number;
  /** Neurons of the output. */
  readonly outputs: number;
  private readonly circuit: Circuit;
  private readonly drive: Drive;
  private readonly loss: LossDefinition;
  /** e, held. */
  private held: Float64Array | null = null;
  /** Whether phi is piecewise linear. */
  private readonly hasPieces: boolean;
  /** Whether every compartment keeps to its piece. */
  private isFrozen = false;
  /** Out of sight: what it took along from the desk, by layer; null: it was never there. */
  #kept: Float64Array[] | null = null;
  /** How often compartments had changed their pieces when the derivatives at the desk were worked out; -1: none are there. */
  private sensitiveTo = -1;
  /** Of the elimination at the desk: its shift, and how often compartments had changed their pieces; null: there is none. */
  private eliminated: { readonly shift: number; readonly changes: number } | null = null;

  constructor(circuit: Circuit, drive: Drive) {
    this.circuit = unrolled(circuit);
    const { layers } = this.circuit.chip;
    this.drive = drive;
    this.loss = lossNamed(drive.loss);
    this.last = layers.length - 1;
    this.outputs = layers[this.last];
    this.hasPieces = isPiecewiseLinear(activationNamed(this.circuit.chip.activation));
    let size = 0;
    for (let k = 1; k <= this.last; k++) size += 2 * layers[k];
    this.size = size - layers[1] - this.outputs;
  }

  /** The desk, with these equations at the point last evaluated. */
  get desk(): Desk {
    const desk = theDesk();
    if (desk.guest !== this) this.take(desk);
    return desk;
  }

  /** Index 1 .. L; views of the desk, of other equations as soon as those take it. */
  get layers(): readonly LayerPoint[] {
    return this.desk.layers;
  }

  leave(): void {
    const { layers } = theDesk();
    for (let k = 1; k <= this.last; k++) this.#kept![k].set(layers[k].kept);
  }

  private take(desk: Desk): void {
    desk.guest?.leave();
    desk.guest = null;
    desk.seat(this.circuit, this);
    this.sensitiveTo = -1;
    this.eliminated = null;
    const { layers } = desk;
    if (this.#kept === null) this.begin(layers);
    else {
      for (let k = 1; k <= this.last; k++) layers[k].kept.set(this.#kept[k]);
      this.takeError(desk);
      this.respond();
    }
  }

  /** At the desk for the first time. */
  private begin(layers: readonly LayerPoint[]): void {
    const { forward } = this.circuit.chip;
    const { input, firstInput } = this.drive;
    this.#kept = layers.map(({ kept }, k) => (k === 0 ? NONE : zeros(kept.length)));
    for (let k = 1; k <= this.last; k++) layers[k].kept.fill(0);
    if (firstInput !== undefined) layers[1].a.set(firstInput);
    else multiplyUp(forward[0].weights, forward[0].bias, input, 1, layers[1].a);
  }

  /** z of the forward pass, nothing sent down; an auto-zero samples its d there. */
  forwardPass(): Float64Array {
    const desk = this.desk;
    const { kernel, layers } = desk;
    const z = zeros(this.size);
    for (let k = 1, at = 0; k <= this.last; k++) {
      const { a, topDown, zero, difference, n, zeroResidual } = layers[k];
      if (k > 1) {
        kernel.passUp(0, k - 1);
        z.set(a, at);
        at += n;
      }
      if (k < this.last) at += n;
      topDown.fill(0);
      zero.fill(0);
      this.respondLayer(k);
      if (zeroResidual === null) continue;
      for (let i = 0; i < n; i++) zero[i] = difference[i] + zeroResidual[i];
      this.respondLayer(k);
    }
    return z;
  }

  /** From now on e is the one at the present output. */
  holdError(): void {
    const desk = this.desk;
    this.takeError(desk);
    this.held = copyOf(desk.error);
  }

  /** Whether the equations are linear while every compartment keeps to its piece: all but their strength, which multiplies. */
  get isPiecewiseLinear(): boolean {
    return this.hasPieces && (this.held !== null || this.loss.isQuadratic);
  }

  /** Puts the inputs of all layers where z and the strength have them, what follows from them left as it was. */
  place(z: Float64Array, strength: number): void {
    const { point } = this.desk;
    point.set(z);
    this.placeAtDesk(point, strength);
  }

  /** The same with a vector of the desk. */
  placeAtDesk(z: Float64Array, strength: number): void {
    const desk = this.desk;
    desk.kernel.place(0, z.byteOffset);
    this.takeError(desk);
    const { topDown } = desk.layers[this.last];
    for (let i = 0; i < topDown.length; i++) topDown[i] = strength * desk.error[i];
  }

  /** What follows from the inputs of all layers, where they were placed. */
  respond(): void {
    if (this.hasPieces) this.desk.kernel.respondAll(0, this.isFrozen);
    else for (let k = 1; k <= this.last; k++) this.respondLayer(k);
  }

  /** Moves to the point z and writes R(z); returns its largest modulus, NaN where it is not finite. */
  evaluate(z: Float64Array, strength: number, residual: Float64Array): number {
    const { kernel, point, result } = this.desk;
    this.place(z, strength);
    this.respond();
    const largest = kernel.residual(0, point.byteOffset, result.byteOffset);
    residual.set(result);
    return largest;
  }

  /** Writes dR/dstrength at the point last evaluated: what more of the error sends down. */
  strengthRate(rate: Float64Array): void {
    rate.fill(0);
    if (this.last === 1) return;
    const desk = this.desk;
    this.sensitise();
    const { n } = desk.layers[this.last - 1];
    const { differenceByTopDown } = desk.layers[this.last];
    const array = this.circuit.chip.feedback[this.last - 1] ?? this.circuit.chip.forward[this.last - 1].weights;
    const from = rate.length - this.outputs - n;
    for (let j = 0, at = 0; j < this.outputs; j++) {
      const sent = differenceByTopDown[j] * desk.error[j];
      for (let i = from; i < from + n; i++) rate[i] += array[at++] * sent;
    }
  }

  /**
   * Takes up the piece on which every compartment is, the equations at the root z: what a unit of each output's signal does to all
   * unknowns, and the system that is left to solve. Returns the sign of what was eliminated.
   */
  enterPiece(z: Float64Array): number {
    const desk = this.desk;
    const sign = this.eliminate(0);
    if (sign === 0) return 0;
    desk.point.set(z);
    desk.kernel.unitResponses(0);
    desk.kernel.enterPiece(0, desk.point.byteOffset);
    return sign;
  }

  /** How much of a_L the error loses: 1 live, 0 held. */
  get errorFollows(): number {
    return this.held === null ? 1 : 0;
  }

  /** Solves (dR/dz - shift) x = b at the point last evaluated, b becoming x; returns the sign of the determinant, 0: singular. */
  solveLinearised(strength: number, shift: number, b: Float64Array): number {
    const { kernel, result } = this.desk;
    if (this.eliminate(shift) === 0) return 0;
    // An error that is held does not move.
    const following = this.held === null ? strength : 0;
    if (following !== 0) this.takeErrorSlope();
    result.set(b);
    const sign = kernel.solveReduced(0, following, result.byteOffset);
    b.set(result);
    return sign;
  }

  /** Writes into `nudgeMotion` of the desk dD_L that a motion of z, a vector of the desk, and of the strength makes. */
  moveNudge(dz: Float64Array, strength: number, strengthRate: number): void {
    const { error, nudgeMotion, errorSlope } = this.desk;
    const { outputs, held, last } = this;
    for (let i = 0; i < outputs; i++) nudgeMotion[i] = error[i] * strengthRate;
    // a_1 is given by x.
    if (held !== null || last === 1) return;
    const from = dz.length - outputs;
    if (this.loss.isQuadratic) {
      for (let i = 0; i < outputs; i++) nudgeMotion[i] -= strength * dz[from + i];
      return;
    }
    this.takeErrorSlope();
    for (let i = 0, at = 0; i < outputs; i++) {
      for (let j = 0; j < outputs; j++) nudgeMotion[i] += strength * errorSlope[at++] * dz[from + j];
    }
  }

  /** Works out the derivatives of what all layers send, where the equations are; at an end of a piece those of the flat side. */
  sensitise(): void {
    const { kernel, layers, header } = this.desk;
    if (!this.isFrozen) kernel.takePieces(0);
    const changes = header.int(DeskEntry.changes);
    if (this.hasPieces && this.sensitiveTo === changes) return;
    this.sensitiveTo = changes;
    for (let k = 1; k <= this.last; k++) {
      if (layers[k].isStraight) kernel.slopes(layers[k].address);
      else layers[k].curveSlopes();
      kernel.sensitivity(layers[k].address);
    }
  }

  /** ds/dv of every compartment where the equations are, by layer; null at 0. Overwritten by the next call. */
  slopes(): (Slopes | null)[] {
    this.sensitise();
    return this.layers.map(({ slopes }, k) => (k === 0 ? null : slopes));
  }

  /** a_k of all layers, index 1 .. L. */
  inputs(): Float64Array[] {
    const { layers } = this;
    return perLayer(this.last, (k) => copyOf(layers[k].a));
  }

  /** What all layers are at the point last evaluated. */
  snapshot(): Snapshot {
    const { chip, nudging } = this.circuit;
    const copies = this.layers.map(({ visible }, k) => (k === 0 ? null : copyOf(visible)));
    return new Snapshot(copies, chip.layers, nudging);
  }

  /** z of the inputs a_k and D_k, index 1 .. L, of which the first n_k entries are read. */
  pack(layers: readonly { readonly a: Float64Array; readonly topDown: Float64Array }[]): Float64Array {
    const z = zeros(this.size);
    const sizes = this.circuit.chip.layers;
    for (let k = 1, at = 0; k <= this.last; k++) {
      const n = sizes[k];
      if (k > 1) {
        z.set(layers[k].a.subarray(0, n), at);
        at += n;
      }
      if (k < this.last) {
        z.set(layers[k].topDown.subarray(0, n), at);
        at += n;
      }
    }
    return z;
  }

  /** How far every compartment is from the nearer end of its piece, full scales, as `Rooms` counts them. */
  rooms(): Float64Array {
    const { rooms } = this.desk.walk;
    rooms.measure();
    return copyOf(rooms.room);
  }

  /** Whether a rail cuts an output here that it would not cut at the inputs of the forward pass, a_k by layer. */
  isCutBeyond(free: readonly Float64Array[]): boolean {
    const { layers } = this;
    for (let k = 1; k <= this.last; k++) if (layers[k].pinnedBeyond(free[k])) return true;
    return false;
  }

  /** From now on every compartment keeps to the piece of phi and rails that it is on, extended beyond its ends. */
  freeze(): void {
    const { kernel } = this.desk;
    kernel.takePieces(0);
    this.isFrozen = true;
  }

  /** From now on every compartment keeps to the piece that it has in these, by layer, wherever it is driven. */
  keep(pieces: readonly (Slopes | null)[]): void {
    const { layers, header } = this.desk;
    this.isFrozen = true;
    header.setInt(DeskEntry.changes, header.int(DeskEntry.changes) + 1);
    for (let k = 1; k <= this.last; k++) {
      layers[k].piecePlus.set(pieces[k]!.plus);
      layers[k].pieceMinus.set(pieces[k]!.minus);
    }
  }

  /** Ends that. */
  thaw(): void {
    this.isFrozen = false;
  }

  /** Puts a compartment, as `Rooms` counts them, that is at an end of its piece on the piece behind that end. */
  cross(compartment: number): void {
    const { kernel, layers, header } = this.desk;
    let i = compartment >> 1;
    let k = 1;
    for (; i >= layers[k].n; k++) i -= layers[k].n;
    kernel.crossEnd(layers[k].address, compartment % 2, i);
    header.setInt(DeskEntry.changes, header.int(DeskEntry.changes) + 1);
  }

  /** Where phi is piecewise linear an elimination stays the same as long as every compartment keeps to its piece. */
  private eliminate(shift: number): number {
    const { kernel, header } = this.desk;
    this.sensitise();
    if (!this.hasPieces) return kernel.eliminate(0, shift);
    const changes = header.int(DeskEntry.changes);
    if (this.eliminated?.shift === shift && this.eliminated.changes === changes) return header.int(DeskEntry.sign) | 0;
    this.eliminated = { shift, changes };
    return kernel.eliminate(0, shift);
  }

  private respondLayer(k: number): void {
    const { kernel, layers } = this.desk;
    const layer = layers[k];
    if (!layer.isStraight) {
      layer.curve(this.isFrozen);
      kernel.send(layer.address);
    } else if (this.isFrozen) kernel.respondOnPieces(layer.address);
    else kernel.respondOf(layer.address);
  }

  private takeError({ error, layers }: Desk): void {
    if (this.held !== null) error.set(this.held);
    else this.loss.error(layers[this.last].a, this.drive.target, error);
  }

  private takeErrorSlope(): void {
    const { errorSlope, layers } = this.desk;
    this.loss.errorSlope(layers[this.last].a, this.drive.target, errorSlope);
  }
}
