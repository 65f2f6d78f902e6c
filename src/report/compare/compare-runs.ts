import { CRITERIA } from '../../model/metrics.ts';
import { holmAdjusted } from '../../montecarlo/statistics/holm.ts';
import { chipsOf, type Manifest, untilOf } from '../../store/manifest.ts';
import { asksTheSame, type CellValues, MEASURES } from './cell-values.ts';
import { compareMeasure, compareYield, pairsIn, type Unadjusted } from './compare-cells.ts';
import {
  type CellComparison,
  type Change,
  type ComparedRun,
  LEVEL,
  type MeasureComparison,
  type RunComparison,
  type RunVerdict,
  type YieldComparison,
} from './comparison.ts';
import { matchRuns } from './match-runs.ts';
import type { RunValues } from './run-values.ts';

/** One of two runs: where it is, what it is, and its rows. */
export interface RunSide {
  readonly run: string;
  readonly manifest: Manifest;
  readonly values: RunValues;
}

interface Unjudged extends Omit<CellComparison, 'yields' | 'measures'> {
  readonly yields: readonly Unadjusted<YieldComparison>[];
  readonly measures: readonly Unadjusted<MeasureComparison>[];
}

/** Compares what two runs have in common. @param within worsening of a yield that is to be ruled out; null: none */
export function compareRuns(first: RunSide, second: RunSide, within: number | null): RunComparison {
  const { points, rules, ...match } = matchRuns(first.manifest, second.manifest);
  const { paired } = match.pairing;
  let pairs = 0;
  const found = points.flatMap((point) =>
    rules.map((rule): Unjudged => {
      const [a, b] = [first.values.cell(point.first.index, rule), second.values.cell(point.second.index, rule)];
      pairs = Math.max(pairs, pairsIn(a, b));
      const angles = [point.first.accept.angleDeg, point.second.accept.angleDeg];
      const notCompared = [
        ...(angles[0] === angles[1] ? [] : [`aligned: within ${angles[0]} deg in A, ${angles[1]} deg in B`]),
        ...unlikeSpecs(a, b, 'A'),
        ...unlikeSpecs(b, a, 'B'),
      ];
      return {
        point: point.label,
        rule,
        notCompared,
        yields: yieldsOf(a, b, paired, within, angles[0] === angles[1]),
        measures: MEASURES.flatMap((measure) => compareMeasure(measure, a, b, paired) ?? []),
      };
    }),
  );
  const cells = judged(found);
  return {
    format: 'dyadsim/comparison@1',
    first: describe(first),
    second: describe(second),
    ...match,
    pairs: paired ? pairs : null,
    cells,
    comparisons: changesIn(found).length,
    within,
    verdict: verdictOf(cells, within),
    notes: notesOn(first.manifest, second.manifest),
  };
}

function yieldsOf(a: CellValues, b: CellValues, paired: boolean, within: number | null, sameAngle: boolean) {
  const common = a.specs.flatMap((spec, s) => {
    const t = b.specs.findIndex((other) => asksTheSame(spec, other));
    return t < 0 ? [] : [{ name: spec.name, s: CRITERIA.length + s, t: CRITERIA.length + t }];
  });
  const criteria = CRITERIA.map((name, k) => ({ name: name as string, s: k, t: k }));
  return [...criteria.filter(({ name }) => sameAngle || name !== 'aligned'), ...common].flatMap(
    ({ name, s, t }) => compareYield(name, a.answers[s], b.answers[t], paired, within) ?? [],
  );
}

/** Specs that the other run has not, or not with these bounds. */
function unlikeSpecs(own: CellValues, other: CellValues, run: string): string[] {
  const unlike = own.specs.filter((spec) => !other.specs.some((candidate) => asksTheSame(spec, candidate)));
  return unlike.map(
    ({ name }) => `spec ${JSON.stringify(name)} of ${run}: the other run asks nothing that is the same`,
  );
}

function changesIn(cells: readonly Unjudged[]): Unadjusted<Change>[] {
  return cells.flatMap(({ yields, measures }) => [...yields, ...measures]);
}

/** With p adjusted over all comparisons. */
function judged(cells: readonly Unjudged[]): CellComparison[] {
  const adjusted = holmAdjusted(changesIn(cells).map(({ p }) => p)).values();
  const judge = <T>(change: T) => {
    const adjustedP = adjusted.next().value!;
    return { ...change, adjustedP, significant: adjustedP <= LEVEL };
  };
  // In the order in which changes were listed.
  return cells.map(({ yields, measures, ...cell }) => {
    const [judgedYields, judgedMeasures] = [yields.map(judge), measures.map(judge)];
    return { ...cell, yields: judgedYields, measures: judgedMeasures };
  });
}

/** The test decides, not the interval: one is adjusted for how many there are. */
function isWorse({ significant, direction }: Change): boolean {
  return significant && direction === 'worse';
}

function verdictOf(cells: readonly CellComparison[], within: number | null): RunVerdict {
  const yields = cells.flatMap((cell) => cell.yields);
  if ([...yields, ...cells.flatMap(({ measures }) => measures)].some(isWorse)) return 'significantly worse';
  if (within === null) return 'no significant worsening';
  return yields.every(({ withinMargin }) => withinMargin) ? 'no significant worsening' : 'too few chips';
}

function describe({ run, manifest, values }: RunSide): ComparedRun {
  const { scenario, seed, versions, command, points } = manifest;
  const chips = chipsOf(manifest);
  return {
    run,
    name: scenario.name,
    device: scenario.device.name,
    seed,
    version: versions.dyadsim,
    command,
    chips,
    trials: { expected: points.length * scenario.rules.length * chips, found: values.rows },
  };
}

function notesOn(...manifests: readonly Manifest[]): string[] {
  const notes: string[] = [];
  if (manifests.some(({ scenario }) => untilOf(scenario) !== null)) {
    notes.push(
      'a run with `until` ended when enough was known: intervals and tests are those of a number of chips fixed beforehand',
    );
  }
  if (manifests.some(({ points }) => points.some(({ engine }) => engine === 'screened'))) {
    notes.push(
      'answers of screened chips are as they stand, most of them foretold and not corrected for those that come out otherwise',
    );
  }
  if (manifests.some(({ scenario }) => scenario.plan !== undefined)) {
    notes.push('the chips of a plan are not independent: intervals and tests take them for it');
  }
  return notes;
}
