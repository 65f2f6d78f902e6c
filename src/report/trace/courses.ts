import type { Trace } from '../../engine/trace.ts';

/** What a neuron of the traced run did; potentials in full scales. */
export interface NeuronCourse {
  readonly layer: number;
  readonly neuron: number;
  /** s, ascending. */
  readonly time: readonly number[];
  readonly plus: readonly number[];
  readonly minus: readonly number[];
  /** Times of its events, s. */
  readonly activity: readonly number[];
  readonly difference: readonly number[];
  /** Largest less smallest potential of both compartments. */
  readonly swing: number;
}

/** Numbers in a row of a trace's events, and of its course. */
const ROW = 5;

/**
 * The neurons of one layer that move most, so many at most, those of the largest swing first; in the order of their numbers
 * where all of the layer are shown.
 */
export function mostMoving({ events, course }: Trace, layer: number, most: number): NeuronCourse[] {
  const found = new Map<number, { time: number[]; plus: number[]; minus: number[] }>();
  for (let at = 0; at < course.length; at += ROW) {
    if (course[at + 1] !== layer) continue;
    const neuron = course[at + 2];
    const own = found.get(neuron) ?? { time: [], plus: [], minus: [] };
    found.set(neuron, own);
    own.time.push(course[at]);
    own.plus.push(course[at + 3]);
    own.minus.push(course[at + 4]);
  }
  const swings = [...found].map(([neuron, own]) => ({ neuron, own, swing: swingOf(own.plus, own.minus) }));
  swings.sort((a, b) => a.neuron - b.neuron);
  const chosen = swings.length <= most ? swings : swings.sort((a, b) => b.swing - a.swing).slice(0, most);
  return chosen.map(({ neuron, own, swing }) => {
    const sent = (encoder: number) => timesOf(events, layer, neuron, encoder);
    return { layer, neuron, ...own, activity: sent(0), difference: sent(1), swing };
  });
}

function swingOf(...sides: readonly (readonly number[])[]): number {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const side of sides) {
    for (const value of side) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return high - low;
}

function timesOf(events: readonly number[], layer: number, neuron: number, encoder: number): number[] {
  const times: number[] = [];
  for (let at = 0; at < events.length; at += ROW) {
    if (events[at + 1] === layer && events[at + 2] === neuron && events[at + 3] === encoder) times.push(events[at]);
  }
  return times;
}
