import { createHash } from 'node:crypto';

/**
 * A checksum inside the file that it covers: SHA-256 of all bytes, its own 64 digits taken as zeros. So it is copied and
 * renamed with the file, and no bit of the file can change unnoticed.
 */
const MARK = 'sha256:';
const DIGITS = 64;

/** Stands in the content before it is sealed; the last one counts. */
export const OPEN_SEAL = `${MARK}${'0'.repeat(DIGITS)}`;

/** Puts the checksum in, in place. */
export function seal(bytes: Uint8Array): void {
  const at = digitsAt(bytes);
  if (at === null) throw new Error('nowhere to put a checksum');
  view(bytes).write(digestOf(bytes, at), at, 'latin1');
}

/** What is wrong with the checksum; null: the bytes are those that were sealed. */
export function sealFault(bytes: Uint8Array): string | null {
  if (bytes.byteLength === 0) return 'empty';
  const at = digitsAt(bytes);
  if (at === null) return 'no checksum';
  const stated = view(bytes).toString('latin1', at, at + DIGITS);
  return stated === digestOf(bytes, at) ? null : 'its checksum is not that of its content';
}

function digitsAt(bytes: Uint8Array): number | null {
  const at = view(bytes).lastIndexOf(MARK, undefined, 'latin1');
  return at < 0 || at + MARK.length + DIGITS > bytes.byteLength ? null : at + MARK.length;
}

function digestOf(bytes: Uint8Array, at: number): string {
  const hash = createHash('sha256');
  return hash
    .update(bytes.subarray(0, at))
    .update('0'.repeat(DIGITS))
    .update(bytes.subarray(at + DIGITS))
    .digest('hex');
}

function view(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
