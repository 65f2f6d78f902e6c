const BLOCK = 512;

/** The files of a tar archive by their paths (POSIX ustar, as npm packs them); long names by their prefix. */
export function untar(bytes: Uint8Array): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const text = (at: number, length: number) => {
    const field = bytes.subarray(at, at + length);
    const end = field.indexOf(0);
    return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
  };
  for (let at = 0; at + BLOCK <= bytes.length && bytes[at] !== 0; ) {
    const size = Number.parseInt(text(at + 124, 12).trim() || '0', 8);
    if (!(size >= 0) || at + BLOCK + size > bytes.length) throw new Error('the archive is damaged');
    const prefix = text(at + 345, 155);
    const name = text(at, 100);
    files.set(prefix === '' ? name : `${prefix}/${name}`, bytes.subarray(at + BLOCK, at + BLOCK + size));
    at += BLOCK * (1 + Math.ceil(size / BLOCK));
  }
  return files;
}
