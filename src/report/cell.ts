import type { Scenario } from '../config/scenario.ts';
import type { RequestedMetric } from '../model/metrics.ts';
import { CRITERIA } from '../model/metrics.ts';
import type { Rule } from '../model/rules.ts';
import { requestedBy } from '../montecarlo/requested.ts';
import { record } from '../montecarlo/row-columns.ts';
import { clusterInterval } from '../montecarlo/statistics/clusters.ts';
import { yieldByInputs } from '../montecarlo/statistics/inputs.ts';
import { limitQuantiles } from '../montecarlo/statistics/limits.ts';
import { type Quantiles, quantilesOf } from '../montecarlo/statistics/quantile.ts';
import { untilOf } from '../store/manifest.ts';
import { specsOf } from './specs.ts';
import type { CellSummary, InputsSummary, LeftSummary, RailsNeeded } from './summary-cell.ts';
import type { CellTally } from './tally/cell-tally.ts';
import type { Numbers } from './tally/numbers.ts';
import { yieldOf } from './yield.ts';

/** Numbers of one rule at one point. */
export function cellSummary(
  rule: Rule,
  beta: number,
  follow: number,
  tally: CellTally,
  scenario: Pick<Scenario, 'probes' | 'until' | 'accept'>,
): CellSummary {
  const { chips, run, numbers, yields, screening, replicates } = tally;
  const isSequential = untilOf(scenario) !== null;
  const energy = quantiles(numbers.energy);
  const limits = (of: Numbers) => limitQuantiles(of.toArray(), run - of.length);
  return {
    rule,
    chips,
    refused: chips - run,
    ...record(CRITERIA, (name) => {
      const own = replicates === null ? null : { ...replicates, counts: replicates.counts[name] };
      return yieldOf({ chips, run, ...yields[name] }, screening?.[name] ?? null, isSequential, own);
    }),
    ...specsOf(tally.specs, chips - run, isSequential),
    chipOutcomes: { ...tally.chipOutcomes },
    probeOutcomes: { ...tally.probeOutcomes },
    deadZone: tally.deadZone,
    budgetEnded: tally.budgetEnded,
    left: leftOf(tally),
    inputs: inputsOf(tally, scenario.probes),
    angleDeg: quantiles(numbers.worstAngle),
    layers: tally.layers.map(({ angleDeg, normRatio }) => ({
      angleDeg: quantiles(angleDeg),
      normRatio: quantiles(normRatio),
    })),
    settleTime: quantiles(numbers.settleTime),
    settleTimeMax: tally.settleTimeMax,
    events: quantiles(numbers.events),
    energy,
    energyPerInference: quantiles(numbers.freeEnergy) ?? energy,
    energyPerUpdate: energy,
    accuracy: quantiles(numbers.accuracy),
    differenceError: quantiles(numbers.differenceError),
    gainMargin: quantiles(numbers.gainMargin),
    smallestMargin: tally.smallestMargin.found,
    ...requestedSummary(tally, requestedBy(scenario)),
    marginBelowOne: tally.marginBelowOne,
    lostBranch: tally.lostBranch,
    lossBeta: limits(numbers.lossBeta),
    lossFactor: lossFactor(tally, beta, follow),
    certifiedBeta: limits(numbers.certifiedBeta),
    failingBeta: limits(numbers.failingBeta),
    railsNeeded: railsOf(tally),
    unstableChips: tally.unstableChips.sorted(),
    worstChips: tally.worstChips.sorted(),
    ...(tally.course === null ? {} : { courses: tally.course.courses() }),
  };
}

/** What is there only where specs are on it. */
function requestedSummary({ numbers, smallestPhaseMargin }: CellTally, requested: readonly RequestedMetric[]) {
  const found = record(requested, (metric) => quantiles(numbers[metric]));
  return requested.includes('phaseMargin') ? { ...found, smallestPhaseMargin: smallestPhaseMargin.found } : found;
}

function quantiles(numbers: Numbers): Quantiles | null {
  return quantilesOf(numbers.toArray());
}

/** Where branches end, in units of beta; those that do not end count as where the search did. */
function lossFactor({ run, numbers }: CellTally, beta: number, follow: number): Quantiles | null {
  const factors = new Float64Array(run).fill(follow);
  factors.set(numbers.lossBeta.toArray().map((loss) => loss / beta));
  return quantilesOf(factors);
}

function leftOf(tally: CellTally): LeftSummary | null {
  const clusters = tally.left.sorted().map(([part, whole, chips]) => ({ part, whole, chips }));
  if (clusters.length === 0) return null;
  const sum = (of: (cluster: (typeof clusters)[number]) => number) => clusters.reduce((all, one) => all + of(one), 0);
  const left = sum(({ part, chips }) => chips * part);
  const watched = sum(({ whole, chips }) => chips * whole);
  const chips = sum((cluster) => cluster.chips);
  return { left, watched, chips, fraction: left / watched, interval: clusterInterval(clusters) };
}

function inputsOf(tally: CellTally, probes: number): InputsSummary | null {
  const kinds = tally.inputs.sorted().map(([failing, undecided, chips]) => ({ failing, undecided, chips }));
  const failing = kinds.map((kind) => kind.failing / probes);
  const atMost = kinds.map((kind) => (kind.failing + kind.undecided) / probes);
  const ofChips = (fractions: readonly number[]) => {
    const all = new Float64Array(kinds.reduce((sum, { chips }) => sum + chips, 0));
    let from = 0;
    kinds.forEach(({ chips }, i) => {
      all.fill(fractions[i], from, from + chips);
      from += chips;
    });
    return quantilesOf(all);
  };
  const [low, high] = [ofChips(failing), ofChips(atMost)];
  if (low === null || high === null) return null;
  const worst = [failing, atMost].map((fractions) => fractions.reduce((a, b) => Math.max(a, b)));
  return {
    tried: probes,
    curve: yieldByInputs(kinds, probes),
    failing: { low, high, worst: [worst[0], worst[1]] },
    chips: kinds,
  };
}

function railsOf({ numbers }: CellTally): RailsNeeded | null {
  const [low, high] = [quantiles(numbers.railNeededLow), quantiles(numbers.railNeededHigh)];
  if (low === null || high === null) return null;
  const lowest = numbers.railNeededLow.toArray().reduce((a, b) => Math.min(a, b));
  const highest = numbers.railNeededHigh.toArray().reduce((a, b) => Math.max(a, b));
  return { chips: numbers.railNeededLow.length, low, high, enough: [lowest, highest] };
}
