import type { Chart } from '../charts/charts.ts';
import type { Summary } from '../summary.ts';
import { proofOf } from './breaks.ts';

/** The pictures of the first screen: the one that proves what is said of the rules, and how far beta may go. */
export function firstCharts(summary: Summary, charts: readonly Chart[]): Chart[] {
  const proof = charts.find(({ subject }) => subject === proofOf(summary));
  const reach = charts.find(({ subject }) => subject === 'reach');
  return [proof, reach].filter((chart) => chart !== undefined);
}
