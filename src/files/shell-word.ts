/** Characters that a shell takes as they stand. */
const PLAIN = new Set('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-');

/** A word as it has to be typed, quoted where a shell would take it for something else. */
export function shellWord(word: string): string {
  const plain = word !== '' && [...word].every((character) => PLAIN.has(character));
  return plain ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
