import { BRANCH_FATES, type BranchFate, OUTCOMES, type Outcome, type Rule } from '../vocabulary.ts';
import { noBranches, noOutcomes } from './failed-row.ts';
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
  readonly activityEvents: Numbers;
  readonly differenceEvents: Numbers;
  readonly energy: Reals;
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
  readonly error: ArrayLike<string | null>;
}

/** How runs end, as far as a prediction goes. */
export const ENDED = ['stable', 'unstable', 'undecided'] as const satisfies readonly (keyof Ended)[];

export function columnsOf(rows: readonly TrialRow[]): RowColumns {
  const column = <T>(get: (row: TrialRow) => T): T[] => rows.map(get);
  const depth = rows.reduce((deepest, { angleDeg }) => Math.max(deepest, angleDeg.length), 0);
  const byLayer = <T>(of: (layer: number) => T): T[] => Array.from({ length: depth }, (_, layer) => of(layer));
  return {
    rows: rows.length,
    point: column(({ point }) => point),
    chip: column(({ chip }) => chip),
    rule: column(({ rule }) => rule),
    beta: column(({ beta }) => beta),
    outcomes: record(OUTCOMES, (outcome) => column(({ outcomes }) => outcomes[outcome])),
    deadZone: column(({ deadZone }) => deadZone),
    watched: column(({ watched }) => watched),
    left: column(({ left }) => left),
    budgetEnded: column(({ budgetEnded }) => budgetEnded),
    stable: column(({ stable }) => stable),
    inRange: column(({ inRange }) => inRange),
    aligned: column(({ aligned }) => aligned),
    branches: record(BRANCH_FATES, (fate) => record(ENDED, (ended) => column(({ branches }) => branches[fate][ended]))),
    surprise: column(({ surprise }) => surprise),
    lossBeta: column(({ lossBeta }) => lossBeta),
    certifiedBeta: column(({ certifiedBeta }) => certifiedBeta),
    failingBeta: column(({ failingBeta }) => failingBeta),
    settleTimeMedian: column(({ settleTimeMedian }) => settleTimeMedian),
    settleTimeMax: column(({ settleTimeMax }) => settleTimeMax),
    activityEvents: column(({ activityEvents }) => activityEvents),
    differenceEvents: column(({ differenceEvents }) => differenceEvents),
    energy: column(({ energy }) => energy),
    weightLayers: column(({ angleDeg }) => angleDeg.length),
    angleDeg: byLayer((layer) => column(({ angleDeg }) => angleDeg[layer] ?? null)),
    normRatio: byLayer((layer) => column(({ normRatio }) => normRatio[layer] ?? null)),
    differenceError: column(({ differenceError }) => differenceError),
    railNeededLow: column(({ railsNeeded }) => railsNeeded?.[0] ?? null),
    railNeededHigh: column(({ railsNeeded }) => railsNeeded?.[1] ?? null),
    accuracy: column(({ accuracy }) => accuracy),
    gainMargin: column(({ gainMargin }) => gainMargin),
    error: column(({ error }) => error),
  };
}

/** One of the rows by itself. */
export function rowAt(columns: RowColumns, i: number): TrialRow {
  const outcomes = noOutcomes();
  for (const outcome of OUTCOMES) outcomes[outcome] = columns.outcomes[outcome][i];
  const branches = noBranches();
  for (const fate of BRANCH_FATES) for (const ended of ENDED) branches[fate][ended] = columns.branches[fate][ended][i];
  const [low, high] = [columns.railNeededLow[i], columns.railNeededHigh[i]];
  const layers = columns.weightLayers[i];
  return {
    point: columns.point[i],
    chip: columns.chip[i],
    rule: columns.rule[i],
    beta: columns.beta[i],
    outcomes,
    deadZone: columns.deadZone[i],
    watched: columns.watched[i],
    left: columns.left[i],
    budgetEnded: columns.budgetEnded[i],
    stable: columns.stable[i],
    inRange: columns.inRange[i],
    aligned: columns.aligned[i],
    branches,
    surprise: columns.surprise[i],
    lossBeta: columns.lossBeta[i],
    certifiedBeta: columns.certifiedBeta[i],
    failingBeta: columns.failingBeta[i],
    settleTimeMedian: columns.settleTimeMedian[i],
    settleTimeMax: columns.settleTimeMax[i],
    activityEvents: columns.activityEvents[i],
    differenceEvents: columns.differenceEvents[i],
    energy: columns.energy[i],
    angleDeg: columns.angleDeg.slice(0, layers).map((angles) => angles[i]),
    normRatio: columns.normRatio.slice(0, layers).map((ratios) => ratios[i]),
    differenceError: columns.differenceError[i],
    railsNeeded: low === null || high === null ? null : [low, high],
    accuracy: columns.accuracy[i],
    gainMargin: columns.gainMargin[i],
    error: columns.error[i],
  };
}

export function record<K extends string, V>(keys: readonly K[], of: (key: K) => V): Record<K, V> {
  return Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<K, V>;
}
