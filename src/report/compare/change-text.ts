import type { Metric } from '../../model/metrics.ts';
import { points } from '../format.ts';
import { metricText } from '../words.ts';
import { MEASURES } from './cell-values.ts';
import type { Change } from './comparison.ts';

/** "-3.1 points (-9.0 to +1.2)", or in the unit of a measure; "open" where the chips do not bound a side. */
export function changeText({ name, change, interval: [low, high] }: Change & { readonly name: string }): string {
  const measure = MEASURES.find((own) => own === name);
  if (measure === undefined) return `${points(change)} points (${points(low)} to ${points(high)})`;
  const text = (value: number, open: string) => (Number.isFinite(value) ? signed(measure, value) : open);
  const end = change > 0 ? 'infinite' : change < 0 ? '−infinite' : 'undefined';
  return `${text(change, end)} (${text(low, 'open')} to ${text(high, 'open')})`;
}

/** A median of a measure; of an infinite gain margin "infinite". */
export function medianValue(name: Metric, value: number): string {
  return Number.isFinite(value) ? metricText(name, value) : 'infinite';
}

function signed(measure: Metric, value: number): string {
  const text = metricText(measure, Math.abs(value));
  return value > 0 ? `+${text}` : value < 0 ? `−${text}` : text;
}
