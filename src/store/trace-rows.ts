import type { Trace } from '../engine/trace.ts';

/** A row of a trace: what of it a kind has not is null. */
export interface TraceRow {
  readonly time: number;
  readonly kind: 'potential' | 'activity' | 'difference';
  readonly layer: number;
  readonly neuron: number;
  /** +1 or -1 threshold, of an event. */
  readonly step: number | null;
  /** Full scales, of potentials. */
  readonly plus: number | null;
  readonly minus: number | null;
}

const EVENT = 5;
const COURSE = 5;
const ENCODERS = ['activity', 'difference'] as const;

/** Events and potentials in order of time; at equal times potentials come before the event they cause. */
export function* traceRows({ events, course }: Trace): Generator<TraceRow> {
  let e = 0;
  let c = 0;
  while (e < events.length || c < course.length) {
    if (c < course.length && (e >= events.length || course[c] <= events[e])) {
      const [time, layer, neuron, plus, minus] = course.slice(c, c + COURSE);
      yield { time, kind: 'potential', layer, neuron, step: null, plus, minus };
      c += COURSE;
    } else {
      const [time, layer, neuron, encoder, step] = events.slice(e, e + EVENT);
      yield { time, kind: ENCODERS[encoder], layer, neuron, step, plus: null, minus: null };
      e += EVENT;
    }
  }
}
