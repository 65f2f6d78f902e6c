import type { Origin } from '../../chip/sample-chip.ts';
import type { LocalMetric, MetricOfChips, NoMetric } from './local-metric.ts';

/** Stretches of a path, and how often one is halved in which phi' of a compartment changes. */
const STRETCHES = 8;
const HALVINGS = 6;
/** Of a group's factor, by which parameters are differentiated, which are smooth in it: their error is of its square. */
const STEP = 1e-4;
/** Where the derivative is taken that a minimum at the chip of medians does not have there. */
const BESIDE = 100 * STEP;

/** A chip on the path. */
interface Place {
  readonly t: number;
  readonly metric: LocalMetric;
  /** Derivative of the metric by the factor of every group. */
  readonly slopes: readonly number[];
}

/** Goes from the chip of medians, t = 0, to the chip, and adds up what every group of draws does to a metric on the way. */
export class PathWalk {
  private readonly metric: MetricOfChips;
  private readonly at: (t: number, group?: number, own?: number) => Origin;
  private readonly smooth: readonly boolean[];
  private readonly parts: number[];

  /**
   * @param at the chip at t, with one group of its draws at another place
   * @param smooth whether a group has draws that are scaled, by group
   * @param parts to add to, by group
   */
  constructor(
    metric: MetricOfChips,
    at: (t: number, group?: number, own?: number) => Origin,
    smooth: readonly boolean[],
    parts: number[],
  ) {
    this.metric = metric;
    this.at = at;
    this.smooth = smooth;
    this.parts = parts;
  }

  /** Null: done; or why there is no metric somewhere on the way. */
  walk(): NoMetric | null {
    let from = this.place(0);
    if (isNone(from)) return from;
    for (let i = 1; i <= STRETCHES; i++) {
      const to = this.place(i / STRETCHES);
      if (isNone(to)) return to;
      const why = this.stretch(from, to, 0);
      if (why !== null) return why;
      from = to;
    }
    return null;
  }

  private stretch(from: Place, to: Place, halvings: number): NoMetric | null {
    const changed =
      from.metric.regime !== to.metric.regime ||
      to.metric.watched.some((state) => switched(from, to, state).length > 0);
    if (!changed) {
      this.addSmooth(from, to);
      return null;
    }
    if (halvings < HALVINGS) {
      const middle = this.place((from.t + to.t) / 2);
      if (isNone(middle)) return middle;
      return this.stretch(from, middle, halvings + 1) ?? this.stretch(middle, to, halvings + 1);
    }
    const jump = this.addSmooth(from, to);
    this.addJump(from, to, jump);
    return null;
  }

  /** Adds the integral of the derivatives, and returns what they leave. */
  private addSmooth(from: Place, to: Place): number {
    const width = to.t - from.t;
    let rest = to.metric.value - from.metric.value;
    for (let g = 0; g < this.parts.length; g++) {
      const own = (width * (from.slopes[g] + to.slopes[g])) / 2;
      this.parts[g] += own;
      rest -= own;
    }
    return rest;
  }

  /** Where phi' of compartments changes the metric jumps; it does so when their kinks are reached, by what moves them there. */
  private addJump(from: Place, to: Place, jump: number): void {
    const states = [...new Set([...from.metric.watched, ...to.metric.watched])];
    const shares = states.flatMap((state) => this.sharesOfKinks(from, to, state));
    for (const share of shares) {
      share.forEach((own, g) => {
        this.parts[g] += (jump / shares.length) * own;
      });
    }
  }

  /** For every compartment that begins or ceases to pass a signal, how much of its way over the kink each group made. */
  private sharesOfKinks(from: Place, to: Place, state: number): number[][] {
    const compartments = switched(from, to, state);
    if (compartments.length === 0) return [];
    const before = from.metric.aboveKink(this.at(from.t), state);
    const after = this.parts.map((_, g) => {
      return this.smooth[g] ? from.metric.aboveKink(this.at(from.t, g, to.t), state) : before;
    });
    return compartments.flatMap(({ k, side, i }) => {
      const moves = after.map((own) => (own === null || before === null ? 0 : own[k]![side][i] - before[k]![side][i]));
      const all = moves.reduce((sum, own) => sum + own, 0);
      return all === 0 ? [] : [moves.map((own) => own / all)];
    });
  }

  private place(t: number): Place | NoMetric {
    const metric = this.metric.of(this.at(t));
    if (typeof metric === 'string') return metric;
    const beside = t === 0 && this.metric.isLeastAtMedians ? BESIDE : t;
    const near = beside === t ? metric : this.metric.of(this.at(beside));
    if (typeof near === 'string') return near;
    const slopes = this.parts.map((_, g) => {
      if (!this.smooth[g]) return 0;
      return near.between(this.at(beside, g, beside - STEP), this.at(beside, g, beside + STEP)) / (2 * STEP);
    });
    return { t, metric, slopes };
  }
}

function isNone(place: Place | NoMetric): place is NoMetric {
  return typeof place === 'string';
}

interface Compartment {
  readonly k: number;
  readonly side: 'plus' | 'minus';
  readonly i: number;
}

/** Compartments that pass a signal at one of two places, in a state, and not at the other. */
function switched(from: Place, to: Place, state: number): Compartment[] {
  const [before, after] = [from.metric.slopes[state], to.metric.slopes[state]];
  if (before === undefined || after === undefined) return [];
  return before.flatMap((layer, k) => {
    const other = after[k] ?? null;
    if (layer === null || other === null) return [];
    return (['plus', 'minus'] as const).flatMap((side) =>
      [...layer[side]].flatMap((slope, i) => ((slope === 0) === (other[side][i] === 0) ? [] : [{ k, side, i }])),
    );
  });
}
