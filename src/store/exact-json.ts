/**
 * JSON that keeps NaN, the infinities and -0, which plain JSON loses: they become {"$number": "Infinity"}; a Float64Array
 * becomes {"$float64": base64 of its bytes}.
 */

export function toExactJson(value: unknown): string {
  return `${JSON.stringify(value, encode, 2)}\n`;
}

export function fromExactJson(text: string): unknown {
  return JSON.parse(text, decode);
}

/** A value as it is when it has been stored and read, so that it can be compared with what was. */
export function asStored(value: unknown): unknown {
  return fromExactJson(toExactJson(value));
}

function encode(_key: string, value: unknown): unknown {
  if (value instanceof Float64Array) {
    return { $float64: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') };
  }
  if (typeof value !== 'number') return value;
  if (Object.is(value, -0)) return { $number: '-0' };
  return Number.isFinite(value) ? value : { $number: String(value) };
}

function decode(_key: string, value: unknown): unknown {
  if (typeof value === 'object' && value !== null && '$number' in value) return Number(value.$number);
  if (typeof value === 'object' && value !== null && '$float64' in value) {
    return new Float64Array(Uint8Array.from(Buffer.from(String(value.$float64), 'base64')).buffer);
  }
  return value;
}
