import { dataName } from '../config/own-data.ts';
import type { Scenario } from '../config/scenario.ts';
import { chipsOf, type Manifest, untilOf } from '../store/manifest.ts';
import { axisSummary, coordinatesInWords, isBeta } from './axes.ts';
import { cellSummary } from './cell.ts';
import { compareRules, pairsOf } from './comparison.ts';
import { tailPlace } from './evidence/loop-place.ts';
import { marginTail } from './margin-tail.ts';
import { adjustedPairs } from './multiplicity.ts';
import { statedNetwork } from './network-name.ts';
import { predictionsOf } from './predictions.ts';
import { replayCommand } from './replay.ts';
import type { DeviceSummary, PointSummary, Setup, Summary } from './summary.ts';
import type { CriticalSummary } from './summary-critical.ts';
import type { Comparison, PointChange } from './summary-pairs.ts';
import type { RunTally } from './tally/run-tally.ts';
import { usableWindows } from './windows.ts';

/** All numbers of a report, from what was tallied of the run's rows. */
export function buildSummary(manifest: Manifest, tally: RunTally): Summary {
  const { scenario } = manifest;
  const { rules } = scenario;
  const axes = scenario.sweep.map(axisSummary);
  const comparisons = comparisonsOf(manifest, tally);
  const changes = changesOf(manifest, tally);
  const points = manifest.points.map(({ index, coordinates, alpha, beta, accept, engine, follow }): PointSummary => {
    return {
      index,
      label: coordinatesInWords(axes, coordinates) || 'as described',
      coordinates,
      beta,
      alpha,
      acceptAngleDeg: accept.angleDeg,
      engine,
      follow,
      cells: rules.map((rule) => cellSummary(rule, beta, follow, tally.cell(index, rule), scenario)),
      comparison: comparisons[index] ?? null,
      changes: changes.get(index) ?? [],
    };
  });
  return {
    format: 'dyadsim/summary@1',
    name: scenario.name,
    description: scenario.description,
    command: manifest.command,
    scenarioFile: manifest.scenarioFile,
    versions: manifest.versions,
    seed: manifest.seed,
    setup: setupOf(manifest),
    device: deviceOf(scenario),
    rules,
    axes,
    trials: { expected: points.length * rules.length * chipsOf(manifest), found: tally.rows },
    points,
    windows: usableWindows({ axes, points, rules }),
    predictions: predictionsOf(rules, (rule) => points.map(({ index }) => tally.cell(index, rule))),
    critical: criticalOf(manifest, tally),
    surprises: tally.surprises.sorted().map((own) => ({ ...own, command: replayCommand(manifest, own) })),
    refusals: tally.refusals.sorted(),
    reasons: tally.reasons(),
    tails: rules.map((rule, index) => marginTail(rule, tailPlace({ points }, tally, index))),
    loops: null,
    examples: null,
  };
}

/** The first two rules at every point; empty where there is one. */
function comparisonsOf({ scenario: { rules }, points }: Manifest, tally: RunTally): Comparison[] {
  const [first, second] = rules;
  if (second === undefined) return [];
  return adjustedPairs(points.map(({ index, alpha }) => compareRules([first, second], tally.rulePairs(index), alpha)));
}

/** Every rule at every point that is compared with another, by point. */
function changesOf({ scenario: { rules }, points }: Manifest, tally: RunTally): Map<number, PointChange[]> {
  const places = points.flatMap(({ index: at }) => {
    const against = tally.references[at];
    return against === null ? [] : rules.map((rule) => ({ at, rule, against }));
  });
  const changes = places.map(({ at, ...place }) => ({ ...place, ...pairsOf(tally.pointPairs(at, place.rule)) }));
  const byPoint = new Map<number, PointChange[]>(places.map(({ at }) => [at, []]));
  adjustedPairs(changes).forEach((change, i) => {
    byPoint.get(places[i].at)!.push(change);
  });
  return byPoint;
}

/** Where chips end along beta, of those lines and rules of which events ran a chip at every beta. */
function criticalOf({ scenario: { rules, sweep }, points }: Manifest, tally: RunTally): CriticalSummary[] {
  const axes = sweep.map(axisSummary);
  return tally.betaLines.flatMap(({ betas, points: line }, at) => {
    const facet = coordinatesInWords(
      axes,
      points[line[0]].coordinates.filter((own) => !isBeta(own)),
    );
    return rules.flatMap((rule) => {
      const found = tally.critical(at, rule).found();
      return found.chips === 0 ? [] : [{ rule, facet, betas, points: line, ...found }];
    });
  });
}

function setupOf(manifest: Manifest): Setup {
  const { scenario, network, criticalBeta } = manifest;
  const { weights } = scenario.network;
  return {
    ...statedNetwork(scenario.network),
    weights: weights.from === 'train' ? 'trained' : weights.from === 'file' ? 'from a file' : 'random',
    dataset: dataName(scenario.data),
    loss: scenario.loss,
    nudge: scenario.nudge,
    chips: chipsOf(manifest),
    until: untilOf(scenario),
    chipsAtMost: scenario.chips,
    plan: scenario.plan ?? null,
    probes: scenario.probes,
    horizon: scenario.horizon,
    criticalBeta,
    testAccuracy: network.testAccuracy,
  };
}

function deviceOf({ device }: Scenario): DeviceSummary {
  const { name, description, neuron, noise, synapse, provenance } = device;
  const noisy = noise.thermal !== null || noise.flicker !== null || synapse.readNoise !== null;
  return { name, description, activation: neuron.activation, noisy, provenance };
}
