/** Sixteen hexadecimal digits that change when a byte does: two FNV-1a sums, to notice a file that was changed. */
export function checksumOf(...parts: readonly Uint8Array[]): string {
  let [a, b] = [0x811c9dc5, 0x5bd1e995];
  for (const part of parts) {
    for (let i = 0; i < part.length; i++) {
      a = Math.imul(a ^ part[i], 0x01000193);
      b = Math.imul(b ^ part[i], 0x01000193) ^ (b >>> 15);
    }
  }
  return [a, b].map((sum) => (sum >>> 0).toString(16).padStart(8, '0')).join('');
}
