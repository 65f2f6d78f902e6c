import { arraysOf, zeros } from '../linear/arrays.ts';
import type { Walk } from './desk.ts';
import type { LinearPiece } from './linear-piece.ts';
import { Newton, type System } from './newton.ts';
import type { Rooms } from './rooms.ts';
import type { StationaryEquations } from './stationary-equations.ts';

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
/** An interval with a kink shrinks in two or three rounds; every so many it is halved, whatever the estimate says. */
const BISECT = 4;
const MOST_ROUNDS = 400;

/**
 * A path of roots z(p) for a growing parameter, piece by piece: while every compartment keeps to its piece of phi and
 * rails the equations are smooth (linear, or rational in p, where phi is piecewise linear), so kinks are solved for, not
 * stepped over. Where a path of a piecewise-linear system crosses a kink it goes on with growing p if and only if the
 * determinant keeps its sign (Eaves and Scarf, The solution of systems of piecewise linear equations, 1976).
 */
export class Path {
  /** The root reached. */
  readonly z: Float64Array;
  /** The parameter reached. */
  at: number;
  private readonly homotopy: Homotopy;
  /** Where there is no closed form. */
  private newton: Newton | null = null;
  /** dz/dp there. */
  private readonly tangent: Float64Array;
  /** Of the determinant; the same all along. */
  private readonly sign: number;
  /** The compartment at whose end it stopped; -1: none. */
  private stopped = -1;
  private piece: LinearPiece | null = null;
  /** Where that was taken up. */
  private readonly entered: Float64Array;
  private enteredAt: number;

  /** @param z a root at the parameter `at` */
  constructor(homotopy: Homotopy, z: Float64Array, at: number) {
    this.homotopy = homotopy;
    this.z = z;
    this.at = at;
    this.enteredAt = at;
    [this.tangent, this.entered] = arraysOf(z.length, z.length);
    const { equations } = homotopy;
    equations.place(z, homotopy.strength(at));
    equations.freeze();
    const walk = this.walk();
    this.sign = this.enter(walk);
    this.leave(walk);
  }

  /** Moves on within the present pieces, to `to` at most; the inputs of the layers are then placed where the path is. */
  advance(to: number): Stretch {
    if (this.sign === 0) return 'fold';
    const walk = this.walk();
    const stretch = this.walkTo(to, walk);
    this.leave(walk);
    return stretch;
  }

  /** Crosses the kink at which the path stopped; false: no root goes on with growing p. */
  cross(): boolean {
    if (this.stopped < 0) return true;
    const walk = this.walk();
    const goesOn = this.crossKink(walk);
    this.leave(walk);
    return goesOn;
  }

  private walkTo(to: number, walk: Walk): Stretch {
    const { z, tangent, trial, rooms, passed } = walk;
    let step = to - this.at;
    const shortest = SHORTEST * Math.max(Math.abs(this.at), step);
    while (this.at < to) {
      const tolerance = toleranceAt(z);
      this.measureMoving(rooms, tangent, this.at);
      const reach = rooms.ahead(2 * tolerance);
      const next = Math.min(to, this.at + Math.min(step, Math.max(OVERSTEP * reach, shortest)));
      if (this.piece === null) for (let i = 0; i < z.length; i++) trial[i] = z[i] + (next - this.at) * tangent[i];
      if (!this.solve(next, walk)) {
        this.stepBack(z);
        step = (next - this.at) / 2;
        if (step < shortest) return 'fold';
        continue;
      }
      passed.measure();
      if (passed.isBeyond(tolerance)) return this.stopAtKink(next, tolerance, walk);
      this.arrive(next, walk);
      step *= 2;
    }
    return 'arrived';
  }

  private crossKink(walk: Walk): boolean {
    const { z, tangent, rooms } = walk;
    const tolerance = toleranceAt(z);
    this.measureMoving(rooms, tangent, this.at);
    // Several compartments may leave their pieces at one point, such as both of a neuron without nudge: the order matters.
    const leaving = rooms.leaving(tolerance).filter((c) => c !== this.stopped);
    const first = [this.stopped, ...leaving].find((c) => {
      if (this.crossEnd(c, walk)) return true;
      this.homotopy.equations.cross(c);
      return false;
    });
    if (first === undefined) return false;
    this.stopped = -1;
    for (let crossed = 1; crossed < MOST_CROSSINGS; crossed++) {
      this.measureMoving(rooms, tangent, this.at);
      const next = rooms.leaving(tolerance);
      if (next.length === 0) return true;
      if (!this.crossEnd(next[0], walk)) return false;
    }
    return false;
  }

  /** Puts a compartment on the piece behind its end; whether the determinant keeps its sign. */
  private crossEnd(c: number, walk: Walk): boolean {
    this.homotopy.equations.cross(c);
    return this.enter(walk) === this.sign;
  }

  /** Takes up the pieces on which the compartments are at the point reached; returns the sign of the determinant. */
  private enter({ z, tangent }: Walk): number {
    this.entered.set(z);
    this.enteredAt = this.at;
    this.piece = this.homotopy.piece(z, this.at);
    if (this.piece === null) return this.turn(this.at, tangent);
    return this.piece.at(this.at, z, tangent);
  }

  /** Solves at p from the trial on, and for the tangent there; false: no root there, or one on the other side of a fold. */
  private solve(p: number, { trial, trialTangent }: Walk): boolean {
    const { homotopy, piece } = this;
    if (piece === null) {
      this.newton ??= new Newton(homotopy);
      return this.newton.solve(trial, p, NEWTON_STEPS) && this.turn(p, trialTangent) === this.sign;
    }
    if (piece.at(p, trial, trialTangent) !== this.sign) return false;
    homotopy.equations.placeAtDesk(trial, homotopy.strength(p));
    return true;
  }

  /** Writes dz/dp at the point last evaluated; returns the sign of the determinant. */
  private turn(p: number, tangent: Float64Array): number {
    this.homotopy.rate(tangent);
    for (let i = 0; i < tangent.length; i++) tangent[i] = -tangent[i];
    return this.homotopy.solveLinearised(p, 0, tangent);
  }

  /** Takes the trial, which was solved for at p. */
  private arrive(p: number, { z, tangent, trial, trialTangent }: Walk): void {
    z.set(trial);
    tangent.set(trialTangent);
    this.at = p;
  }

  /** Gives the trial up. */
  private stepBack(z: Float64Array): void {
    const { homotopy, piece, at } = this;
    if (piece === null) homotopy.evaluate(z, at, zeros(z.length));
    else homotopy.equations.placeAtDesk(z, homotopy.strength(at));
  }

  /**
   * Finds the first end of a piece between the point reached and the trial at `end`, where pieces have been left: where each of
   * them is left is read off its rooms and their rates at both ends of the interval, which shrinks to the first.
   */
  private stopAtKink(end: number, tolerance: number, walk: Walk): Stretch {
    const { rooms, passed, tried, z, trial, trialTangent, high } = walk;
    let to = end;
    high.set(trial);
    this.measureMoving(passed, trialTangent, to);
    for (let rounds = 1; rounds <= MOST_ROUNDS; rounds++) {
      const length = to - this.at;
      const first = rooms.firstLeft(passed, length, tolerance);
      const estimate = first < 0 ? Infinity : this.at + rooms.share * length;
      if (first >= 0 && (estimate <= this.at || rooms.room[first] <= tolerance)) {
        this.stepBack(z);
        this.stopped = first;
        return 'kink';
      }
      // Next to where the roots run off to infinity the estimate is that end itself.
      const p = estimate >= to || rounds % BISECT === 0 ? this.at + length / 2 : estimate;
      if (p <= this.at || p >= to) break;
      const share = (p - this.at) / length;
      if (this.piece === null) for (let i = 0; i < z.length; i++) trial[i] = z[i] + share * (high[i] - z[i]);
      if (!this.solve(p, walk)) break;
      this.measureMoving(tried, trialTangent, p);
      if (tried.isBeyond(tolerance)) {
        passed.copy(tried);
        high.set(trial);
        to = p;
      } else {
        rooms.copy(tried);
        this.arrive(p, walk);
      }
    }
    this.stepBack(z);
    return 'fold';
  }

  /** Takes rooms, and their rates as p grows, where the layers are. */
  private measureMoving(rooms: Rooms, tangent: Float64Array, p: number): void {
    const { equations, strengthRate } = this.homotopy;
    equations.moveNudge(tangent, this.homotopy.strength(p), strengthRate);
    rooms.measureMoving(tangent);
  }

  /** At the desk, where the path is. */
  private walk(): Walk {
    const { desk } = this.homotopy.equations;
    const { walk } = desk;
    if (desk.path === this) return walk;
    desk.path = this;
    walk.tangent.set(this.tangent);
    // Roots have the same bits, whoever was at the desk since.
    if (this.piece !== null)
      this.piece = this.homotopy.piece(this.placed(walk, this.entered, this.enteredAt), this.enteredAt);
    this.placed(walk, this.z, this.at);
    return walk;
  }

  /** Puts it, and the inputs of the layers, there. */
  private placed({ z }: Walk, to: Float64Array, p: number): Float64Array {
    const { equations } = this.homotopy;
    z.set(to);
    if (this.piece !== null) equations.placeAtDesk(z, this.homotopy.strength(p));
    return z;
  }

  /** Keeps where it is. */
  private leave({ z, tangent }: Walk): void {
    this.z.set(z);
    this.tangent.set(tangent);
  }
}

function toleranceAt(z: Float64Array): number {
  let most = 1;
  for (let i = 0; i < z.length; i++) most = Math.max(most, Math.abs(z[i]));
  return AT_END * most;
}
