import type { Circuit, Drive } from '../engine/circuit.ts';
import { freeState } from '../learning/free-state.ts';
import { BetaHomotopy } from '../learning/homotopies.ts';
import { Path } from '../learning/path.ts';
import type { StationaryEquations } from '../learning/stationary-equations.ts';
import { copyOf } from '../linear/arrays.ts';
import { BranchPoint } from './branch-point.ts';
import { growingModes, loopModes } from './margins.ts';
import { SmallGain } from './small-gain.ts';
import { linearise, type SmallSignal } from './small-signal.ts';

/** How a branch ended: a mode grows on it, it folded back, or it came to a kink behind which it does not go on. */
export type Ending = 'mode' | 'fold' | 'kink';

/** Modes are looked at no nearer to beta = 0 than this part of the drive's beta, where the loop is all but open. */
const LEAST = 1e-3;
/** A branch whose loop changes is followed by this part of the way to where a mode would grow if it did not change... */
const TOWARDS = 0.5;
/** ...until that is this near, relatively; from there it is extrapolated. */
const NEAR = 1e-3;
/** Where no mode would grow it is followed by this factor a step, from this part of the drive's beta on. */
const GROWTH = 1.3;
const FIRST = 1 / 16;
/** A stretch that ends this near, relatively, to where a mode would grow, ends there. */
const AT_LIMIT = 1e-9;

/**
 * The branch of a circuit under a drive: the stationary state of vanishing thresholds to which the free response leads
 * when beta grows from 0, as long as it continues and no mode grows on it. Where phi is piecewise linear and the loss is
 * squared error, its kinks and its end are solved for; else an end by a growing mode is found to about 1e-6.
 */
export class Branch {
  /** The beta at which it ended, and how; null: it has not yet. */
  end: { readonly beta: number; readonly by: Ending } | null = null;
  /** The smallest beta at which a rail cuts it; null: none has yet. */
  cutFrom: number | null = null;
  private readonly circuit: Circuit;
  private readonly drive: Drive;
  private readonly equations: StationaryEquations;
  private readonly smallGain: SmallGain;
  private readonly free: readonly Float64Array[];
  private readonly path: Path | null;
  /** Between kinks the loop is beta times something that stays. */
  private readonly isProportional: boolean;
  /** The modes when they were last looked at, at `beta`, and the beta at which one would grow: Infinity, none. */
  private looked = { beta: 0, limit: Infinity };
  /** How many grow where the path was when they were last looked at. */
  private growing: { readonly beta: number; readonly modes: number } | null = null;
  /** The last that it was linearised to, wherever that was. */
  private signal: SmallSignal | null = null;
  /** Linearised where the path is; null: not yet. */
  private latest: { readonly beta: number; readonly signal: SmallSignal } | null = null;

  /**
   * @param free of this circuit and drive, for this branch alone
   * @param smallGain of this circuit
   */
  constructor(circuit: Circuit, drive: Drive, free = freeState(circuit, drive), smallGain = new SmallGain(circuit)) {
    const { equations, z, forwardInput } = free;
    this.circuit = circuit;
    this.drive = drive;
    this.equations = equations;
    this.smallGain = smallGain;
    this.isProportional = equations.isPiecewiseLinear;
    this.free = forwardInput;
    this.path = z === null ? null : new Path(new BetaHomotopy(equations), z, 0);
    if (this.path === null) this.end = { beta: 0, by: 'fold' };
    else if (!this.isProportional) this.look();
  }

  /** Follows it to `beta`, not smaller than before; the point there, or null where it has ended. */
  at(beta: number): BranchPoint | null {
    while (this.end === null && this.path!.at < beta) this.follow(beta);
    return this.end === null ? this.point() : null;
  }

  /** Follows it until it ends, to `beta` at most; returns where it ended, null: it goes on. */
  endBefore(beta: number): number | null {
    while (this.end === null && this.path!.at < beta) this.follow(beta);
    return this.end?.beta ?? null;
  }

  /** The equations, which keep to the pieces of the last stretch, with a root there; null: the free chip has none. */
  get lastStretch(): {
    readonly equations: StationaryEquations;
    readonly z: Float64Array;
    readonly beta: number;
  } | null {
    return this.path === null ? null : { equations: this.equations, z: this.path.z, beta: this.path.at };
  }

  /** One stretch of the way. */
  private follow(beta: number): void {
    const path = this.path!;
    const { limit } = this.looked;
    const ahead = this.isProportional ? limit : this.stretch();
    const from = path.at;
    const stretch = path.advance(Math.min(beta, ahead));
    this.latest = null;
    // A rail cuts all of a stretch or nothing.
    if (this.cutFrom === null && path.at > from && this.isCut()) this.cutFrom = from;
    if (this.isProportional && path.at > from && this.grewBetween(from)) return;
    // Where a mode that does not oscillate grows, the branch of a linear chip runs off to infinity or folds.
    const atLimit = ahead === limit && limit < Infinity && limit - path.at <= AT_LIMIT * limit;
    if (atLimit && stretch !== 'kink') this.end = { beta: limit, by: 'mode' };
    else if (stretch === 'fold' && this.isProportional && limit === Infinity) this.look();
    else if (stretch === 'fold') this.end = { beta: path.at, by: 'fold' };
    else if (stretch === 'kink' && !this.cross()) this.end = { beta: path.at, by: 'kink' };
    else if (!this.isProportional) this.look();
    else if (stretch === 'kink') this.looked = { beta: path.at, limit: Infinity };
  }

  /**
   * Ends the branch where a mode grew on the stretch from `from` to where the path is: the loop is beta times something that
   * stays there, so of a locus beyond +1 at its end it is known where it met that.
   */
  private grewBetween(from: number): boolean {
    const { at } = this.path!;
    const { gainMargin, unstableModes } = growingModes(this.signalAt(at), this.smallGain, from / at);
    const limit = gainMargin === null ? Infinity : gainMargin * at;
    this.growing = { beta: at, modes: unstableModes };
    if (limit > from && limit < at * (1 - AT_LIMIT)) this.end = { beta: limit, by: 'mode' };
    else if (unstableModes > 0 && limit < at) {
      // Grown at once when the piece was entered; or, where a smaller beta is unstable and this was not, who knows where.
      const before = this.signalAt(Math.max(from, LEAST * this.drive.beta));
      const atOnce = growingModes(before, this.smallGain, 1).unstableModes > 0;
      this.end = { beta: atOnce ? from : at, by: 'mode' };
    }
    return this.end !== null;
  }

  private cross(): boolean {
    this.latest = null;
    return this.path!.cross();
  }

  /** How far to go before the modes are looked at again, where the loop changes on the way. */
  private stretch(): number {
    const { beta, limit } = this.looked;
    const next = Math.max(GROWTH * beta, FIRST * this.drive.beta);
    if (limit === Infinity) return next;
    return limit - beta <= NEAR * limit ? limit : Math.min(next, beta + TOWARDS * (limit - beta));
  }

  /** Looks at the modes where the path is. */
  private look(): void {
    const before = this.looked;
    const beta = Math.max(this.path!.at, LEAST * this.drive.beta);
    const { gainMargin, unstableModes } = loopModes(this.signalAt(beta));
    const limit = gainMargin === null ? Infinity : gainMargin * beta;
    this.growing = { beta, modes: unstableModes };
    this.looked = { beta, limit };
    if (unstableModes === 0) {
      // Stable beyond a smaller beta that is not: where the next mode grows is not known.
      if (limit < beta) this.looked = { beta, limit: Infinity };
      return;
    }
    this.end = { beta: this.isProportional ? this.path!.at : between(before, this.looked), by: 'mode' };
  }

  private isCut(): boolean {
    return this.equations.isCutBeyond(this.free);
  }

  private point(): BranchPoint {
    this.equations.respond();
    const { z, at } = this.path!;
    // Every stretch was asked where it ended.
    const cut = (this.cutFrom !== null || at === 0) && this.isCut();
    const growing = this.growing?.beta === at ? this.growing.modes : null;
    return new BranchPoint(at, copyOf(z), cut, this.signalAt(at), growing, this.equations.snapshot());
  }

  /** Where the equations are, at this beta: asked for by the look at the modes, and again for the point. */
  private signalAt(beta: number): SmallSignal {
    if (this.latest?.beta !== beta) {
      const { circuit, drive, equations, signal } = this;
      this.signal = linearisePoint(circuit, drive, beta, equations, signal);
      this.latest = { beta, signal: this.signal };
    }
    return this.latest.signal;
  }
}

/** The circuit linearised where its stationary equations were last evaluated. */
export function linearisePoint(
  circuit: Circuit,
  drive: Drive,
  beta: number,
  equations: StationaryEquations,
  before: SmallSignal | null = null,
): SmallSignal {
  const slopes = equations.slopes();
  return linearise(circuit, drive, beta, slopes, equations.layers[equations.last].a, before);
}

/** Where beta meets the limit, which moves with it, from how they stood before and behind that. */
function between(before: Limit, behind: Limit): number {
  if (before.limit === Infinity || !(behind.limit < behind.beta)) return behind.beta;
  const ahead = before.limit - before.beta;
  const past = behind.beta - behind.limit;
  return before.beta + (ahead / (ahead + past)) * (behind.beta - before.beta);
}

interface Limit {
  readonly beta: number;
  readonly limit: number;
}
