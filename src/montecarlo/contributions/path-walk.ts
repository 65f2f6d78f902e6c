import type { Origin } from '../../chip/sample-chip.ts';
import type { ChipLoop, Loops } from './loop-of-chip.ts';

/** Stretches of a path, and how often one is halved in which phi' of a compartment changes. */
const STRETCHES = 8;
const HALVINGS = 6;
/** Of a group's factor, by which parameters are differentiated, which are smooth in it: their error is of its square. */
const STEP = 1e-4;

/** A chip on the path. */
interface Place {
  readonly t: number;
  readonly loop: ChipLoop;
  /** Derivative of the gain by the factor of every group. */
  readonly slopes: readonly number[];
}

/** Goes from the chip of medians, t = 0, to the chip, and adds up what every group of draws does to the loop gain on the way. */
export class PathWalk {
  private readonly loops: Loops;
  private readonly at: (t: number, group?: number, own?: number) => Origin;
  private readonly smooth: readonly boolean[];
  private readonly parts: number[];

  /**
   * @param at the chip at t, with one group of its draws at another place
   * @param smooth whether a group has draws that are scaled, by group
   * @param parts to add to, by group
   */
  constructor(
    loops: Loops,
    at: (t: number, group?: number, own?: number) => Origin,
    smooth: readonly boolean[],
    parts: number[],
  ) {
    this.loops = loops;
    this.at = at;
    this.smooth = smooth;
    this.parts = parts;
  }

  /** False: a branch is lost on the way, or only rails hold it. */
  walk(): boolean {
    let from = this.place(0);
    for (let i = 1; i <= STRETCHES; i++) {
      const to = this.place(i / STRETCHES);
      if (from === null || to === null || !this.stretch(from, to, 0)) return false;
      from = to;
    }
    return true;
  }

  private stretch(from: Place, to: Place, halvings: number): boolean {
    const changed = from.loop.probe !== to.loop.probe || switched(from, to, to.loop.probe).length > 0;
    if (!changed) {
      this.addSmooth(from, to);
      return true;
    }
    if (halvings < HALVINGS) {
      const middle = this.place((from.t + to.t) / 2);
      return middle !== null && this.stretch(from, middle, halvings + 1) && this.stretch(middle, to, halvings + 1);
    }
    const jump = this.addSmooth(from, to);
    this.addJump(from, to, jump);
    return true;
  }

  /** Adds the integral of the derivatives, and returns what they leave. */
  private addSmooth(from: Place, to: Place): number {
    const width = to.t - from.t;
    let rest = to.loop.gain - from.loop.gain;
    for (let g = 0; g < this.parts.length; g++) {
      const own = (width * (from.slopes[g] + to.slopes[g])) / 2;
      this.parts[g] += own;
      rest -= own;
    }
    return rest;
  }

  /** Where phi' of compartments changes the gain jumps; it does so when their kinks are reached, by what moves them there. */
  private addJump(from: Place, to: Place, jump: number): void {
    const probes = [...new Set([from.loop.probe, to.loop.probe])];
    const shares = probes.flatMap((probe) => this.sharesOfKinks(from, to, probe));
    for (const share of shares) {
      share.forEach((own, g) => {
        this.parts[g] += (jump / shares.length) * own;
      });
    }
  }

  /** For every compartment that begins or ceases to pass a signal, how much of its way over the kink each group made. */
  private sharesOfKinks(from: Place, to: Place, probe: number): number[][] {
    const compartments = switched(from, to, probe);
    if (compartments.length === 0) return [];
    const before = this.loops.aboveKink(this.at(from.t), probe);
    const after = this.parts.map((_, g) => {
      return this.smooth[g] ? this.loops.aboveKink(this.at(from.t, g, to.t), probe) : before;
    });
    return compartments.flatMap(({ k, side, i }) => {
      const moves = after.map((own) => (own === null || before === null ? 0 : own[k]![side][i] - before[k]![side][i]));
      const all = moves.reduce((sum, own) => sum + own, 0);
      return all === 0 ? [] : [moves.map((own) => own / all)];
    });
  }

  private place(t: number): Place | null {
    const loop = this.loops.of(this.at(t));
    if (loop === null) return null;
    const slopes = this.parts.map((_, g) => {
      if (!this.smooth[g]) return 0;
      return loop.between(this.at(t, g, t - STEP), this.at(t, g, t + STEP)) / (2 * STEP);
    });
    return { t, loop, slopes };
  }
}

interface Compartment {
  readonly k: number;
  readonly side: 'plus' | 'minus';
  readonly i: number;
}

/** Compartments that pass a signal at one of two places, on an input, and not at the other. */
function switched(from: Place, to: Place, probe: number): Compartment[] {
  const after = to.loop.slopes[probe];
  return from.loop.slopes[probe].flatMap((layer, k) => {
    const other = after[k];
    if (layer === null || other === null) return [];
    return (['plus', 'minus'] as const).flatMap((side) =>
      [...layer[side]].flatMap((slope, i) => ((slope === 0) === (other[side][i] === 0) ? [] : [{ k, side, i }])),
    );
  });
}
