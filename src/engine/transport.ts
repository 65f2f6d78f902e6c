import { normal } from '../random/distributions.ts';
import type { Stream } from '../random/stream.ts';

/** How long events are on their way: a constant delay, or one with jitter, drawn for one event after the other. */
export class Transport {
  /** Below the delay of nearly every event, s; 0: nothing is known of the delays. */
  readonly least: number;
  private readonly delay: number;
  private readonly jitter: number;
  /** Of the jitter; null: none for the moment. */
  stream: Stream | null = null;
  /** Delays drawn and not yet taken. */
  private readonly drawn: number[] = [];

  /** @param jitter standard deviation of the delay, s */
  constructor(delay: number, jitter: number) {
    this.delay = delay;
    this.jitter = jitter;
    this.least = Math.max(0, delay - RARE * jitter);
  }

  /** For a new run; without a stream there is no jitter. */
  reset(stream: Stream | null): void {
    this.stream = stream;
    this.drawn.length = 0;
  }

  /** Delay of the event that is sent `ahead` events after the next one, s. */
  of(ahead: number): number {
    if (this.stream === null) return this.delay;
    while (this.drawn.length <= ahead) this.drawn.push(Math.max(0, this.delay + this.jitter * normal(this.stream)));
    return this.drawn[ahead];
  }

  /** So many events have been sent. */
  take(events: number): void {
    if (this.stream !== null) this.drawn.splice(0, events);
  }
}

/** Standard deviations below the mean that a delay hardly ever is. */
const RARE = 4;
