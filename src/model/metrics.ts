/** A quantity of a trial that a spec may bound. */
export interface MetricDefinition {
  /** A yes or no; or a number, with the dimension of its bounds. */
  readonly kind: 'answer' | 'ratio' | 'time' | 'energy';
  /** Whether more of it is better, or less; near 1 for what has a right value. */
  readonly better: 'more' | 'less' | 'near 1';
  readonly description: string;
}

/** What is recorded of a chip under one rule at one point. */
export const METRIC_DEFINITIONS = {
  stable: { kind: 'answer', better: 'more', description: 'all inputs end in a stable word' },
  inRange: { kind: 'answer', better: 'more', description: 'stable, and no input is clipped' },
  aligned: {
    kind: 'answer',
    better: 'more',
    description: 'stable, and every layer’s gradient within the accepted angle',
  },
  angleDeg: {
    kind: 'ratio',
    better: 'less',
    description: 'angle of the gradient to the exact one, deg, of the worst layer',
  },
  normRatio: {
    kind: 'ratio',
    better: 'near 1',
    description: 'length of the gradient in that of the exact one, of every layer',
  },
  gainMargin: { kind: 'ratio', better: 'more', description: 'smallest gain margin over the inputs, a factor on beta' },
  gainMarginDb: { kind: 'ratio', better: 'more', description: 'the same in dB, 20 log10' },
  phaseMargin: {
    kind: 'ratio',
    better: 'more',
    description: 'smallest phase margin over the inputs, deg',
  },
  settleTime: { kind: 'time', better: 'less', description: 'settling time of the slowest input' },
  energy: { kind: 'energy', better: 'less', description: 'energy of an inference, mean over the inputs' },
  events: { kind: 'ratio', better: 'less', description: 'events of an inference, mean over the inputs' },
  accuracy: {
    kind: 'ratio',
    better: 'more',
    description: 'fraction of the probes that the free chip classifies correctly',
  },
  testAccuracy: {
    kind: 'ratio',
    better: 'more',
    description: 'fraction of the whole test set that the free chip classifies correctly',
  },
  loss: { kind: 'ratio', better: 'less', description: 'loss at the output of the free chip, mean over the probes' },
  lossBeta: { kind: 'ratio', better: 'more', description: 'beta at which the first branch ends' },
  lossFactor: { kind: 'ratio', better: 'more', description: 'the same in units of beta' },
  certifiedBeta: { kind: 'ratio', better: 'more', description: 'largest beta for which the chip is proved stable' },
} as const satisfies Record<string, MetricDefinition>;

/** The yes or no of every sweep, whose yields a report tells. */
export const CRITERIA = [
  'stable',
  'inRange',
  'aligned',
] as const satisfies readonly (keyof typeof METRIC_DEFINITIONS)[];
export type Criterion = (typeof CRITERIA)[number];

/** Name of a metric. */
export type Metric = keyof typeof METRIC_DEFINITIONS;
export const METRICS = Object.keys(METRIC_DEFINITIONS) as Metric[];

/** Worked out, and recorded, only where a spec of the scenario is on them. */
export const REQUESTED_METRICS = ['phaseMargin', 'testAccuracy', 'loss'] as const satisfies readonly Metric[];
export type RequestedMetric = (typeof REQUESTED_METRICS)[number];

export function isRequested(metric: Metric): metric is RequestedMetric {
  return REQUESTED_METRICS.some((requested) => requested === metric);
}

export function metricNamed(name: Metric): MetricDefinition {
  return METRIC_DEFINITIONS[name];
}

/**
 * Metrics of which a chip has one number by its stationary states alone: what a sensitivity shares out the variance of. Limits
 * of beta spread over decades, so their logarithm is taken; a yes is 1 and a no 0.
 */
export const SHARED_METRICS = [
  'lossBeta',
  'gainMarginDb',
  'angleDeg',
  'accuracy',
  'certifiedBeta',
  'stable',
  'inRange',
  'aligned',
] as const satisfies readonly Metric[];
export type SharedMetric = (typeof SHARED_METRICS)[number];

/** Whether the variance of a metric is that of its natural logarithm. */
export function isOnLogarithm(metric: SharedMetric): boolean {
  return metric === 'lossBeta' || metric === 'certifiedBeta';
}
