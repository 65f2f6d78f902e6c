import { isBeta, mapAxesOf } from '../axes.ts';
import type { Chart } from '../charts/charts.ts';
import type { Summary } from '../summary.ts';
import { proofOf } from './breaks.ts';

/** The pictures of the first screen: the one that proves what is said of the rules, and how far beta may go. */
export function firstCharts(summary: Summary, charts: readonly Chart[]): Chart[] {
  const proof = charts.find(({ subject }) => subject === proofOf(summary));
  // A map over beta shows how far it may go.
  const isOnMap = mapAxesOf(summary) !== null && summary.axes.some(isBeta);
  const reach = isOnMap ? undefined : charts.find(({ subject }) => subject === 'reach');
  return [proof, reach].filter((chart) => chart !== undefined);
}
