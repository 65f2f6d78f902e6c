import type { Trace } from '../engine/trace.ts';

const EVENT = 5;
const COURSE = 5;
const ENCODERS = ['activity', 'difference'] as const;

/**
 * A trace as one table in order of time: events (kind activity or difference; step is +1 or -1 threshold) and the
 * compartments' potentials (kind potential, in full scales). At equal times potentials come before the event they cause.
 */
export function* traceCsv({ events, course }: Trace): Generator<string> {
  yield 'time_s,kind,layer,neuron,step,v_plus,v_minus\n';
  let e = 0;
  let c = 0;
  while (e < events.length || c < course.length) {
    if (c < course.length && (e >= events.length || course[c] <= events[e])) {
      const [time, layer, neuron, plus, minus] = course.slice(c, c + COURSE);
      yield `${time},potential,${layer},${neuron},,${plus},${minus}\n`;
      c += COURSE;
    } else {
      const [time, layer, neuron, encoder, step] = events.slice(e, e + EVENT);
      yield `${time},${ENCODERS[encoder]},${layer},${neuron},${step},,\n`;
      e += EVENT;
    }
  }
}
