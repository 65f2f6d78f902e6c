import type { Circuit, Drive } from '../engine/circuit.ts';
import { drivenEquations } from '../learning/free-state.ts';
import { type KeptPieces, piecesOf, rootOnPieces } from '../learning/kept-pieces.ts';
import type { StationaryEquations } from '../learning/stationary-equations.ts';
import { copyOf } from '../linear/arrays.ts';
import { type Branch, linearisePoint } from './branch.ts';
import { LoopGainGradient } from './loop-gain-gradient.ts';
import { loopMargins } from './margins.ts';
import type { SmallSignal } from './small-signal.ts';

/** A circuit under a drive, whose beta is not read. */
export interface Driven {
  readonly circuit: Circuit;
  readonly drive: Drive;
}

/** A compartment this near to an end of its piece, relative to the largest of 1 and |z|, is at it. */
const AT_KINK = 1e-9;
/** A locus that meets +1 this near to where the branch ends, relatively, ends it. */
const AT_MODE = 1e-6;
/** Of beta, by which rooms are differentiated: what is left out is of the order of its square. */
const STEP = 1e-5;

/**
 * The derivative of the beta at which a branch ends, along any change of the circuit, phi being of straight pieces and the loss
 * squared error. With every compartment on its piece of the last stretch the state is smooth in circuit and beta. Where the branch
 * ends at a kink, the way that the one compartment there has left, h(circuit, beta) = 0, says how beta moves: by -dh / (dh/dbeta). Where
 * a mode grows, the loop is beta times something that stays, and beta moves against the loop gain there.
 */
export class LossBetaGradient {
  /** What ends the branch: a mode, or the number of a compartment as `Rooms` counts them. */
  readonly by: 'mode' | number;
  readonly pieces: KeptPieces;
  private readonly change: (from: Driven, to: Driven) => number;
  private readonly beta: number;
  /** A root next to the end. */
  private readonly near: Float64Array;

  private constructor(
    by: 'mode' | number,
    pieces: KeptPieces,
    beta: number,
    near: Float64Array,
    change: (from: Driven, to: Driven) => number,
  ) {
    this.by = by;
    this.pieces = pieces;
    this.beta = beta;
    this.near = near;
    this.change = change;
  }

  /** Of a branch that has ended; why there is none where a derivative does not exist. */
  static of({ circuit, drive }: Driven, branch: Branch): LossBetaGradient | 'free' | 'fold' {
    const last = branch.lastStretch;
    if (last === null) return 'free';
    const { beta } = branch.end!;
    const { equations } = last;
    const pieces = piecesOf(equations);
    equations.respond();
    const signal = linearisePoint(circuit, drive, last.beta, equations);
    const near = copyOf(last.z);
    const { gainMargin, angularFrequency } = loopMargins(signal);
    if (gainMargin !== null && Math.abs(gainMargin * last.beta - beta) <= AT_MODE * beta) {
      const gradient = new LoopGainGradient(signal, gainMargin, angularFrequency!);
      const linear = (own: Driven) => linearOn(own, pieces, near, last.beta);
      const change = (from: Driven, to: Driven) => -beta * gainMargin * gradient.between(linear(from), linear(to));
      return new LossBetaGradient('mode', pieces, beta, near, change);
    }
    const at = compartmentAtKink({ circuit, drive }, pieces, near, beta);
    if (at === null) return 'fold';
    const room = (own: Driven, strength: number) => roomsOf(own, pieces, near, strength)?.room[at] ?? Number.NaN;
    const own = { circuit, drive };
    const rate = (room(own, beta * (1 + STEP)) - room(own, beta * (1 - STEP))) / (2 * STEP * beta);
    if (!Number.isFinite(rate) || rate === 0) return 'fold';
    const change = (from: Driven, to: Driven) => -(room(to, beta) - room(from, beta)) / rate;
    return new LossBetaGradient(at, pieces, beta, near, change);
  }

  /** The change of the beta from one circuit to another, both near this one. */
  between(from: Driven, to: Driven): number {
    return this.change(from, to);
  }

  /** The equations of a circuit near this one, at its root where this branch ends; null: singular, as where a mode runs off. */
  equationsOf(own: Driven): StationaryEquations | null {
    const equations = drivenEquations(own.circuit, own.drive);
    return rootOnPieces(equations, this.pieces, this.near, this.beta) === null ? null : equations;
  }
}

function roomsOf({ circuit, drive }: Driven, pieces: KeptPieces, near: Float64Array, beta: number) {
  const equations = drivenEquations(circuit, drive);
  const z = rootOnPieces(equations, pieces, near, beta);
  if (z === null) return null;
  return { room: equations.rooms(), z };
}

/** The compartment that is at an end of its piece there; null: none, or several. */
function compartmentAtKink(own: Driven, pieces: KeptPieces, near: Float64Array, beta: number): number | null {
  const there = roomsOf(own, pieces, near, beta);
  if (there === null) return null;
  const scale = there.z.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const found = [...there.room.keys()].filter((c) => Math.abs(there.room[c]) <= AT_KINK * scale);
  return found.length === 1 ? found[0] : null;
}

function linearOn({ circuit, drive }: Driven, pieces: KeptPieces, near: Float64Array, beta: number): SmallSignal {
  const equations = drivenEquations(circuit, drive);
  rootOnPieces(equations, pieces, near, beta);
  return linearisePoint(circuit, drive, beta, equations);
}
