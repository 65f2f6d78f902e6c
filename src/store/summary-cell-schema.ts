import { z } from 'zod';
import { METRICS } from '../model/metrics.ts';
import { OUTCOMES } from '../model/outcomes.ts';
import { VERDICTS } from '../montecarlo/statistics/spec.ts';
import { count, interval, limits, quantiles, real, text } from './summary-parts.ts';

const foretold = z.strictObject({
  chips: count,
  checked: count.describe('Drawn at random and simulated.'),
  wrong: count.describe('Of those, answered otherwise than foretold.'),
  unknown: count,
  bounds: interval.describe('Exact 95 % bounds of the part that is otherwise.'),
});

const screened = z.strictObject({
  simulated: count,
  near: z
    .strictObject({ chips: count, passed: count, unknown: count, otherwise: count })
    .describe('Chips near their limit, all simulated.'),
  passing: foretold,
  failing: foretold,
});

const chipYield = z
  .strictObject({
    n: count.describe('Chips that could be run.'),
    passed: count,
    unknown: count.describe('Undecided chips.'),
    refused: count.describe('Chips that could not be run; not among n.'),
    deadZone: count.describe('Passed chips with an input that only the encoders’ thresholds hold.'),
    fraction: interval.nullable().describe('Of n, every unknown chip failing to every one passing; null: n is 0.'),
    wilson: interval.describe('Of a sweep with `until` the confidence sequence, as below.'),
    clopperPearson: interval,
    ofAll: z
      .strictObject({ chips: count, fraction: interval, wilson: interval })
      .nullable()
      .describe('Of all chips, refused and unknown ones failing to passing; null: none refused, or both at most 1 %.'),
    screened: screened.nullable().describe('Of engine: screened; null: every chip was asked.'),
  })
  .meta({ id: 'yield', description: 'Chips that pass a criterion on all inputs.' });

const specYield = {
  passed: count,
  failed: count,
  unknown: count,
  refused: count,
  fraction: interval
    .nullable()
    .describe('Of all chips, unknown and refused ones failing to passing; null: there are none.'),
  bounds: interval.describe('Exact one-sided 95 % bounds; of a sweep with `until` the confidence sequence.'),
  sigma: z
    .strictObject({ fraction: z.array(real.nullable()).nullable(), bounds: z.array(real.nullable()) })
    .describe('The same in sigmas of a normal law, one-sided; null: of 0 or of all.'),
};

const spec = z.strictObject({
  name: text,
  metric: z.enum(METRICS),
  min: real.nullable().describe('SI units; null: no such bound.'),
  max: real.nullable(),
  ...specYield,
  target: z.strictObject({ asked: text, fraction: real, chipsWithoutFailure: count }).nullable(),
  verdict: z.enum(VERDICTS).nullable(),
});

const outcomeCounts = z.strictObject(countOf(OUTCOMES));

/** A count for every key. */
function countOf<K extends string>(keys: readonly K[]): Record<K, typeof count> {
  return Object.fromEntries(keys.map((key) => [key, count])) as Record<K, typeof count>;
}

const worstChip = z.strictObject({
  chip: count,
  outcome: z.enum(OUTCOMES).describe('As its worst input ended.'),
  failing: count.describe('Inputs.'),
  undecided: count,
  gainMargin: real.nullable().describe('Null: none is finite, or a branch is lost.'),
  lossBeta: real.nullable().describe('Beta at which its first branch ends; null: none does, as far as followed.'),
  angleDeg: real.nullable().describe('Worst layer, deg.'),
  settleTimeMax: real.nullable().describe('Slowest input, s.'),
  events: real.nullable().describe('Mean over its inputs.'),
  energy: real.nullable().describe('Mean over its inputs, J.'),
});

const course = z.strictObject({
  name: text,
  steps: z.array(z.strictObject({ passed: count, failed: count, unknown: count, bounds: interval })),
});

/** One rule at one point. */
export const cellSchema = z
  .strictObject({
    rule: text,
    chips: count.describe('Chips with a row.'),
    refused: count,
    stable: chipYield,
    inRange: chipYield,
    aligned: chipYield,
    specs: z.array(spec),
    allSpecs: z.strictObject(specYield).nullable().describe('Chips that keep every spec; null: there is none.'),
    chipOutcomes: z.strictObject({ ...outcomeCounts.shape, refused: count }).describe('Chips by their worst input.'),
    probeOutcomes: outcomeCounts.describe('Inputs.'),
    deadZone: count.describe('Settled inputs that only the thresholds hold.'),
    budgetEnded: count.describe('Inputs that the event budget ended.'),
    left: z
      .strictObject({ left: count, watched: count, chips: count, fraction: real, interval })
      .nullable()
      .describe('Presentations under noise that left their rest, chips as clusters; null: none was watched.'),
    inputs: z
      .strictObject({
        tried: count,
        curve: z.array(z.strictObject({ inputs: count, fraction: interval, interval })),
        failing: z.strictObject({ low: quantiles, high: quantiles, worst: interval }),
        chips: z.array(z.strictObject({ failing: count, undecided: count, chips: count })),
      })
      .nullable()
      .describe('How the stable yield falls with the number of inputs; null: no chip could be run.'),
    angleDeg: quantiles.nullable().describe('Of the worst layer of each stable chip, deg.'),
    layers: z.array(z.strictObject({ angleDeg: quantiles.nullable(), normRatio: quantiles.nullable() })),
    settleTime: quantiles.nullable().describe('Median over a chip’s inputs, s.'),
    settleTimeMax: real.nullable().describe('Slowest input of all chips, s.'),
    events: quantiles.nullable().describe('Mean over a chip’s inputs.'),
    energy: quantiles.nullable().describe('Mean over a chip’s inputs, J.'),
    energyPerInference: quantiles
      .nullable()
      .describe('The part of it before nudging; all of it where the chip is nudged from the start.'),
    energyPerUpdate: quantiles
      .nullable()
      .describe('One input’s part of an update, J; without pulses that change weights.'),
    accuracy: quantiles.nullable(),
    differenceError: quantiles.nullable().describe('Standard error of the averaged d, full scales; null: no noise.'),
    gainMargin: quantiles.nullable().describe('Finite ones, a factor on beta.'),
    smallestMargin: z
      .strictObject({ value: real, chip: count })
      .nullable()
      .describe('The smallest of them and its chip; null: none is finite.'),
    phaseMargin: quantiles
      .nullable()
      .optional()
      .describe('Finite ones of chips whose gain margins are at least 1, deg. Absent, as below: no spec is on it.'),
    smallestPhaseMargin: z.strictObject({ value: real, chip: count }).nullable().optional(),
    testAccuracy: quantiles.nullable().optional().describe('Of the free chip, on the whole test set.'),
    loss: quantiles.nullable().optional().describe('Of the free chip at its output, mean over the probes.'),
    marginBelowOne: count,
    lostBranch: count.describe('Chips with an input whose branch has ended.'),
    lossBeta: limits.nullable().describe('Smallest beta at which a branch of a chip ends.'),
    lossFactor: quantiles.nullable().describe('The same in units of beta, as far as branches were followed.'),
    certifiedBeta: limits.nullable().describe('Largest beta for which a chip is proved stable.'),
    failingBeta: limits.nullable().describe('Smallest beta at which the search for the worst input broke a chip.'),
    railsNeeded: z
      .strictObject({ chips: count, low: quantiles, high: quantiles, enough: interval })
      .nullable()
      .describe('Rails that clipped inputs would need, full scales; null: none is clipped.'),
    unstableChips: z.array(count).describe('Numbers of the first chips that are not stable, at most 20.'),
    worstChips: z
      .array(worstChip)
      .describe(
        'By outcome, failing inputs and where a branch ends; fewer the more points there are, of a large sweep none.',
      ),
    courses: z
      .array(course)
      .optional()
      .describe(
        'What was known after so many chips: confidence sequences. Absent of a sweep with a fixed number of chips.',
      ),
  })
  .meta({ id: 'cell', description: 'One rule at one point.' });
