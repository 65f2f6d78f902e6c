/** Why a chip is not shown: the first line of what went wrong. */
export function lackOf(error: unknown): string {
  const [first] = (error instanceof Error ? error.message : String(error)).split('\n');
  return first;
}
