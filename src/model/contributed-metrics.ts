import type { Metric } from './metrics.ts';

/** What is shared out of a metric that has a derivative by every draw. */
export interface ContributedQuantity {
  /** In words, and where it is larger when it is worse. */
  readonly name: string;
  readonly definition: string;
  readonly unit: string;
}

/** Limits go to infinity where there is none, so what is shared out of them is the inverse, which is 0 there. */
export const CONTRIBUTED = {
  gainMargin: { name: 'loop gain', definition: '1 / gain margin', unit: '' },
  lossBeta: { name: 'nearness to the end of the branch', definition: 'beta / lossBeta', unit: '' },
  angleDeg: { name: 'angle of the gradient', definition: 'to the exact one, worst layer', unit: 'deg' },
} as const satisfies Partial<Record<Metric, ContributedQuantity>>;

export type ContributedMetric = keyof typeof CONTRIBUTED;
export const CONTRIBUTED_METRICS = Object.keys(CONTRIBUTED) as ContributedMetric[];
