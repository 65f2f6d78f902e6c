import type { BasicType, ColumnSource } from 'hyparquet-writer';
import type { SweepPoint } from '../config/scenario.ts';
import { ENDED, type RowColumns, record } from '../montecarlo/row-columns.ts';
import { BRANCH_FATES, OUTCOMES, RULES, type Rule } from '../vocabulary.ts';

/** A column's value; integers beyond 32 bits are stored as INT64, which JavaScript reads as bigint. */
type Cell = number | bigint | string | boolean | null;

/** A column of the file. */
interface Column {
  readonly name: string;
  readonly type: BasicType;
  readonly nullable: boolean;
  readonly of: (rows: RowColumns) => ArrayLike<Cell>;
}

const integers = (name: string, of: Column['of']): Column => ({ name, type: 'INT32', nullable: false, of });
const real = (name: string, of: Column['of']): Column => ({ name, type: 'DOUBLE', nullable: false, of });
const reals = (name: string, of: Column['of']): Column => ({ name, type: 'DOUBLE', nullable: true, of });
const answers = (name: string, of: Column['of']): Column => ({ name, type: 'BOOLEAN', nullable: true, of });
const counts = (name: string, of: (rows: RowColumns) => ArrayLike<number>): Column => {
  return { name, type: 'INT64', nullable: false, of: (rows) => Array.from(of(rows), BigInt) };
};

/** In file order; the per-layer columns angleDeg_k and normRatio_k follow them. */
const COLUMNS: readonly Column[] = [
  integers('point', ({ point }) => point),
  integers('chip', ({ chip }) => chip),
  { name: 'rule', type: 'STRING', nullable: false, of: ({ rule }) => rule },
  real('beta', ({ beta }) => beta),
  ...OUTCOMES.map((outcome) => integers(outcome, ({ outcomes }) => outcomes[outcome])),
  integers('deadZone', ({ deadZone }) => deadZone),
  integers('watched', ({ watched }) => watched),
  integers('left', ({ left }) => left),
  integers('budgetEnded', ({ budgetEnded }) => budgetEnded),
  answers('stable', ({ stable }) => stable),
  answers('inRange', ({ inRange }) => inRange),
  answers('aligned', ({ aligned }) => aligned),
  ...BRANCH_FATES.flatMap((fate) =>
    ENDED.map((ended) => integers(branchName(fate, ended), ({ branches }) => branches[fate][ended])),
  ),
  { name: 'surprise', type: 'INT32', nullable: true, of: ({ surprise }) => surprise },
  reals('lossBeta', ({ lossBeta }) => lossBeta),
  reals('certifiedBeta', ({ certifiedBeta }) => certifiedBeta),
  reals('failingBeta', ({ failingBeta }) => failingBeta),
  reals('settleTimeMedian', ({ settleTimeMedian }) => settleTimeMedian),
  reals('settleTimeMax', ({ settleTimeMax }) => settleTimeMax),
  counts('activityEvents', ({ activityEvents }) => activityEvents),
  counts('differenceEvents', ({ differenceEvents }) => differenceEvents),
  reals('energy', ({ energy }) => energy),
  reals('differenceError', ({ differenceError }) => differenceError),
  reals('railNeededLow', ({ railNeededLow }) => railNeededLow),
  reals('railNeededHigh', ({ railNeededHigh }) => railNeededHigh),
  real('accuracy', ({ accuracy }) => accuracy),
  reals('gainMargin', ({ gainMargin }) => gainMargin),
  { name: 'error', type: 'STRING', nullable: true, of: ({ error }) => error },
  integers('weightLayers', ({ weightLayers }) => weightLayers),
];

/** Points of the sweep, as far as files say them. */
export type Swept = readonly Pick<SweepPoint, 'coordinates'>[];

/**
 * Parts of a file, one after the other, as its columns: one angleDeg_k and normRatio_k for each weight layer k of the
 * deepest network, and for each axis of the sweep a column sweep.<path> with the value at the row's point.
 */
export function toParquet(parts: readonly RowColumns[], points: Swept): ColumnSource[] {
  const depth = parts.reduce((deepest, { angleDeg }) => Math.max(deepest, angleDeg.length), 0);
  const ofLayers = Array.from({ length: depth }, (_, k) => [
    reals(`angleDeg_${k}`, (rows) => rows.angleDeg[k] ?? Array(rows.rows).fill(null)),
    reals(`normRatio_${k}`, (rows) => rows.normRatio[k] ?? Array(rows.rows).fill(null)),
  ]);
  return [...COLUMNS, ...ofLayers.flat(), ...sweptColumns(points)].map(({ name, type, nullable, of }) => ({
    name,
    type,
    nullable,
    data: parts.flatMap((rows) => Array.from<Cell>(of(rows))),
    // A dictionary compares with ===, which takes 0 for -0 and no NaN for another; plain columns keep every bit.
    encoding: type === 'DOUBLE' ? ('PLAIN' as const) : undefined,
  }));
}

/** For other programs: readers of ours know the points. Numbers where all values of the axis are, else text. */
function sweptColumns(points: Swept): Column[] {
  const axes = points[0]?.coordinates ?? [];
  return axes.map(({ path }, axis) => {
    const values = points.map(({ coordinates }) => coordinates[axis].value);
    const numeric = values.every((value) => typeof value === 'number');
    const shown: readonly Cell[] = numeric ? values : values.map(String);
    const type = numeric ? 'DOUBLE' : 'STRING';
    return { name: `sweep.${path}`, type, nullable: false, of: ({ point }) => Array.from(point, (at) => shown[at]) };
  });
}

/** Columns of a file by name, as they were decoded. */
export type Decoded = ReadonlyMap<string, ArrayLike<unknown>>;

/** The rows of decoded columns; throws where a column lacks, or holds something else. */
export function fromParquet(decoded: Decoded, rows: number): RowColumns {
  const column = <T>(name: string, check: Check<T>): T[] => {
    const values = decoded.get(name);
    if (values === undefined) throw new Error(`column ${name} is missing`);
    if (values.length !== rows) throw new Error(`column ${name}: expected ${rows} values, got ${values.length}`);
    return Array.from(values, (value) => check(value, name));
  };
  const weightLayers = column('weightLayers', integer);
  const depth = weightLayers.reduce((deepest, layers) => Math.max(deepest, layers), 0);
  const byLayer = (name: string) => Array.from({ length: depth }, (_, k) => column(`${name}_${k}`, numberOrNull));
  const [railNeededLow, railNeededHigh] = [
    column('railNeededLow', numberOrNull),
    column('railNeededHigh', numberOrNull),
  ];
  const single = railNeededLow.findIndex((low, i) => (low === null) !== (railNeededHigh[i] === null));
  if (single >= 0) throw new Error(`columns railNeededLow and railNeededHigh: row ${single} has one of them only`);
  return {
    rows,
    point: column('point', integer),
    chip: column('chip', integer),
    rule: column('rule', rule),
    beta: column('beta', number),
    outcomes: record(OUTCOMES, (name) => column(name, integer)),
    deadZone: column('deadZone', integer),
    watched: column('watched', integer),
    left: column('left', integer),
    budgetEnded: column('budgetEnded', integer),
    stable: column('stable', booleanOrNull),
    inRange: column('inRange', booleanOrNull),
    aligned: column('aligned', booleanOrNull),
    branches: record(BRANCH_FATES, (fate) => record(ENDED, (ended) => column(branchName(fate, ended), integer))),
    surprise: column('surprise', numberOrNull),
    lossBeta: column('lossBeta', numberOrNull),
    certifiedBeta: column('certifiedBeta', numberOrNull),
    failingBeta: column('failingBeta', numberOrNull),
    settleTimeMedian: column('settleTimeMedian', numberOrNull),
    settleTimeMax: column('settleTimeMax', numberOrNull),
    activityEvents: column('activityEvents', integer),
    differenceEvents: column('differenceEvents', integer),
    energy: column('energy', numberOrNull),
    weightLayers,
    angleDeg: byLayer('angleDeg'),
    normRatio: byLayer('normRatio'),
    differenceError: column('differenceError', numberOrNull),
    railNeededLow,
    railNeededHigh,
    accuracy: column('accuracy', number),
    gainMargin: column('gainMargin', numberOrNull),
    error: column('error', textOrNull),
  };
}

function branchName(fate: string, ended: string): string {
  return `branch_${fate}_${ended}`;
}

type Check<T> = (value: unknown, name: string) => T;

function wrong(value: unknown, name: string, expected: string): Error {
  return new Error(`column ${name}: expected ${expected}, got ${String(value)}`);
}

function number(value: unknown, name: string): number {
  if (typeof value !== 'number') throw wrong(value, name, 'a number');
  return value;
}

function numberOrNull(value: unknown, name: string): number | null {
  return value === null ? null : number(value, name);
}

function integer(value: unknown, name: string): number {
  const whole = typeof value === 'number' ? value : Number(value);
  if (!Number.isSafeInteger(whole)) throw wrong(value, name, 'an integer');
  return whole;
}

function booleanOrNull(value: unknown, name: string): boolean | null {
  if (value !== null && typeof value !== 'boolean') throw wrong(value, name, 'true, false or nothing');
  return value;
}

function textOrNull(value: unknown, name: string): string | null {
  if (value !== null && typeof value !== 'string') throw wrong(value, name, 'text');
  return value;
}

function rule(value: unknown, name: string): Rule {
  const found = RULES.find((each) => each === value);
  if (found === undefined) throw wrong(value, name, RULES.join(' or '));
  return found;
}
