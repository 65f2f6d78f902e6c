import type { Training } from '../../config/scenario.ts';
import type { Connections } from '../../model/connection.ts';
import { REFERENCE_RULE, type Rule } from '../../model/rules.ts';
import { type Mean, meanOf } from '../../montecarlo/statistics/mean.ts';
import { type Quantiles, quantilesOf } from '../../montecarlo/statistics/quantile.ts';
import type { TrainingProgress } from '../../montecarlo/train-chip.ts';
import { trainedRules } from '../../montecarlo/training-study.ts';
import type { StudyManifest } from '../../store/study-manifest.ts';
import type { EpochRow } from '../../training/chip-training.ts';
import { axisSummary, coordinatesInWords } from '../axes.ts';

/** summary.json of trainings: every number of their report, from the manifest and the rows alone. */
export interface TrainingSummary {
  readonly format: 'dyadsim/training-summary@1';
  readonly name: string;
  readonly description: string;
  readonly command: string;
  readonly versions: StudyManifest['versions'];
  readonly seed: string;
  readonly device: string;
  readonly layers: readonly number[];
  /** Left out: all layers are dense. */
  readonly connections?: Connections;
  readonly loss: string;
  readonly nudge: string;
  readonly training: StudyManifest['scenario']['train'];
  readonly chips: number;
  readonly probes: number;
  readonly rules: readonly Rule[];
  /** Trainings that the scenario asks for, and that are over. */
  readonly trainings: { readonly expected: number; readonly over: number };
  readonly points: readonly TrainingPointSummary[];
}

export interface TrainingPointSummary {
  readonly index: number;
  readonly label: string;
  readonly alpha: number;
  readonly beta: number;
  readonly cells: readonly TrainingCell[];
}

/** One rule at one point. */
export interface TrainingCell {
  readonly rule: Rule;
  /** Chips whose training is over, to its last epoch or not. */
  readonly chips: number;
  /** Chips that did not come to the last epoch, and why. */
  readonly failed: readonly { readonly chip: number; readonly epoch: number; readonly error: string }[];
  /** Test accuracy of the chips that came to the last epoch; null: none did. */
  readonly accuracy: Mean | null;
  /** The same, every failed chip counted as one that guesses. */
  readonly accuracyOfAll: Mean | null;
  /** Test accuracy less that of the exact gradient, chip by chip, where both came to the end; null: not compared. */
  readonly difference: Mean | null;
  /** At the end: fraction of the last epoch's presentations that did not come to rest, and the smallest gain margin. */
  readonly unsettled: Mean | null;
  readonly gainMargin: Quantiles | null;
  /** Chips with a probe whose branch has ended at the end; null: it was not looked. */
  readonly lost: number | null;
  /** What a presentation of the last epoch took, s and J; null: nothing is simulated, or the device states no energies. */
  readonly time: Mean | null;
  readonly energy: Mean | null;
  /** Of the last epoch: how far the weights moved, in their norm, and the cosine to how they moved in the epoch before. */
  readonly move: Mean | null;
  readonly moveCosine: Mean | null;
  /** Of tasks in turn: test accuracy of each task when its first turn ended, and when that of the next one did. */
  readonly tasks: readonly {
    readonly classes: readonly number[];
    readonly learned: Mean | null;
    readonly kept: Mean | null;
  }[];
  /** By epoch, the first before any. */
  readonly curves: readonly Curve[];
}

export interface Curve {
  readonly epoch: number;
  /** Chips that came so far. */
  readonly chips: number;
  readonly accuracy: Band;
  readonly loss: Band;
  /** Worst layer's angle; null: no gradient. */
  readonly angleDeg: Band | null;
  /** Angle of each forward array, median over the chips that have one. */
  readonly angleByLayer: readonly (number | null)[];
  /** Smallest gain margin over the probes, of the chips that have a finite one; null: none has, or it was not looked. */
  readonly gainMargin: Band | null;
  /** Of the chips that have a limit; null: none has, or it was not looked. */
  readonly certifiedBeta: Band | null;
  readonly unsettled: number;
}

/** Median, and 5 and 95 % quantiles over chips. */
export interface Band {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

export function trainingSummary(manifest: StudyManifest, found: readonly TrainingProgress[]): TrainingSummary {
  const { scenario, points } = manifest;
  const { connections } = scenario.network;
  const rules = trainedRules(scenario);
  const axes = scenario.sweep.map(axisSummary);
  const over = found.filter(({ state }) => state === null);
  return {
    format: 'dyadsim/training-summary@1',
    name: scenario.name,
    description: scenario.description,
    command: manifest.command,
    versions: manifest.versions,
    seed: manifest.seed,
    device: scenario.device.name,
    layers: scenario.network.layers,
    ...(connections === undefined ? {} : { connections }),
    loss: scenario.loss,
    nudge: scenario.nudge,
    training: scenario.train,
    chips: scenario.chips,
    probes: scenario.probes,
    rules,
    trainings: { expected: points.length * rules.length * scenario.chips, over: over.length },
    points: points.map(({ index, coordinates, alpha, beta }) => {
      const own = over.filter(({ point }) => point === index);
      const reference = byChip(own, REFERENCE_RULE);
      const classes = scenario.network.layers[scenario.network.layers.length - 1];
      return {
        index,
        label: coordinatesInWords(axes, coordinates) || 'as described',
        alpha,
        beta,
        cells: rules.map((rule) => cellOf(rule, byChip(own, rule), reference, 1 / classes, scenario.train)),
      };
    }),
  };
}

type ByChip = ReadonlyMap<number, TrainingProgress>;

function byChip(own: readonly TrainingProgress[], wanted: Rule): ByChip {
  return new Map(own.filter(({ rule }) => rule === wanted).map((progress) => [progress.chip, progress]));
}

function cellOf(
  rule: Rule,
  own: ByChip,
  reference: ByChip,
  guess: number,
  { tasks, taskEpochs }: Training,
): TrainingCell {
  const all = [...own.values()].sort((a, b) => a.chip - b.chip);
  const whole = all.filter(({ error }) => error === null);
  const last = whole.map(({ rows }) => rows[rows.length - 1]);
  const differences = whole.flatMap(({ chip, rows }) => {
    const other = reference.get(chip);
    if (rule === REFERENCE_RULE || other === undefined || other.error !== null) return [];
    return [rows[rows.length - 1].testAccuracy - other.rows[other.rows.length - 1].testAccuracy];
  });
  const margins = last.flatMap(({ gainMargin }) => (gainMargin === null ? [] : [gainMargin]));
  const depth = all.reduce((most, { rows }) => Math.max(most, rows.length), 0);
  return {
    rule,
    chips: all.length,
    failed: all.flatMap(({ chip, rows, error }) => (error === null ? [] : [{ chip, epoch: rows.length, error }])),
    accuracy: meanOf(last.map(({ testAccuracy }) => testAccuracy)),
    accuracyOfAll: meanOf(all.map(({ rows, error }) => (error === null ? rows[rows.length - 1].testAccuracy : guess))),
    difference: meanOf(differences),
    unsettled: meanOf(last.map(({ unsettled, presentations }) => unsettled / Math.max(1, presentations))),
    gainMargin: quantilesOf(Float64Array.from(margins)),
    lost: last.some(({ lost }) => lost === null) ? null : last.filter(({ lost }) => lost! > 0).length,
    time: meanOf(last.flatMap(({ time, presentations }) => each(time, presentations))),
    energy: meanOf(last.flatMap(({ energy, presentations }) => each(energy, presentations))),
    move: meanOf(last.flatMap(({ move }) => move ?? [])),
    moveCosine: meanOf(last.flatMap(({ moveCosine }) => moveCosine ?? [])),
    tasks: tasks.map((classes, t) => {
      const after = (turns: number) =>
        meanOf(whole.flatMap(({ rows }) => rows[turns * taskEpochs]?.taskAccuracy[t] ?? []));
      return { classes, learned: after(t + 1), kept: after(t + 2) };
    }),
    curves: Array.from({ length: depth }, (_, epoch) =>
      curveOf(
        epoch,
        all.flatMap(({ rows }) => rows.slice(epoch, epoch + 1)),
      ),
    ),
  };
}

function each(sum: number | null, presentations: number): number[] {
  return sum === null || presentations === 0 ? [] : [sum / presentations];
}

function curveOf(epoch: number, rows: readonly EpochRow[]): Curve {
  const angles = rows.flatMap(({ angleDeg }) => {
    const known = angleDeg.filter((angle) => angle !== null);
    return known.length < angleDeg.length ? [] : [Math.max(...known)];
  });
  const presentations = rows.reduce((sum, row) => sum + row.presentations, 0);
  return {
    epoch,
    chips: rows.length,
    accuracy: bandOf(rows.map(({ testAccuracy }) => testAccuracy))!,
    loss: bandOf(rows.map(({ trainLoss }) => trainLoss))!,
    angleDeg: bandOf(angles),
    angleByLayer: (rows[0]?.angleDeg ?? []).map(
      (_, k) => bandOf(rows.flatMap(({ angleDeg }) => angleDeg[k] ?? []))?.median ?? null,
    ),
    gainMargin: bandOf(rows.flatMap(({ gainMargin }) => gainMargin ?? [])),
    certifiedBeta: bandOf(rows.flatMap(({ certifiedBeta }) => certifiedBeta ?? [])),
    unsettled: presentations === 0 ? 0 : rows.reduce((sum, row) => sum + row.unsettled, 0) / presentations,
  };
}

function bandOf(values: readonly number[]): Band | null {
  const found = quantilesOf(Float64Array.from(values));
  return found === null ? null : { median: found.median, low: found.q05, high: found.q95 };
}
