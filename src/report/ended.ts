import type { Ended } from '../montecarlo/row.ts';

/** How runs end, as far as a prediction goes. */
export const ENDED = ['stable', 'unstable', 'undecided'] as const satisfies readonly (keyof Ended)[];

export function total(ended: Ended): number {
  return ENDED.reduce((sum, key) => sum + ended[key], 0);
}
