/** More of a value says no more about it. */
const LONGEST = 80;

/** A value as JSON writes it, cut short; infinities and NaN as such. Takes no longer for a large value than for a small. */
export function shown(value: unknown): string {
  const parts: string[] = [];
  write(value, parts, LONGEST);
  const text = parts.join('');
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text;
}

/** Appends at most about `room` characters; returns how many are left. */
function write(value: unknown, parts: string[], room: number): number {
  if (room < 0) return room;
  if (Array.isArray(value)) return writeAll('[', value.length, (i) => ['', value[i]], ']', parts, room);
  if (typeof value === 'object' && value !== null) {
    const keys = Object.keys(value);
    const field = (i: number): [string, unknown] => [`${text(keys[i])}:`, (value as Record<string, unknown>)[keys[i]]];
    return writeAll('{', keys.length, field, '}', parts, room);
  }
  const part = typeof value === 'string' ? text(value) : String(value);
  parts.push(part);
  return room - part.length;
}

function writeAll(
  open: string,
  count: number,
  entry: (i: number) => [key: string, value: unknown],
  close: string,
  parts: string[],
  room: number,
): number {
  parts.push(open);
  let left = room - 1;
  for (let i = 0; i < count && left >= 0; i++) {
    const [key, value] = entry(i);
    const before = `${i === 0 ? '' : ','}${key}`;
    parts.push(before);
    left = write(value, parts, left - before.length);
  }
  parts.push(close);
  return left - 1;
}

function text(value: string): string {
  return JSON.stringify(value.length > LONGEST ? value.slice(0, LONGEST) : value);
}
