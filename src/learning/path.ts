import type { LayerPoint } from './layer-point.ts';
import type { LinearPiece } from './linear-piece.ts';
import { Newton, type System } from './newton.ts';
import type { Pieces } from './pieces.ts';
import type { Motion, StationaryEquations } from './stationary-equations.ts';

/** Equations R(z, p) = 0 of a circuit at rest that change with a parameter p. */
export interface Homotopy extends System {
  readonly equations: StationaryEquations;
  /** Writes dR/dp at the point last evaluated. */
  rate(rate: Float64Array): void;
  /** The nudging strength at p, and its derivative by p. */
  strength(p: number): number;
  readonly strengthRate: number;
  /** The roots from the point last evaluated on, the root z at p, on the pieces of the compartments there; null: not in closed form. */
  piece(z: Float64Array, p: number): LinearPiece | null;
}

/** How a stretch of path ended: at the parameter asked for, at an end of a piece, or where no root goes on. */
export type Stretch = 'arrived' | 'kink' | 'fold';

/** A compartment is at an end of its piece when it is this near, relative to the largest of 1 and |z|. */
const AT_END = 1e-11;
const NEWTON_STEPS = 12;
/** Shortest step in p, relative to p or to the distance to go, before the path counts as folded. */
const SHORTEST = 2 ** -40;
/** What a predicted kink is overstepped by, so that it lies within the step. */
const OVERSTEP = 1.01;
const MOST_CROSSINGS = 64;

/**
 * A path of roots z(p) for a growing parameter, piece by piece: while every compartment keeps to its piece of phi and
 * rails the equations are smooth (linear, or rational in p, where phi is piecewise linear), so kinks are solved for, not
 * stepped over. Where a path of a piecewise-linear system crosses a kink it goes on with growing p if and only if the
 * determinant keeps its sign (Eaves and Scarf, The solution of systems of piecewise linear equations, 1976).
 */
export class Path {
  readonly z: Float64Array;
  /** The parameter reached. */
  at: number;
  private readonly homotopy: Homotopy;
  private readonly newton: Newton;
  private readonly residual: Float64Array;
  private tangent: Float64Array;
  /** Of the determinant; the same all along. */
  private readonly sign: number;
  private stopped: Compartment | null = null;
  private piece: LinearPiece | null = null;
  private readonly compartments: readonly Compartment[];

  /** @param z a root at the parameter `at` */
  constructor(homotopy: Homotopy, z: Float64Array, at: number) {
    this.homotopy = homotopy;
    this.newton = new Newton(homotopy);
    this.z = z;
    this.at = at;
    this.residual = new Float64Array(z.length);
    this.tangent = new Float64Array(z.length);
    const { equations } = homotopy;
    equations.thaw();
    homotopy.evaluate(z, at, this.residual);
    equations.freeze();
    homotopy.evaluate(z, at, this.residual);
    this.compartments = equations.layers.flatMap((layer, k) =>
      k === 0
        ? []
        : Array.from(layer.a, (_, i) => [
            new Compartment(layer, k, i, true),
            new Compartment(layer, k, i, false),
          ]).flat(),
    );
    this.sign = this.enter();
  }

  /** Moves on within the present pieces, to `to` at most; the equations are then where the path is. */
  advance(to: number): Stretch {
    const stretch = this.moveOn(to);
    if (this.piece !== null) this.homotopy.evaluate(this.z, this.at, this.residual);
    return stretch;
  }

  private moveOn(to: number): Stretch {
    let step = to - this.at;
    const shortest = SHORTEST * Math.max(Math.abs(this.at), step);
    if (this.sign === 0) return 'fold';
    while (this.at < to) {
      const reach = this.kinkAhead();
      const next = Math.min(to, this.at + Math.min(step, Math.max(OVERSTEP * reach, shortest)));
      const trial = this.z.map((value, i) => value + (next - this.at) * this.tangent[i]);
      const tangent = this.solve(trial, next);
      if (tangent === null) {
        this.arrive(this.z, this.at, this.tangent);
        step = (next - this.at) / 2;
        if (step < shortest) return 'fold';
        continue;
      }
      if (this.beyond().length === 0) {
        this.arrive(trial, next, tangent);
        step *= 2;
        continue;
      }
      return this.stopAtKink(trial, next);
    }
    return 'arrived';
  }

  /** Crosses the kink at which the path stopped; false: no root goes on with growing p. */
  cross(): boolean {
    let crossing = this.stopped;
    for (let crossed = 0; crossed < MOST_CROSSINGS && crossing !== null; crossed++) {
      crossing.pieces.cross(crossing.drive(), crossing.i);
      this.homotopy.evaluate(this.z, this.at, this.residual);
      if (this.enter() !== this.sign) return false;
      crossing = this.leaving();
    }
    this.stopped = null;
    return crossing === null;
  }

  /** Takes up the pieces on which the compartments are at the point last evaluated; returns the sign of the determinant. */
  private enter(): number {
    this.piece = this.homotopy.piece(this.z, this.at);
    if (this.piece === null) return this.turn(this.at, this.tangent);
    return this.piece.at(this.at, this.z, this.tangent);
  }

  /** Solves at p, the tangent then or null: no root there, or one on the other side of a fold. */
  private solve(trial: Float64Array, p: number): Float64Array | null {
    if (this.piece !== null) {
      const tangent = new Float64Array(trial.length);
      if (this.piece.at(p, trial, tangent) !== this.sign) return null;
      this.homotopy.equations.place(trial, this.homotopy.strength(p));
      return tangent;
    }
    if (!this.newton.solve(trial, p, NEWTON_STEPS)) return null;
    const tangent = new Float64Array(trial.length);
    return this.turn(p, tangent) === this.sign ? tangent : null;
  }

  /** Writes dz/dp at the point last evaluated; returns the sign of the determinant. */
  private turn(p: number, tangent: Float64Array): number {
    this.homotopy.rate(tangent);
    for (let i = 0; i < tangent.length; i++) tangent[i] = -tangent[i];
    return this.homotopy.solveLinearised(p, 0, tangent);
  }

  private arrive(z: Float64Array, at: number, tangent: Float64Array): void {
    this.z.set(z);
    this.at = at;
    this.tangent = tangent;
    if (this.piece !== null) this.homotopy.equations.place(z, this.homotopy.strength(at));
    else this.homotopy.evaluate(this.z, at, this.residual);
  }

  /** Finds the first end of a piece between the present point and `right`, by which pieces have been left. */
  private stopAtKink(right: Float64Array, end: number): Stretch {
    const tolerance = this.tolerance();
    let left = this.beyond();
    let to = end;
    let high = right;
    for (;;) {
      // Where each of them loses its room as the tangent has it; one that gains room yet loses it later.
      this.arrive(this.z, this.at, this.tangent);
      const motion = this.motion();
      let p = (this.at + to) / 2;
      let first: Compartment | null = null;
      for (const each of left) {
        const rate = each.roomRate(motion);
        if (rate >= 0) continue;
        const own = this.at + Math.max(0, each.room()) / -rate;
        if (own < p) {
          p = own;
          first = each;
        }
      }
      if (first !== null && (p <= this.at || first.room() <= tolerance)) {
        this.stopped = first;
        return 'kink';
      }
      if (p <= this.at || p >= to) return 'fold';
      const share = (p - this.at) / (to - this.at);
      const trial = this.z.map((value, i) => value + share * (high[i] - value));
      const tangent = this.solve(trial, p);
      if (tangent === null) return 'fold';
      const beyond = this.beyond();
      if (beyond.length > 0) {
        high = trial;
        to = p;
        left = beyond;
      } else this.arrive(trial, p, tangent);
    }
  }

  private tolerance(): number {
    return AT_END * this.z.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  }

  /** Compartments beyond their pieces at the point last evaluated. */
  private beyond(): Compartment[] {
    const tolerance = this.tolerance();
    const found: Compartment[] = [];
    for (const compartment of this.compartments) {
      if (compartment.room() < -tolerance) found.push(compartment);
    }
    return found;
  }

  /** How far ahead, in p, the first compartment is beyond its piece, as the tangent has it. */
  private kinkAhead(): number {
    const motion = this.motion();
    const tolerance = this.tolerance();
    let ahead = Infinity;
    for (const compartment of this.compartments) {
      const rate = compartment.roomRate(motion);
      if (rate < 0) ahead = Math.min(ahead, (Math.max(0, compartment.room()) + 2 * tolerance) / -rate);
    }
    return ahead;
  }

  /** A compartment that stands at an end of its piece and moves beyond it; null: none. */
  private leaving(): Compartment | null {
    const motion = this.motion();
    const tolerance = this.tolerance();
    for (const compartment of this.compartments) {
      if (compartment.room() <= tolerance && compartment.roomRate(motion) < 0) return compartment;
    }
    return null;
  }

  private motion(): Motion {
    const { equations, strengthRate } = this.homotopy;
    return equations.motion(this.tangent, this.homotopy.strength(this.at), strengthRate);
  }
}

/** One compartment of a layer at the point last evaluated. */
class Compartment {
  readonly pieces: Pieces;
  readonly i: number;
  private readonly layer: LayerPoint;
  private readonly k: number;
  private readonly isPlus: boolean;

  constructor(layer: LayerPoint, k: number, i: number, isPlus: boolean) {
    this.layer = layer;
    this.k = k;
    this.i = i;
    this.isPlus = isPlus;
    this.pieces = isPlus ? layer.piecesPlus : layer.piecesMinus;
  }

  drive(): number {
    return this.isPlus ? this.layer.drivePlus(this.i) : this.layer.driveMinus(this.i);
  }

  room(): number {
    return this.pieces.room(this.drive(), this.i);
  }

  /** How its room changes. */
  roomRate({ input, topDown }: Motion): number {
    const { i, k, pieces } = this;
    const rate = input[k][i] + this.layer.nudgeGain(this.isPlus, i) * topDown[k][i];
    const at = pieces.at[i];
    if (at !== 0) return at * rate;
    const v = this.drive();
    return v - pieces.low[i] < pieces.high[i] - v ? rate : -rate;
  }
}
