/** A quantity of a trial that a spec may bound. */
export interface MetricDefinition {
  /** As pages, Markdown and terminal call it; files and JSON have its own. */
  readonly name: string;
  /** What is written behind a value; of times and energies with a prefix. Empty: a plain number. */
  readonly unit: string;
  /** A yes or no; or a number, with the dimension of its bounds. */
  readonly kind: 'answer' | 'ratio' | 'time' | 'energy';
  /** Whether more of it is better, or less; near 1 for what has a right value. */
  readonly better: 'more' | 'less' | 'near 1';
  readonly description: string;
}

/** What is recorded of a chip under one rule at one point. */
export const METRIC_DEFINITIONS = {
  stable: { name: 'stable', unit: '', kind: 'answer', better: 'more', description: 'all inputs end in a stable word' },
  inRange: {
    name: 'in range',
    unit: '',
    kind: 'answer',
    better: 'more',
    description: 'stable, and no input is clipped',
  },
  aligned: {
    name: 'aligned',
    unit: '',
    kind: 'answer',
    better: 'more',
    description: 'stable, and every layer’s gradient within the accepted angle',
  },
  angleDeg: {
    name: 'angle of the gradient',
    unit: 'deg',
    kind: 'ratio',
    better: 'less',
    description: 'angle of the gradient to the exact one, deg, of the worst layer',
  },
  normRatio: {
    name: 'length of the gradient',
    unit: '',
    kind: 'ratio',
    better: 'near 1',
    description: 'length of the gradient in that of the exact one, of every layer',
  },
  gainMargin: {
    name: 'gain margin, factor on beta',
    unit: '',
    kind: 'ratio',
    better: 'more',
    description: 'smallest gain margin over the inputs, a factor on beta',
  },
  gainMarginDb: {
    name: 'gain margin',
    unit: 'dB',
    kind: 'ratio',
    better: 'more',
    description: 'the same in dB, 20 log10',
  },
  phaseMargin: {
    name: 'phase margin',
    unit: 'deg',
    kind: 'ratio',
    better: 'more',
    description: 'smallest phase margin over the inputs, deg',
  },
  settleTime: {
    name: 'settling time',
    unit: 's',
    kind: 'time',
    better: 'less',
    description: 'settling time of the slowest input',
  },
  energy: {
    name: 'energy of a presentation',
    unit: 'J',
    kind: 'energy',
    better: 'less',
    description: 'energy of a presentation, mean over the inputs',
  },
  events: {
    name: 'events of a presentation',
    unit: '',
    kind: 'ratio',
    better: 'less',
    description: 'events of a presentation, mean over the inputs',
  },
  accuracy: {
    name: 'accuracy on the probes',
    unit: '',
    kind: 'ratio',
    better: 'more',
    description: 'fraction of the probes that the free chip classifies correctly',
  },
  testAccuracy: {
    name: 'accuracy on the test set',
    unit: '',
    kind: 'ratio',
    better: 'more',
    description: 'fraction of the whole test set that the free chip classifies correctly',
  },
  loss: {
    name: 'loss',
    unit: '',
    kind: 'ratio',
    better: 'less',
    description: 'loss at the output of the free chip, mean over the probes',
  },
  lossBeta: {
    name: 'beta at the end of the branch',
    unit: '',
    kind: 'ratio',
    better: 'more',
    description: 'beta at which the first branch ends',
  },
  lossFactor: {
    name: 'end of the branch',
    unit: 'times beta',
    kind: 'ratio',
    better: 'more',
    description: 'the same in units of beta',
  },
  certifiedBeta: {
    name: 'proved stable up to beta',
    unit: '',
    kind: 'ratio',
    better: 'more',
    description: 'largest beta for which the chip is proved stable',
  },
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
