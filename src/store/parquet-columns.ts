import type { BasicType, ColumnSource } from 'hyparquet-writer';
import type { SweepPoint } from '../config/scenario.ts';
import { REQUESTED_METRICS } from '../model/metrics.ts';
import { OUTCOMES } from '../model/outcomes.ts';
import type { Rule } from '../model/rules.ts';
import { BRANCH_FATES, ROW_ENGINES, type RowEngine } from '../model/vocabulary.ts';
import { ENDED, type RowColumns, record } from '../montecarlo/row-columns.ts';

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
const flags = (name: string, of: Column['of']): Column => ({ name, type: 'BOOLEAN', nullable: false, of });
const answers = (name: string, of: Column['of']): Column => ({ name, type: 'BOOLEAN', nullable: true, of });
const counts = (name: string, of: (rows: RowColumns) => ArrayLike<number | null>): Column => {
  const stored = (count: number | null) => (count === null ? null : BigInt(count));
  return { name, type: 'INT64', nullable: true, of: (rows) => Array.from(of(rows), stored) };
};

/** In file order; the per-layer columns angleDeg_k and normRatio_k follow them, and then what specs request. */
const COLUMNS: readonly Column[] = [
  integers('point', ({ point }) => point),
  integers('chip', ({ chip }) => chip),
  { name: 'rule', type: 'STRING', nullable: false, of: ({ rule }) => rule },
  real('beta', ({ beta }) => beta),
  { name: 'engine', type: 'STRING', nullable: false, of: ({ engine }) => engine },
  flags('near', ({ near }) => near),
  flags('sampled', ({ sampled }) => sampled),
  answers('foretoldStable', ({ foretoldStable }) => foretoldStable),
  answers('foretoldInRange', ({ foretoldInRange }) => foretoldInRange),
  answers('foretoldAligned', ({ foretoldAligned }) => foretoldAligned),
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
 * deepest network, one for each metric that a spec of the run requests, one for the
 * energy of free phases where a chip has one, and for each axis of the sweep a column sweep.<path> with the value at the row's point.
 */
export function toParquet(parts: readonly RowColumns[], points: Swept): ColumnSource[] {
  const depth = parts.reduce((deepest, { angleDeg }) => Math.max(deepest, angleDeg.length), 0);
  const ofLayers = Array.from({ length: depth }, (_, k) => [
    reals(`angleDeg_${k}`, (rows) => rows.angleDeg[k] ?? Array(rows.rows).fill(null)),
    reals(`normRatio_${k}`, (rows) => rows.normRatio[k] ?? Array(rows.rows).fill(null)),
  ]);
  const requested = REQUESTED_METRICS.filter((metric) => parts.some((rows) => rows[metric] !== undefined));
  const ofSpecs = requested.map((metric) => reals(metric, (rows) => rows[metric] ?? []));
  const ofFreePhase = parts.some(({ freeEnergy }) => freeEnergy !== undefined)
    ? [reals('freeEnergy', (rows) => rows.freeEnergy ?? Array(rows.rows).fill(null))]
    : [];
  return [...COLUMNS, ...ofLayers.flat(), ...ofSpecs, ...ofFreePhase, ...sweptColumns(points)].map(
    ({ name, type, nullable, of }) => ({
      name,
      type,
      nullable,
      data: parts.flatMap((rows) => Array.from<Cell>(of(rows))),
      // A dictionary compares with ===, which takes 0 for -0 and no NaN for another; plain columns keep every bit.
      encoding: type === 'DOUBLE' ? ('PLAIN' as const) : undefined,
    }),
  );
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

/** Columns of a file by name, each in the pieces in which it was decoded. */
export type Decoded = ReadonlyMap<string, readonly ArrayLike<unknown>[]>;

/** The rows of decoded columns, which are kept where they are; throws where a column lacks, or holds something else. */
export function fromParquet(decoded: Decoded, rows: number): RowColumns {
  const column = <T>(name: string, is: Check<T>): ArrayLike<T> => {
    const values = joined(decoded.get(name) ?? []);
    if (values.length !== rows) throw new Error(`column ${name}: expected ${rows} values, got ${values.length}`);
    for (let i = 0; i < rows; i++)
      if (!is(values[i])) throw new Error(`column ${name}: ${String(values[i])} does not belong there`);
    return values as ArrayLike<T>;
  };
  const weightLayers = column('weightLayers', integer);
  let depth = 0;
  for (let i = 0; i < rows; i++) depth = Math.max(depth, weightLayers[i]);
  const byLayer = (name: string) => Array.from({ length: depth }, (_, k) => column(`${name}_${k}`, numberOrNull));
  const [railNeededLow, railNeededHigh] = [
    column('railNeededLow', numberOrNull),
    column('railNeededHigh', numberOrNull),
  ];
  for (let i = 0; i < rows; i++) {
    if ((railNeededLow[i] === null) === (railNeededHigh[i] === null)) continue;
    throw new Error(`columns railNeededLow and railNeededHigh: row ${i} has one of them only`);
  }
  const requested = REQUESTED_METRICS.filter((metric) => decoded.has(metric));
  return {
    ...record(requested, (metric) => column(metric, numberOrNull)),
    ...(decoded.has('freeEnergy') ? { freeEnergy: column('freeEnergy', numberOrNull) } : {}),
    rows,
    point: column('point', integer),
    chip: column('chip', integer),
    rule: column('rule', rule),
    beta: column('beta', number),
    engine: column('engine', engine),
    near: column('near', boolean),
    sampled: column('sampled', boolean),
    foretoldStable: column('foretoldStable', booleanOrNull),
    foretoldInRange: column('foretoldInRange', booleanOrNull),
    foretoldAligned: column('foretoldAligned', booleanOrNull),
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
    activityEvents: column('activityEvents', integerOrNull),
    differenceEvents: column('differenceEvents', integerOrNull),
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

type Check<T> = (value: unknown) => value is T;

/** One array of all pieces; 64-bit integers as numbers, which those of a row are. */
function joined(pieces: readonly ArrayLike<unknown>[]): ArrayLike<unknown> {
  const parts = pieces.map((piece) => (hasBigInts(piece) ? Array.from(piece, plainNumber) : piece));
  return parts.length === 1 ? parts[0] : parts.flatMap((part) => Array.from(part));
}

function number(value: unknown): value is number {
  return typeof value === 'number';
}

function numberOrNull(value: unknown): value is number | null {
  return value === null || typeof value === 'number';
}

function integer(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function integerOrNull(value: unknown): value is number | null {
  return value === null || Number.isSafeInteger(value);
}

/** As its first value that is there: a column has one type. */
function hasBigInts(piece: ArrayLike<unknown>): boolean {
  let i = 0;
  while (i < piece.length && piece[i] === null) i++;
  return typeof piece[i] === 'bigint';
}

function plainNumber(value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}

function boolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

function booleanOrNull(value: unknown): value is boolean | null {
  return value === null || typeof value === 'boolean';
}

function textOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

function engine(value: unknown): value is RowEngine {
  return ROW_ENGINES.some((each) => each === value);
}

function rule(value: unknown): value is Rule {
  return typeof value === 'string';
}
