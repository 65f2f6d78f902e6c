import { gunzipSync, unzipSync } from 'fflate';

/** The bytes of a file that may be packed by gzip. Throws where it is damaged. */
export function unpacked(bytes: Uint8Array, file: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  return attempt(() => gunzipSync(bytes), file, 'gzip file');
}

/** The arrays of a .npz file, by their names without .npy. Throws where it is no zip archive. */
export function unzipped(bytes: Uint8Array, file: string): Map<string, Uint8Array> {
  const members = attempt(() => unzipSync(bytes), file, '.npz file');
  return new Map(Object.entries(members).map(([name, content]) => [name.replace(/\.npy$/, ''), content]));
}

function attempt<T>(read: () => T, file: string, what: string): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`${file}: is no ${what}, or is damaged: ${error instanceof Error ? error.message : String(error)}`);
  }
}
