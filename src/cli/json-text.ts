import { visibleLines } from '../config/visible.ts';

/** A result as one JSON object, null for what JSON cannot say. Within JSON an escape is the character itself. */
export function jsonText(value: object): string {
  return `${visibleLines(JSON.stringify(value, plainNumbers, 2))}\n`;
}

/** Arrays of numbers as such; infinities and NaN as null. */
function plainNumbers(_key: string, value: unknown): unknown {
  if (value instanceof Float64Array) return Array.from(value);
  if (typeof value === 'number' && !Number.isFinite(value)) return null;
  return value;
}
