import { REQUESTED_METRICS, type RequestedMetric } from '../model/metrics.ts';
import { OUTCOMES, type Outcome } from '../model/outcomes.ts';
import type { Rule } from '../model/rules.ts';
import { BRANCH_FATES, type BranchFate, type RowEngine } from '../model/vocabulary.ts';
import type { Ended, TrialRow } from './row.ts';

type Numbers = ArrayLike<number>;
type Reals = ArrayLike<number | null>;
type Answers = ArrayLike<boolean | null>;

/** Rows as columns, entry i of each being of row i: what is stored, and what a report reads. Fields are those of `TrialRow`. */
export interface RowColumns {
  readonly rows: number;
  readonly point: Numbers;
  readonly chip: Numbers;
  readonly rule: ArrayLike<Rule>;
  readonly beta: Numbers;
  readonly engine: ArrayLike<RowEngine>;
  readonly near: ArrayLike<boolean>;
  readonly sampled: ArrayLike<boolean>;
  readonly foretoldStable: Answers;
  readonly foretoldInRange: Answers;
  readonly foretoldAligned: Answers;
  readonly outcomes: Readonly<Record<Outcome, Numbers>>;
  readonly deadZone: Numbers;
  readonly watched: Numbers;
  readonly left: Numbers;
  readonly budgetEnded: Numbers;
  readonly stable: Answers;
  readonly inRange: Answers;
  readonly aligned: Answers;
  readonly branches: Readonly<Record<BranchFate, Readonly<Record<keyof Ended, Numbers>>>>;
  readonly surprise: Reals;
  readonly lossBeta: Reals;
  readonly certifiedBeta: Reals;
  readonly failingBeta: Reals;
  readonly settleTimeMedian: Reals;
  readonly settleTimeMax: Reals;
  readonly activityEvents: Reals;
  readonly differenceEvents: Reals;
  readonly energy: Reals;
  /** Absent where no row has it. */
  readonly freeEnergy?: Reals;
  /** Weight layers of each row's network, of which it has angles and ratios. */
  readonly weightLayers: Numbers;
  /** By weight layer, as many as the deepest network has. */
  readonly angleDeg: readonly Reals[];
  readonly normRatio: readonly Reals[];
  readonly differenceError: Reals;
  readonly railNeededLow: Reals;
  readonly railNeededHigh: Reals;
  readonly accuracy: Numbers;
  readonly gainMargin: Reals;
  /** Absent where no spec of the scenario is on them. */
  readonly phaseMargin?: Reals;
  readonly testAccuracy?: Reals;
  readonly loss?: Reals;
  readonly error: ArrayLike<string | null>;
}

/** How runs end, as far as a prediction goes. */
export const ENDED = ['stable', 'unstable', 'undecided'] as const satisfies readonly (keyof Ended)[];

/** Fields that are alike in a row and in columns. */
const ALIKE = [
  'point',
  'chip',
  'rule',
  'beta',
  'engine',
  'near',
  'sampled',
  'foretoldStable',
  'foretoldInRange',
  'foretoldAligned',
  'deadZone',
  'watched',
  'left',
  'budgetEnded',
  'stable',
  'inRange',
  'aligned',
  'surprise',
  'lossBeta',
  'certifiedBeta',
  'failingBeta',
  'settleTimeMedian',
  'settleTimeMax',
  'activityEvents',
  'differenceEvents',
  'energy',
  'differenceError',
  'accuracy',
  'gainMargin',
  'error',
] as const satisfies readonly (keyof TrialRow & keyof RowColumns)[];
type Alike = (typeof ALIKE)[number];

export function columnsOf(rows: readonly TrialRow[]): RowColumns {
  const column = <T>(get: (row: TrialRow) => T): T[] => rows.map(get);
  const depth = rows.reduce((deepest, { angleDeg }) => Math.max(deepest, angleDeg.length), 0);
  const byLayer = <T>(of: (layer: number) => T): T[] => Array.from({ length: depth }, (_, layer) => of(layer));
  return {
    ...(record(ALIKE, (field) => column((row) => row[field])) as Pick<RowColumns, Alike>),
    rows: rows.length,
    outcomes: record(OUTCOMES, (outcome) => column(({ outcomes }) => outcomes[outcome])),
    branches: record(BRANCH_FATES, (fate) => record(ENDED, (ended) => column(({ branches }) => branches[fate][ended]))),
    weightLayers: column(({ angleDeg }) => angleDeg.length),
    angleDeg: byLayer((layer) => column(({ angleDeg }) => angleDeg[layer] ?? null)),
    normRatio: byLayer((layer) => column(({ normRatio }) => normRatio[layer] ?? null)),
    railNeededLow: column(({ railsNeeded }) => railsNeeded?.[0] ?? null),
    railNeededHigh: column(({ railsNeeded }) => railsNeeded?.[1] ?? null),
    ...requestedColumns(rows),
    ...(rows.some(({ freeEnergy }) => freeEnergy !== undefined)
      ? { freeEnergy: column(({ freeEnergy }) => freeEnergy ?? null) }
      : {}),
  };
}

/** One of the rows by itself. */
export function rowAt(columns: RowColumns, i: number): TrialRow {
  const [low, high] = [columns.railNeededLow[i], columns.railNeededHigh[i]];
  const layers = columns.weightLayers[i];
  return {
    ...(record(ALIKE, (field) => columns[field][i]) as Pick<TrialRow, Alike>),
    outcomes: record(OUTCOMES, (outcome) => columns.outcomes[outcome][i]),
    branches: record(BRANCH_FATES, (fate) => record(ENDED, (ended) => columns.branches[fate][ended][i])),
    angleDeg: columns.angleDeg.slice(0, layers).map((angles) => angles[i]),
    normRatio: columns.normRatio.slice(0, layers).map((ratios) => ratios[i]),
    railsNeeded: low === null || high === null ? null : [low, high],
    ...requestedAt(columns, i),
    ...(columns.freeEnergy?.[i] == null ? {} : { freeEnergy: columns.freeEnergy[i] }),
  };
}

/** All rows of a run have them, or none. */
function requestedColumns(rows: readonly TrialRow[]): Pick<RowColumns, RequestedMetric> {
  const there = REQUESTED_METRICS.filter((metric) => rows.some((row) => row[metric] !== undefined));
  return record(there, (metric) => rows.map((row) => row[metric] ?? null));
}

function requestedAt(columns: RowColumns, i: number): Pick<TrialRow, RequestedMetric> {
  const there = REQUESTED_METRICS.filter((metric) => columns[metric] !== undefined);
  return record(there, (metric) => columns[metric]![i]);
}

export function record<K extends string, V>(keys: readonly K[], of: (key: K) => V): Record<K, V> {
  return Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<K, V>;
}
