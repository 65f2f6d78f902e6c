import type { SamplingPlan } from '../../config/plan.ts';
import { CRITERIA } from '../../model/metrics.ts';
import { OUTCOMES, type Outcome } from '../../model/outcomes.ts';
import { BRANCH_FATES } from '../../model/vocabulary.ts';
import { noBranches, noOutcomes } from '../../montecarlo/failed-row.ts';
import { type RowColumns, record } from '../../montecarlo/row-columns.ts';
import { NONE, phaseMarginOf } from '../../montecarlo/spec-answer.ts';
import { CHIP_OUTCOMES, type ChipOutcome } from '../summary-cell.ts';
import type { CourseTally } from './course-tally.ts';
import { FirstFew } from './first-few.ts';
import { IndexSet } from './index-set.ts';
import { Least } from './least.ts';
import { type LiftedColumns, liftedColumns } from './lifted-columns.ts';
import { MarginTally } from './margin-tally.ts';
import { Numbers } from './numbers.ts';
import { PairCounts } from './pair-counts.ts';
import { ReplicateTally } from './replicate-tally.ts';
import { type Screen, ScreeningTally } from './screening-tally.ts';
import type { SpecTallies } from './spec-tally.ts';
import { worstAngle } from './worst-angle.ts';
import type { WorstChips } from './worst-chips.ts';

/** Quantities of a chip of which a report gives quantiles: a number for each chip that has one. */
const QUANTITIES = [
  'worstAngle',
  'settleTime',
  'events',
  'energy',
  'freeEnergy',
  'accuracy',
  'differenceError',
  'gainMargin',
  'phaseMargin',
  'testAccuracy',
  'loss',
  'lossBeta',
  'certifiedBeta',
  'failingBeta',
  'railNeededLow',
  'railNeededHigh',
] as const;
type Quantity = (typeof QUANTITIES)[number];

/** Chips that are not stable, listed to be looked at. */
const EXAMPLES = 20;

/** What of a cell is tallied apart. */
type Parts = Pick<CellTally, 'specs' | 'worstChips' | 'course'>;

/**
 * What a report needs of the rows of one rule at one point: counts, and the numbers that have to be sorted. It takes rows in
 * any order, and two that have each taken some can be merged: the same as one that has taken all.
 */
export class CellTally {
  /** Chips with a row, and those of them that could be run. */
  chips = 0;
  run = 0;
  readonly yields = record(CRITERIA, () => ({ passed: 0, unknown: 0, deadZone: 0 }));
  readonly chipOutcomes: Record<ChipOutcome, number> = record(CHIP_OUTCOMES, () => 0);
  /** The first chip that events ended so; null: none. */
  readonly firstChips: Record<Outcome, number | null> = record(OUTCOMES, () => null);
  readonly probeOutcomes = noOutcomes();
  readonly branches = noBranches();
  /** Chips with an input whose end its branch did not foretell. */
  surprises = 0;
  deadZone = 0;
  budgetEnded = 0;
  marginBelowOne = 0;
  lostBranch = 0;
  settleTimeMax: number | null = null;
  readonly smallestMargin = new Least();
  readonly margins: MarginTally;
  readonly smallestPhaseMargin = new Least();
  /** Chips by presentations that left their rest, and presentations watched. */
  readonly left = new PairCounts();
  /** Chips by failing and undecided inputs. */
  readonly inputs = new PairCounts();
  readonly numbers: Readonly<Record<Quantity, Numbers>> = record(QUANTITIES, () => new Numbers());
  /** By weight layer, of stable chips. */
  readonly layers: { readonly angleDeg: Numbers; readonly normRatio: Numbers }[] = [];
  readonly unstableChips = new FirstFew<number>(EXAMPLES, (a, b) => a - b);
  /** Of engine: screened, by criterion; null: of another engine. */
  readonly screening: Readonly<Record<(typeof CRITERIA)[number], ScreeningTally>> | null;
  /** Of chips that have a plan; null: they are independent. */
  readonly replicates: ReplicateTally | null;
  readonly specs: SpecTallies;
  readonly worstChips: WorstChips;
  /** Of a sweep that could end; null: of another. */
  readonly course: CourseTally | null;
  #lifted: LiftedColumns | null = null;
  readonly #indices = new IndexSet();
  readonly #probes: number;

  constructor(
    probes: number,
    screen: Screen | null,
    plan: SamplingPlan | undefined,
    { specs, worstChips, course }: Parts,
  ) {
    this.#probes = probes;
    this.margins = new MarginTally(probes);
    this.specs = specs;
    this.worstChips = worstChips;
    this.course = course;
    this.replicates = plan === undefined ? null : new ReplicateTally(plan.replicates);
    this.screening = screen === null ? null : record(CRITERIA, (name) => new ScreeningTally(name, screen.sample));
  }

  /** Takes row i; false: the chip has one already. */
  add(rows: RowColumns, i: number): boolean {
    if (!this.#indices.add(rows.chip[i])) return false;
    this.chips++;
    this.replicates?.add(rows, i);
    this.course?.add(rows, i);
    if (rows.error[i] !== null) {
      this.chipOutcomes.refused++;
      return true;
    }
    this.run++;
    this.#addYields(rows, i);
    this.specs.add(rows, i);
    this.worstChips.add(this.#columnsOf(rows), i);
    if (this.screening !== null) for (const name of CRITERIA) this.screening[name].add(rows, i);
    this.#addOutcomes(rows, i);
    this.#addBranches(rows, i);
    this.margins.add(rows, i);
    this.#addNumbers(rows, i);
    if (rows.stable[i] === true) this.#addGradient(rows, i);
    if (rows.stable[i] === false) this.unstableChips.add(rows.chip[i]);
    return true;
  }

  /** Takes over what the other has taken; false: some chips are in both. */
  merge(other: CellTally): boolean {
    if (!this.#indices.merge(other.#indices)) return false;
    for (const name of SUMS) this[name] += other[name];
    for (const name of CRITERIA) addCounts(this.yields[name], other.yields[name]);
    addCounts(this.chipOutcomes, other.chipOutcomes);
    for (const outcome of OUTCOMES) {
      this.firstChips[outcome] = smaller(this.firstChips[outcome], other.firstChips[outcome]);
    }
    addCounts(this.probeOutcomes, other.probeOutcomes);
    for (const fate of BRANCH_FATES) addCounts(this.branches[fate], other.branches[fate]);
    this.settleTimeMax = larger(this.settleTimeMax, other.settleTimeMax);
    this.smallestMargin.merge(other.smallestMargin);
    this.margins.merge(other.margins);
    this.smallestPhaseMargin.merge(other.smallestPhaseMargin);
    this.left.merge(other.left);
    this.inputs.merge(other.inputs);
    for (const name of QUANTITIES) this.numbers[name].merge(other.numbers[name]);
    other.layers.forEach(({ angleDeg, normRatio }, k) => {
      this.#layer(k).angleDeg.merge(angleDeg);
      this.#layer(k).normRatio.merge(normRatio);
    });
    this.unstableChips.merge(other.unstableChips);
    this.specs.merge(other.specs);
    this.worstChips.merge(other.worstChips);
    if (other.course !== null) this.course?.merge(other.course);
    if (other.replicates !== null) this.replicates?.merge(other.replicates);
    if (this.screening !== null && other.screening !== null) {
      for (const name of CRITERIA) this.screening[name].merge(other.screening[name]);
    }
    return true;
  }

  #addYields(rows: RowColumns, i: number): void {
    for (const name of CRITERIA) {
      const own = this.yields[name];
      const answer = rows[name][i];
      if (answer === null) own.unknown++;
      if (answer !== true) continue;
      own.passed++;
      if (rows.deadZone[i] > 0) own.deadZone++;
    }
  }

  #addOutcomes(rows: RowColumns, i: number): void {
    let worst: Outcome = 'settled';
    let failing = 0;
    for (const { outcome, isFailing, column } of this.#columnsOf(rows).outcomes) {
      const probes = column[i];
      if (probes === 0) continue;
      this.probeOutcomes[outcome] += probes;
      worst = outcome;
      if (isFailing) failing += probes;
    }
    this.chipOutcomes[worst]++;
    if (rows.engine[i] === 'events') this.firstChips[worst] = smaller(this.firstChips[worst], rows.chip[i]);
    this.inputs.add(failing, rows.outcomes.undecided[i]);
    this.deadZone += rows.deadZone[i];
    this.budgetEnded += rows.budgetEnded[i];
    if (rows.watched[i] > 0 && this.#isRandom(rows, i)) this.left.add(rows.left[i], rows.watched[i]);
  }

  /** The columns of a block are looked up once, not for each of its rows. */
  #columnsOf(rows: RowColumns): LiftedColumns {
    if (this.#lifted?.rows !== rows) this.#lifted = liftedColumns(rows);
    return this.#lifted;
  }

  #addBranches(rows: RowColumns, i: number): void {
    const { branches, surprise, engine } = rows;
    // What the static engine says is what the branch foretells: only runs tell whether that was right.
    if (engine[i] === 'events') {
      for (const { fate, ended, column } of this.#columnsOf(rows).branches) this.branches[fate][ended] += column[i];
    }
    const { stable, unstable, undecided } = branches.lost;
    if (stable[i] + unstable[i] + undecided[i] > 0) this.lostBranch++;
    if (surprise[i] !== null) this.surprises++;
  }

  #addNumbers(rows: RowColumns, i: number): void {
    const { numbers } = this;
    const probes = this.#probes;
    const energy = rows.energy[i];
    const margin = rows.gainMargin[i];
    if (this.#isRandom(rows, i)) {
      const [up, down] = [rows.activityEvents[i], rows.differenceEvents[i]];
      push(numbers.settleTime, rows.settleTimeMedian[i]);
      push(numbers.events, up === null || down === null ? null : (up + down) / probes);
      push(numbers.energy, energy === null ? null : energy / probes);
      const free = rows.freeEnergy?.[i] ?? null;
      push(numbers.freeEnergy, free === null ? null : free / probes);
    }
    numbers.accuracy.push(rows.accuracy[i]);
    push(numbers.differenceError, rows.differenceError[i]);
    push(numbers.gainMargin, margin);
    push(numbers.testAccuracy, rows.testAccuracy?.[i] ?? null);
    push(numbers.loss, rows.loss?.[i] ?? null);
    if (rows.phaseMargin !== undefined) this.#addPhaseMargin(rows, i);
    push(numbers.lossBeta, rows.lossBeta[i]);
    push(numbers.certifiedBeta, rows.certifiedBeta[i]);
    push(numbers.failingBeta, rows.failingBeta[i]);
    push(numbers.railNeededLow, rows.railNeededLow[i]);
    push(numbers.railNeededHigh, rows.railNeededHigh[i]);
    if (margin !== null) this.smallestMargin.add(margin, rows.chip[i]);
    if (margin !== null && margin < 1) this.marginBelowOne++;
    this.settleTimeMax = larger(this.settleTimeMax, rows.settleTimeMax[i]);
  }

  /** Beside a pinned branch that of the others, as with gain margins. */
  #addPhaseMargin(rows: RowColumns, i: number): void {
    const found = phaseMarginOf(rows, i);
    if (found === null || found === NONE || found[1] === Number.POSITIVE_INFINITY) return;
    this.numbers.phaseMargin.push(found[1]);
    this.smallestPhaseMargin.add(found[1], rows.chip[i]);
  }

  /** Chips that were simulated because they are near their limit are no random part of all chips. */
  #isRandom(rows: RowColumns, i: number): boolean {
    return this.screening === null || rows.sampled[i];
  }

  #addGradient(rows: RowColumns, i: number): void {
    for (let k = 0; k < rows.weightLayers[i]; k++) {
      push(this.#layer(k).angleDeg, rows.angleDeg[k][i]);
      push(this.#layer(k).normRatio, rows.normRatio[k][i]);
    }
    push(this.numbers.worstAngle, worstAngle(rows, i));
  }

  #layer(k: number) {
    while (this.layers.length <= k) this.layers.push({ angleDeg: new Numbers(), normRatio: new Numbers() });
    return this.layers[k];
  }
}

/** Counts of a tally that are summed when two are merged. */
const SUMS = ['chips', 'run', 'surprises', 'deadZone', 'budgetEnded', 'marginBelowOne', 'lostBranch'] as const;

function addCounts<K extends string>(to: Record<K, number>, from: Readonly<Record<K, number>>): void {
  for (const key of Object.keys(to) as K[]) to[key] += from[key];
}

function push(numbers: Numbers, value: number | null): void {
  if (value !== null) numbers.push(value);
}

function smaller(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

function larger(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}
