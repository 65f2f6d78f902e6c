import type { Circuit, Drive } from '../engine/circuit.ts';
import { unrolled } from '../engine/unrolled.ts';
import { type FreeState, freeState } from '../learning/free-state.ts';
import type { BranchFate } from '../model/vocabulary.ts';
import { Branch } from './branch.ts';
import type { BranchPoint } from './branch-point.ts';
import { type LoopModes, loopMargins, loopModes, type Margins } from './margins.ts';
import { RestFinder } from './rest.ts';
import { SmallGain } from './small-gain.ts';
import { withoutRails } from './without-rails.ts';

/** A branch is followed to so many times the drive's beta, where nothing else is said. */
export const FARTHEST = 100;

/**
 * The smallest beta at which a branch of several drives of one circuit ends, or null: none does up to `farthest`.
 * Those that may end first go first, and none is followed beyond where another has ended.
 */
export function firstLoss(outlooks: readonly Outlook[], farthest: number): number | null {
  const inOrder = [...outlooks].sort((a, b) => a.expectedLoss - b.expectedLoss || 0);
  return inOrder.reduce((least: number | null, outlook) => {
    const own = outlook.lossBeta(least ?? farthest);
    return least === null || own === null ? (least ?? own) : Math.min(least, own);
  }, null);
}

/** What can be said of a run before it is made: the branch of its circuit and drive, worked out as far as it is asked for. */
export class Outlook {
  /** Largest |v| of the free chip, full scales; at least 1. */
  readonly freeScale: number;
  private readonly circuit: Circuit;
  private readonly drive: Drive;
  /** a_k of the free chip, index 1 .. L. */
  private readonly forwardInput: readonly Float64Array[];
  /** Why the branch could not be followed, as where products of weights overflow; null: it was. */
  readonly failure: Error | null;
  /** Where the branch is at the drive's beta; null: it ended before, or could not be followed. */
  readonly point: BranchPoint | null;
  private readonly branch: Branch | null;
  private readonly smallGain: SmallGain;
  private finder: RestFinder | null = null;
  private marginsThere: Margins | null | undefined;
  private modesThere: LoopModes | null | undefined;
  private withoutRails: { readonly branch: Branch; readonly point: BranchPoint | null } | undefined;

  /** @param smallGain of this circuit, where there are other drives of it */
  constructor(wired: Circuit, drive: Drive, smallGain = new SmallGain(wired)) {
    const circuit = unrolled(wired);
    this.circuit = circuit;
    this.drive = drive;
    const free = freeState(circuit, drive);
    this.forwardInput = free.forwardInput;
    this.freeScale = free.forwardInput
      .slice(1)
      .reduce((most, layer) => layer.reduce((top, a) => Math.max(top, Math.abs(a)), most), 1);
    this.smallGain = smallGain;
    const { branch, point, failure } = followed(circuit, drive, free, this.smallGain);
    this.branch = branch;
    this.point = point;
    this.failure = failure;
  }

  /** Finds the rests of runs. */
  get rests(): RestFinder {
    const { circuit, drive, forwardInput, smallGain, point } = this;
    this.finder ??= new RestFinder(circuit, drive, forwardInput, smallGain, point);
    return this.finder;
  }

  /** Null where the branch could not be followed. */
  get fate(): BranchFate | null {
    if (this.failure !== null) return null;
    if (this.point === null) return 'lost';
    if (this.point.cut) return 'pinned';
    return (this.gainMargin ?? Infinity) < 1 ? 'conditional' : 'stable';
  }

  /** Smallest factor on beta that brings a locus to +1; null: none does, or the branch is lost or pinned. */
  get gainMargin(): number | null {
    if (this.marginsThere === undefined && this.modesThere === undefined) {
      this.modesThere = this.point === null || this.point.cut ? null : loopModes(this.point.signal);
    }
    return (this.marginsThere ?? this.modesThere)?.gainMargin ?? null;
  }

  /** Of the branch at the drive's beta; null where it is lost or pinned, and so has none. */
  get margins(): Margins | null {
    if (this.marginsThere === undefined) {
      this.marginsThere = this.point === null || this.point.cut ? null : loopMargins(this.point.signal);
    }
    return this.marginsThere;
  }

  /** How the branch ended, if it has by the drive's beta. */
  get ending() {
    return this.branch?.end ?? null;
  }

  /**
   * The branch of the chip without its rails at the drive's beta, which tells what rails it would need; null: it has ended,
   * and nothing but rails holds the chip.
   */
  get headroom(): BranchPoint | null {
    return this.unrailed().point;
  }

  /**
   * The beta at which the branch ends or from which on only rails hold it, where the branch of the chip without rails has
   * ended; null: neither up to `farthest`.
   */
  lossBeta(farthest = FARTHEST * this.drive.beta): number | null {
    const branch = this.followedBranch();
    const own = branch.endBefore(farthest);
    if (branch.cutFrom === null) return own;
    const unrailed = this.unrailed().branch.endBefore(own ?? farthest);
    return unrailed === null ? own : Math.min(own ?? Infinity, unrailed);
  }

  /** The branch that ends at `beta`, its own or that of the chip without rails, with the circuit that it is of; null: neither does. */
  endingAt(beta: number): { readonly circuit: Circuit; readonly branch: Branch } | null {
    if (this.ending?.beta === beta) return { circuit: this.circuit, branch: this.branch! };
    const branch = this.withoutRails?.branch;
    return branch?.end?.beta === beta ? { circuit: withoutRails(this.circuit), branch } : null;
  }

  /** Where the branch may be expected to end, from what is known of it at the drive's beta: to order branches by. */
  get expectedLoss(): number {
    if (this.ending !== null) return this.ending.beta;
    return this.drive.beta * (this.gainMargin ?? Infinity);
  }

  private followedBranch(): Branch {
    if (this.branch === null) throw this.failure!;
    return this.branch;
  }

  private unrailed() {
    if (this.withoutRails === undefined) {
      const { drive, smallGain } = this;
      const circuit = withoutRails(this.circuit);
      const branch = new Branch(circuit, drive, freeState(circuit, drive), smallGain);
      this.withoutRails = { branch, point: branch.at(drive.beta) };
    }
    return this.withoutRails;
  }
}

/** The branch at the drive's beta, or why there is none. */
function followed(circuit: Circuit, drive: Drive, free: FreeState, smallGain: SmallGain) {
  try {
    const branch = new Branch(circuit, drive, free, smallGain);
    return { branch, point: branch.at(drive.beta), failure: null };
  } catch (error) {
    return { branch: null, point: null, failure: error instanceof Error ? error : new Error(String(error)) };
  }
}
