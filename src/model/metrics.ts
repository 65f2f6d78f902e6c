/** A quantity of a trial that a spec may bound. */
export interface MetricDefinition {
  /** A yes or no; or a number, with the dimension of its bounds. */
  readonly kind: 'answer' | 'ratio' | 'time' | 'energy';
  readonly description: string;
}

/** What is recorded of a chip under one rule at one point. */
export const METRIC_DEFINITIONS = {
  stable: { kind: 'answer', description: 'all inputs end in a stable word' },
  inRange: { kind: 'answer', description: 'stable, and no input is clipped' },
  aligned: { kind: 'answer', description: 'stable, and every layer’s gradient within the accepted angle' },
  angleDeg: { kind: 'ratio', description: 'angle of the gradient to the exact one, deg, of the worst layer' },
  normRatio: { kind: 'ratio', description: 'length of the gradient in that of the exact one, of every layer' },
  gainMargin: { kind: 'ratio', description: 'smallest gain margin over the inputs, a factor on beta' },
  gainMarginDb: { kind: 'ratio', description: 'the same in dB, 20 log10' },
  settleTime: { kind: 'time', description: 'settling time of the slowest input' },
  energy: { kind: 'energy', description: 'energy of an inference, mean over the inputs' },
  events: { kind: 'ratio', description: 'events of an inference, mean over the inputs' },
  accuracy: { kind: 'ratio', description: 'fraction of the probes that the free chip classifies correctly' },
  lossBeta: { kind: 'ratio', description: 'beta at which the first branch ends' },
  lossFactor: { kind: 'ratio', description: 'the same in units of beta' },
  certifiedBeta: { kind: 'ratio', description: 'largest beta for which the chip is proved stable' },
} as const satisfies Record<string, MetricDefinition>;

/** Name of a metric. */
export type Metric = keyof typeof METRIC_DEFINITIONS;
export const METRICS = Object.keys(METRIC_DEFINITIONS) as Metric[];

export function metricNamed(name: Metric): MetricDefinition {
  return METRIC_DEFINITIONS[name];
}
