import type { BasicType, ColumnSource } from 'hyparquet-writer';
import type { TrialRow } from '../montecarlo/row.ts';
import { BRANCH_FATES, OUTCOMES, type Outcome, RULES, type Rule } from '../vocabulary.ts';

/** A column's value; integers beyond 32 bits are stored as INT64, which JavaScript reads as bigint. */
type Cell = number | bigint | string | boolean | null;

interface Column {
  readonly name: string;
  readonly type: BasicType;
  readonly nullable: boolean;
  readonly get: (row: TrialRow) => Cell;
}

const ENDED = ['stable', 'unstable', 'undecided'] as const;

/** Columns of one row each, in file order; the per-layer columns angleDeg_k and normRatio_k follow them. */
const COLUMNS: readonly Column[] = [
  { name: 'point', type: 'INT32', nullable: false, get: (row) => row.point },
  { name: 'chip', type: 'INT32', nullable: false, get: (row) => row.chip },
  { name: 'rule', type: 'STRING', nullable: false, get: (row) => row.rule },
  { name: 'beta', type: 'DOUBLE', nullable: false, get: (row) => row.beta },
  ...OUTCOMES.map(
    (outcome): Column => ({ name: outcome, type: 'INT32', nullable: false, get: (row) => row.outcomes[outcome] }),
  ),
  { name: 'deadZone', type: 'INT32', nullable: false, get: (row) => row.deadZone },
  { name: 'watched', type: 'INT32', nullable: false, get: (row) => row.watched },
  { name: 'left', type: 'INT32', nullable: false, get: (row) => row.left },
  { name: 'budgetEnded', type: 'INT32', nullable: false, get: (row) => row.budgetEnded },
  { name: 'stable', type: 'BOOLEAN', nullable: true, get: (row) => row.stable },
  { name: 'inRange', type: 'BOOLEAN', nullable: true, get: (row) => row.inRange },
  { name: 'aligned', type: 'BOOLEAN', nullable: true, get: (row) => row.aligned },
  ...BRANCH_FATES.flatMap((fate) =>
    ENDED.map(
      (ended): Column => ({
        name: `branch_${fate}_${ended}`,
        type: 'INT32',
        nullable: false,
        get: (row) => row.branches[fate][ended],
      }),
    ),
  ),
  { name: 'surprise', type: 'INT32', nullable: true, get: (row) => row.surprise },
  { name: 'lossBeta', type: 'DOUBLE', nullable: true, get: (row) => row.lossBeta },
  { name: 'certifiedBeta', type: 'DOUBLE', nullable: true, get: (row) => row.certifiedBeta },
  { name: 'failingBeta', type: 'DOUBLE', nullable: true, get: (row) => row.failingBeta },
  { name: 'settleTimeMedian', type: 'DOUBLE', nullable: true, get: (row) => row.settleTimeMedian },
  { name: 'settleTimeMax', type: 'DOUBLE', nullable: true, get: (row) => row.settleTimeMax },
  { name: 'activityEvents', type: 'INT64', nullable: false, get: (row) => BigInt(row.activityEvents) },
  { name: 'differenceEvents', type: 'INT64', nullable: false, get: (row) => BigInt(row.differenceEvents) },
  { name: 'energy', type: 'DOUBLE', nullable: true, get: (row) => row.energy },
  { name: 'differenceError', type: 'DOUBLE', nullable: true, get: (row) => row.differenceError },
  { name: 'railNeededLow', type: 'DOUBLE', nullable: true, get: (row) => row.railsNeeded?.[0] ?? null },
  { name: 'railNeededHigh', type: 'DOUBLE', nullable: true, get: (row) => row.railsNeeded?.[1] ?? null },
  { name: 'accuracy', type: 'DOUBLE', nullable: false, get: (row) => row.accuracy },
  { name: 'gainMargin', type: 'DOUBLE', nullable: true, get: (row) => row.gainMargin },
  { name: 'error', type: 'STRING', nullable: true, get: (row) => row.error },
  { name: 'weightLayers', type: 'INT32', nullable: false, get: (row) => row.angleDeg.length },
];

/** Rows as parquet columns, one angleDeg_k and normRatio_k column per weight layer k of the deepest network. */
export function columnsOf(rows: readonly TrialRow[]): ColumnSource[] {
  const depth = Math.max(0, ...rows.map((row) => row.angleDeg.length));
  const perLayer = Array.from({ length: depth }, (_, k): Column[] => [
    { name: `angleDeg_${k}`, type: 'DOUBLE', nullable: true, get: (row) => row.angleDeg[k] ?? null },
    { name: `normRatio_${k}`, type: 'DOUBLE', nullable: true, get: (row) => row.normRatio[k] ?? null },
  ]);
  return [...COLUMNS, ...perLayer.flat()].map(({ name, type, nullable, get }) => ({
    name,
    type,
    nullable,
    data: rows.map(get),
    // A dictionary compares with ===, which takes 0 for -0 and no NaN for another; plain columns keep every bit.
    encoding: type === 'DOUBLE' ? ('PLAIN' as const) : undefined,
  }));
}

/** The row of one record read from a block file; throws where the record is not one. */
export function rowOf(record: Readonly<Record<string, unknown>>): TrialRow {
  const layers = Array.from({ length: integer(record, 'weightLayers') }, (_, k) => k);
  return {
    point: integer(record, 'point'),
    chip: integer(record, 'chip'),
    rule: rule(record),
    beta: number(record, 'beta'),
    outcomes: Object.fromEntries(OUTCOMES.map((name) => [name, integer(record, name)])) as Record<Outcome, number>,
    deadZone: integer(record, 'deadZone'),
    watched: integer(record, 'watched'),
    left: integer(record, 'left'),
    budgetEnded: integer(record, 'budgetEnded'),
    stable: booleanOrNull(record, 'stable'),
    inRange: booleanOrNull(record, 'inRange'),
    aligned: booleanOrNull(record, 'aligned'),
    branches: Object.fromEntries(
      BRANCH_FATES.map((fate) => [
        fate,
        Object.fromEntries(ENDED.map((ended) => [ended, integer(record, `branch_${fate}_${ended}`)])),
      ]),
    ) as unknown as TrialRow['branches'],
    surprise: record.surprise === null ? null : integer(record, 'surprise'),
    lossBeta: numberOrNull(record, 'lossBeta'),
    certifiedBeta: numberOrNull(record, 'certifiedBeta'),
    failingBeta: numberOrNull(record, 'failingBeta'),
    settleTimeMedian: numberOrNull(record, 'settleTimeMedian'),
    settleTimeMax: numberOrNull(record, 'settleTimeMax'),
    activityEvents: integer(record, 'activityEvents'),
    differenceEvents: integer(record, 'differenceEvents'),
    energy: numberOrNull(record, 'energy'),
    angleDeg: layers.map((k) => numberOrNull(record, `angleDeg_${k}`)),
    normRatio: layers.map((k) => numberOrNull(record, `normRatio_${k}`)),
    differenceError: numberOrNull(record, 'differenceError'),
    railsNeeded: pairOrNull(record, 'railNeededLow', 'railNeededHigh'),
    accuracy: number(record, 'accuracy'),
    gainMargin: numberOrNull(record, 'gainMargin'),
    error: textOrNull(record, 'error'),
  };
}

type Values = Readonly<Record<string, unknown>>;

function wrong(record: Values, name: string, expected: string): Error {
  return new Error(`column ${name}: expected ${expected}, got ${String(record[name])}`);
}

function number(record: Values, name: string): number {
  const value = record[name];
  if (typeof value !== 'number') throw wrong(record, name, 'a number');
  return value;
}

function numberOrNull(record: Values, name: string): number | null {
  return record[name] === null ? null : number(record, name);
}

function integer(record: Values, name: string): number {
  const value = Number(record[name]);
  if (!Number.isSafeInteger(value)) throw wrong(record, name, 'an integer');
  return value;
}

function booleanOrNull(record: Values, name: string): boolean | null {
  const value = record[name];
  if (value !== null && typeof value !== 'boolean') throw wrong(record, name, 'true, false or nothing');
  return value;
}

function pairOrNull(record: Values, low: string, high: string): readonly [number, number] | null {
  return record[low] === null && record[high] === null ? null : [number(record, low), number(record, high)];
}

function textOrNull(record: Values, name: string): string | null {
  const value = record[name];
  if (value !== null && typeof value !== 'string') throw wrong(record, name, 'text');
  return value;
}

function rule(record: Values): Rule {
  const value = RULES.find((name) => name === record.rule);
  if (value === undefined) throw wrong(record, 'rule', RULES.join(' or '));
  return value;
}
