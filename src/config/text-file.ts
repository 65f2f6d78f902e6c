import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { InputError } from './input-error.ts';

/** No input file of ours comes near; more is taken for a mistake before it fills the memory. */
const MAX_BYTES = 256 * 2 ** 20;

/** The text of an input file. What cannot be read, or is no text, is an InputError. */
export function readText(file: string): string {
  const bytes = readBytes(file);
  const stray = bytes.findIndex(isControl);
  const text = stray < 0 ? decoded(bytes) : null;
  if (text !== null) return text;
  const at = stray < 0 ? firstUndecodable(bytes) : stray;
  const message = `is not a text file: expected UTF-8 without control characters, got the byte ${hex(bytes[at])}`;
  throw new InputError([{ file, ...place(bytes, at), path: '', message }]);
}

function readBytes(file: string): Uint8Array {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(file, 'r');
    const status = fstatSync(descriptor);
    if (status.isDirectory()) throw refused(file, 'is a directory, expected a file');
    if (status.isCharacterDevice()) throw refused(file, 'is a device, expected a file');
    if (status.size > MAX_BYTES) throw refused(file, `is larger than ${MAX_BYTES / 2 ** 20} MiB, expected a text file`);
    return readFileSync(descriptor);
  } catch (error) {
    if (error instanceof InputError) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    throw refused(file, code === 'ENOENT' ? 'no such file' : `cannot read: ${error}`);
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

function refused(file: string, message: string): InputError {
  return new InputError([{ file, line: null, column: null, path: '', message }]);
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

/** A file that another names: its path starts at the folder of that one. */
export function fileBeside(file: string, name: string): string {
  return isAbsolute(name) ? name : join(dirname(file), name);
}
