/** What a chip file leaves out, and what stands in its place; nothing where it states all. */
export function describeUnstated(unstated: readonly string[]): string[] {
  if (unstated.length === 0) return [];
  return ['not stated, so as in the ideal device', ...unstated.map((line) => `  ${line}`)];
}
