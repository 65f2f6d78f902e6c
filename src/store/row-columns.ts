import type { BasicType, ColumnSource } from 'hyparquet-writer';
import type { TrialRow } from '../montecarlo/row.ts';
import { OUTCOMES, type Outcome, RULES, type Rule } from '../vocabulary.ts';

/** A column's value; integers beyond 32 bits are stored as INT64, which JavaScript reads as bigint. */
type Cell = number | bigint | string | boolean | null;

interface Column {
  readonly name: string;
  readonly type: BasicType;
  readonly nullable: boolean;
  readonly get: (row: TrialRow) => Cell;
}

/** Columns of one row each, in file order; the per-layer columns angleDeg_k and normRatio_k follow them. */
const COLUMNS: readonly Column[] = [
  { name: 'point', type: 'INT32', nullable: false, get: (row) => row.point },
  { name: 'chip', type: 'INT32', nullable: false, get: (row) => row.chip },
  { name: 'rule', type: 'STRING', nullable: false, get: (row) => row.rule },
  { name: 'beta', type: 'DOUBLE', nullable: false, get: (row) => row.beta },
  ...OUTCOMES.map(
    (outcome): Column => ({ name: outcome, type: 'INT32', nullable: false, get: (row) => row.outcomes[outcome] }),
  ),
  { name: 'budgetEnded', type: 'INT32', nullable: false, get: (row) => row.budgetEnded },
  { name: 'stable', type: 'BOOLEAN', nullable: false, get: (row) => row.stable },
  { name: 'aligned', type: 'BOOLEAN', nullable: false, get: (row) => row.aligned },
  { name: 'settleTimeMedian', type: 'DOUBLE', nullable: true, get: (row) => row.settleTimeMedian },
  { name: 'settleTimeMax', type: 'DOUBLE', nullable: true, get: (row) => row.settleTimeMax },
  { name: 'activityEvents', type: 'INT64', nullable: false, get: (row) => BigInt(row.activityEvents) },
  { name: 'differenceEvents', type: 'INT64', nullable: false, get: (row) => BigInt(row.differenceEvents) },
  { name: 'energy', type: 'DOUBLE', nullable: true, get: (row) => row.energy },
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
    budgetEnded: integer(record, 'budgetEnded'),
    stable: boolean(record, 'stable'),
    aligned: boolean(record, 'aligned'),
    settleTimeMedian: numberOrNull(record, 'settleTimeMedian'),
    settleTimeMax: numberOrNull(record, 'settleTimeMax'),
    activityEvents: integer(record, 'activityEvents'),
    differenceEvents: integer(record, 'differenceEvents'),
    energy: numberOrNull(record, 'energy'),
    angleDeg: layers.map((k) => numberOrNull(record, `angleDeg_${k}`)),
    normRatio: layers.map((k) => numberOrNull(record, `normRatio_${k}`)),
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

function boolean(record: Values, name: string): boolean {
  const value = record[name];
  if (typeof value !== 'boolean') throw wrong(record, name, 'true or false');
  return value;
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
