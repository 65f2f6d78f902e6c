import { InputError } from './input-error.ts';

/** The text of an input file of these bytes. What is no text is an InputError. */
export function textOf(bytes: Uint8Array, file: string): string {
  const stray = bytes.findIndex(isControl);
  const text = stray < 0 ? decoded(bytes) : null;
  if (text !== null) return text;
  const at = stray < 0 ? firstUndecodable(bytes) : stray;
  const message = `is not a text file: expected UTF-8 without control characters, got the byte ${hex(bytes[at])}`;
  throw new InputError([{ file, ...place(bytes, at), path: '', message }]);
}

/** Of ASCII, all but tab, line feed and carriage return. */
function isControl(byte: number): boolean {
  return (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) || byte === 0x7f;
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** The first byte that begins no character. */
function firstUndecodable(bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at];
    const size = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    if (size > 1 && decoded(bytes.subarray(at, at + size)) === null) return at;
    at += size;
  }
  return bytes.length - 1;
}

function place(bytes: Uint8Array, at: number): { line: number; column: number } {
  const before = bytes.subarray(0, at);
  const line = before.reduce((count, byte) => (byte === 0x0a ? count + 1 : count), 1);
  return { line, column: at - before.lastIndexOf(0x0a) };
}

function hex(byte: number): string {
  return `0x${byte.toString(16).padStart(2, '0')}`;
}
