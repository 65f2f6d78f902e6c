/**
 * The same value with every Float64Array on memory that threads share, so that handing it to many costs one copy.
 * Plain data only: objects, arrays, strings, numbers, booleans and null; other typed arrays stay as they are.
 */
export function withSharedArrays<T>(value: T): T {
  return share(value) as T;
}

function share(value: unknown): unknown {
  if (value instanceof Float64Array) {
    const copy = new Float64Array(new SharedArrayBuffer(value.byteLength));
    copy.set(value);
    return copy;
  }
  if (ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map(share);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, share(part)]));
  }
  return value;
}
