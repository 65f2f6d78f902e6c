import type { Ended } from '../montecarlo/row.ts';
import { ENDED } from '../montecarlo/row-columns.ts';

export function total(ended: Ended): number {
  return ENDED.reduce((sum, key) => sum + ended[key], 0);
}
