/** What a simulator says of a run: all events sent, and m of the output layer at the end. */
export interface Answer {
  /** Null: it has no events. */
  readonly events: number | null;
  readonly m: readonly number[];
}

/** Relative difference in events: a step later, a few neurons send one event more or less. */
const EVENTS = 0.01;
/** Thresholds: either answer may be off by the quantisation of every layer below. */
const OUTPUTS = 6;

export interface Agreement {
  /** Only then are speeds compared. */
  readonly agrees: boolean;
  readonly words: string;
}

/** How well two answers to the same question agree. */
export function agreement(who: string, ours: Answer, theirs: Answer, threshold: number): Agreement {
  const off = Math.max(...ours.m.map((value, i) => Math.abs(value - theirs.m[i]))) / threshold;
  const said = [`outputs within ${off.toFixed(2)} thresholds`];
  let agrees = off <= OUTPUTS && ours.m.length === theirs.m.length;
  if (ours.events !== null && theirs.events !== null) {
    const share = theirs.events / ours.events - 1;
    said.push(`${theirs.events} events against ${ours.events} (${(100 * share).toFixed(2)} %)`);
    agrees &&= Math.abs(share) <= EVENTS;
  }
  return { agrees, words: `${who} ${agrees ? 'agrees' : 'does not agree and is not timed'}: ${said.join(', ')}` };
}
