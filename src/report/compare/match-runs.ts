import { taskKey } from '../../montecarlo/study.ts';
import { differences } from '../../store/differences.ts';
import type { Manifest, RunPoint } from '../../store/manifest.ts';
import { axisSummary, coordinatesInWords } from '../axes.ts';
import { groupInWords } from '../words.ts';

/** Whether chip i of one run is chip i of the other; if not, why. */
export interface Pairing {
  readonly paired: boolean;
  readonly reasons: readonly string[];
}

/** The same place of two sweeps. */
export interface CommonPoint {
  readonly label: string;
  readonly first: RunPoint;
  readonly second: RunPoint;
}

/** What two runs have in common and what not. */
export interface RunMatch {
  readonly pairing: Pairing;
  readonly points: readonly CommonPoint[];
  readonly rules: readonly string[];
  /** "point alpha = 0.3", "rule halfway": what the other run lacks. */
  readonly onlyFirst: readonly string[];
  readonly onlySecond: readonly string[];
  /** Where versions, scenarios and devices differ: "scenario.device.neuron.tau.nominal: 0.001 in A, 0.002 in B". */
  readonly differences: readonly string[];
}

export function matchRuns(first: Manifest, second: Manifest): RunMatch {
  const others = new Map(second.points.map((point) => [placeOf(point), point]));
  const points = first.points.flatMap((point): CommonPoint[] => {
    const other = others.get(placeOf(point));
    return other === undefined ? [] : [{ label: labelOf(first, point), first: point, second: other }];
  });
  return {
    pairing: pairingOf(first, second),
    points,
    rules: first.scenario.rules.filter((rule) => second.scenario.rules.includes(rule)),
    onlyFirst: lackedBy(second, first),
    onlySecond: lackedBy(first, second),
    differences: differences(described(first), described(second), '', ['in A', 'in B']),
  };
}

function pairingOf(first: Manifest, second: Manifest): Pairing {
  const reasons: string[] = [];
  if (first.seed !== second.seed) {
    reasons.push(`the seeds differ: ${JSON.stringify(first.seed)} and ${JSON.stringify(second.seed)}`);
  } else if (taskKey(first.scenario) !== taskKey(second.scenario)) {
    reasons.push('the tasks differ: activation, network, data, loss or probes');
  } else if (first.network.weightsHash !== second.network.weightsHash) {
    reasons.push('the nominal weights differ');
  } else if (planInWords(first) !== planInWords(second)) {
    reasons.push(`the plans differ: ${planInWords(first)} and ${planInWords(second)}`);
  }
  return { paired: reasons.length === 0, reasons };
}

/** A chip's die is that of its place in the plan. */
function planInWords({ scenario: { plan } }: Manifest): string {
  if (plan === undefined) return 'random';
  const { kind, replicates, groups = [] } = plan;
  return [`${kind} of ${replicates} replicates`, ...groups.map(groupInWords)].join(', ');
}

/** The place of a point, whatever its number and whatever the order of the axes. */
function placeOf({ coordinates }: RunPoint): string {
  return JSON.stringify(coordinates.map(({ path, value }) => [path, String(value)]).sort());
}

function labelOf({ scenario }: Manifest, { coordinates }: RunPoint): string {
  return coordinatesInWords(scenario.sweep.map(axisSummary), coordinates) || 'as described';
}

/** Points and rules of `own` that `other` has not. */
function lackedBy(other: Manifest, own: Manifest): string[] {
  const places = new Set(other.points.map(placeOf));
  const points = own.points.filter((point) => !places.has(placeOf(point)));
  const rules = own.scenario.rules.filter((rule) => !other.scenario.rules.includes(rule));
  return [...points.map((point) => `point ${labelOf(own, point)}`), ...rules.map((rule) => `rule ${rule}`)];
}

/** What two runs may differ in; points are matched by themselves, and how a device's numbers are sourced changes no result. */
function described({ versions, seed, network, scenario }: Manifest) {
  const { sweep: _sweep, device, ...rest } = scenario;
  const { provenance: _provenance, ...physics } = device;
  return { versions, seed, scenario: { ...rest, device: physics }, weights: network.weightsHash };
}
