import type { SmoothLayer } from './smooth-layer.ts';

/** m, d and their derivatives of one layer at one time. */
interface Frame {
  readonly activity: Float64Array;
  readonly difference: Float64Array;
  readonly activityRate: Float64Array;
  readonly differenceRate: Float64Array;
}

type Signal = 'activity' | 'difference';
const RATES = { activity: 'activityRate', difference: 'differenceRate' } as const;

/** What the layers of a smooth run have sent, kept as long as it is on its way: interpolated by cubics. */
export class SmoothHistory {
  private readonly span: number;
  private readonly times: number[] = [];
  /** Frame by time, then by layer. */
  private readonly frames: Frame[][] = [];

  /** @param span how long is kept, s */
  constructor(span: number) {
    this.span = span;
  }

  /** Takes what the layers send now; index 0 is layer 1. */
  record(time: number, layers: readonly SmoothLayer[]): void {
    this.push(
      time,
      layers.map(({ activity, difference, activityRate, differenceRate }) => ({
        activity: activity.slice(),
        difference: difference.slice(),
        activityRate: activityRate.slice(),
        differenceRate: differenceRate.slice(),
      })),
    );
    while (this.times.length > 2 && this.times[1] <= time - this.span) {
      this.times.shift();
      this.frames.shift();
    }
  }

  /** Begins with what is received at time t - span and a straight way from there to what is sent at t. */
  begin(time: number, layers: readonly SmoothLayer[], received: readonly Record<Signal, Float64Array>[]): void {
    const straight = layers.map((layer, index) => {
      const rate = (signal: Signal) =>
        layer[signal].map((sent, i) => (this.span > 0 ? (sent - received[index][signal][i]) / this.span : 0));
      return { activityRate: rate('activity'), differenceRate: rate('difference') };
    });
    this.push(
      time - this.span,
      layers.map((_, index) => ({ ...received[index], ...straight[index] })),
    );
    this.push(
      time,
      layers.map(({ activity, difference }, index) => ({
        activity: activity.slice(),
        difference: difference.slice(),
        ...straight[index],
      })),
    );
  }

  /**
   * What a layer sent at a time, written into `values`. Between the last frame and the present, `now`, at which the layer
   * sends what its arrays hold, on a parabola.
   */
  read(index: number, layer: SmoothLayer, signal: Signal, time: number, now: number, values: Float64Array): void {
    const { times, frames } = this;
    const last = times.length - 1;
    if (time >= times[last]) {
      const span = now - times[last];
      const u = time - times[last];
      const from = frames[last][index];
      const share = span > 0 ? (u / span) ** 2 : 0;
      for (let i = 0; i < values.length; i++) {
        const rate = from[RATES[signal]][i];
        values[i] = from[signal][i] + rate * u + share * (layer[signal][i] - from[signal][i] - rate * span);
      }
      return;
    }
    let at = last - 1;
    while (at > 0 && times[at] > time) at--;
    const h = times[at + 1] - times[at];
    const u = Math.max(0, (time - times[at]) / h);
    const [a, b] = [frames[at][index], frames[at + 1][index]];
    const rate = RATES[signal];
    const [h00, h10, h01, h11] = [
      (1 + 2 * u) * (1 - u) ** 2,
      h * u * (1 - u) ** 2,
      u * u * (3 - 2 * u),
      h * u * u * (u - 1),
    ];
    for (let i = 0; i < values.length; i++) {
      values[i] = h00 * a[signal][i] + h10 * a[rate][i] + h01 * b[signal][i] + h11 * b[rate][i];
    }
  }

  private push(time: number, frame: Frame[]): void {
    this.times.push(time);
    this.frames.push(frame);
  }
}
