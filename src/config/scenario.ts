import type { Connections } from '../model/connection.ts';
import type { DatasetName, DatasetSizes } from '../model/datasets.ts';
import type { Loss } from '../model/losses.ts';
import type { Metric, SharedMetric } from '../model/metrics.ts';
import type { Rule } from '../model/rules.ts';
import type { UpdateDeviceName } from '../model/update-devices.ts';
import type {
  BetaCourse,
  Damping,
  Decay,
  DrawFactor,
  Engine,
  FirstState,
  Inference,
  InferenceOrder,
  InitialWeights,
  LearningMoment,
  MarginTime,
  Nudge,
  Optimizer,
  Precision,
  PulseScheme,
  ScenarioKind,
  WeightScale,
} from '../model/vocabulary.ts';
import type { Device } from './device.ts';
import type { ImageFiles } from './labelled-images.ts';
import type { SamplingPlan } from './plan.ts';

/** A scenario after loading: device, network and task meet here and nowhere else. */
export interface Scenario {
  readonly format: 'dyadsim/scenario@1';
  readonly kind: ScenarioKind;
  readonly name: string;
  readonly description: string;
  /** Resolved device of the scenario, overrides applied, sweep axes not. */
  readonly device: Device;
  readonly network: {
    readonly layers: readonly number[];
    /** Of layer k to layer k + 1; left out: every array reads all neurons below it at once. */
    readonly connections?: Connections;
    readonly weights: Weights;
    readonly scale: WeightScale;
  };
  readonly data:
    | { readonly dataset: DatasetName }
    | {
        /** None that dyadsim knows, but files: */
        readonly dataset: null;
        readonly train: ImageFiles;
        readonly test: ImageFiles;
        /** What counts as 1 in them; null: 255 in bytes, 1 in other numbers. */
        readonly fullScale: number | null;
        readonly sizes: DatasetSizes;
        /** Of all their bytes. */
        readonly checksum: string;
      };
  readonly loss: Loss;
  readonly nudge: Nudge;
  readonly beta: Beta;
  readonly rules: readonly Rule[];
  /** Those of them that are the scenario's own. */
  readonly ownRules: readonly OwnRule[];
  readonly engine: Engine;
  /** What `screened` simulates: chips whose branch ends within `near` of beta, relatively, and a random part of all. */
  readonly screen: { readonly near: number; readonly sample: number };
  /** Branches are followed to so many times beta. */
  readonly follow: number;
  /** Probe inputs per chip, test images in order of stream(seed, 'probes'). */
  readonly probes: number;
  /** At most, where `until` may end the sweep. */
  readonly chips: number;
  /** When enough is known; null: never before all chips are run. */
  readonly until: Until | null;
  /** How chips are spread over what is common to a die; absent: they are independent. */
  readonly plan?: SamplingPlan;
  readonly seed: string;
  readonly sweep: readonly Axis[];
  readonly accept: {
    /** Largest angle to the reference gradient in every layer, deg. */
    readonly angleDeg: number;
    /** What chips have to fulfil, and how many of them. */
    readonly specs: readonly Spec[];
  };
  /** s; null: 500 times the largest nominal tau. */
  readonly horizon: number | null;
  /** When a noisy chip is averaged and watched. */
  readonly observe: {
    /** s; null: 5 of the largest tau. */
    readonly wait: number | null;
    /** s; null: 20 of the largest tau. */
    readonly window: number | 'horizon' | null;
  };
  /** The search for the worst input of every chip; null: none. */
  readonly worst: { readonly restarts: number; readonly moves: number } | null;
  /** null: the engine's default. */
  readonly maxEvents: number | null;
  /** Of kind: train. */
  readonly train: Training;
  /** Of kind: find; null: of another. */
  readonly find: Find | null;
  /** Of kind: sensitivity; null: of another. */
  readonly sensitivity: SensitivityQuestion | null;
  /** Of kind: rare; null: of another. */
  readonly rare: Rare | null;
  /** Of kind: extremes; absent: of another. */
  readonly extremes?: Extremes;
}

/** Which chips dyadsim extremes looks for among the scenario's. */
export interface Extremes {
  /** How many, those that events show to fail at the smallest beta. */
  readonly worst: number;
  /** Probability, at most, of having missed one of them. */
  readonly miss: number;
  /** Chips that events run at most. */
  readonly most: number;
  /** To within which the beta is known, relatively. */
  readonly step: number;
}

/** What dyadsim sensitivity shares out. */
export interface SensitivityQuestion {
  readonly metric: SharedMetric;
  /** Draws that are alike in these are one group. */
  readonly groups: readonly DrawFactor[];
  /** Bootstrap samples. */
  readonly resamples: number;
}

/** What dyadsim rare estimates, with the scenario's chips a level. */
export interface Rare {
  /** A chip fails that has lost a branch by beta, or that misses the spec of a name. */
  readonly limit: 'lossBeta' | { readonly spec: string };
  readonly repetitions: number;
  /** Probability down to which failing chips are looked for. */
  readonly downTo: number;
  /** Failing chips that events run and that are written. */
  readonly confirm: number;
  /** Sigmas, above 1, at which failures are counted too, and the chips at each; absent: not. */
  readonly scaled?: { readonly sigmas: readonly number[]; readonly chips: number } | undefined;
}

/** What dyadsim find looks for. */
export interface Find {
  /** Path of the axis along which limits are looked for. */
  readonly along: string;
  /** Values at which every chip is looked at first. */
  readonly coarse: number;
  /** Chips that events run at every limit of engine: static. */
  readonly confirm: number;
  /** Times that every chip is run at values about every limit, each under other noise; absent: usual where the device is noisy. */
  readonly presentations?: number;
}

/** How the chips of a scenario are trained. */
export interface Training {
  /** Passes over the training images. */
  readonly epochs: number;
  /** Images per update. */
  readonly batch: number;
  /** The first so many training images in their order; null: all. */
  readonly images: number | null;
  readonly initial: InitialWeights;
  /** Classes that are trained in turn, for so many epochs each; none: all at once. */
  readonly tasks: readonly (readonly number[])[];
  readonly taskEpochs: number;
  readonly inference: Inference;
  /** Of the layer-wise iteration. */
  readonly passes: number;
  readonly order: InferenceOrder;
  /** Of the iteration. */
  readonly damping: Damping;
  /** Where a presentation begins. */
  readonly state: FirstState;
  /** When weights follow. */
  readonly learn: LearningMoment;
  /** Of the iteration; weights are held in f64. */
  readonly precision: Precision;
  readonly optimizer: Optimizer;
  readonly learningRate: number;
  /** Of sgd, 0 .. 1. */
  readonly momentum: number;
  /** Part of a weight that is lost at an update of rate 1. */
  readonly weightDecay: number;
  /** First part of all updates, in which the rate rises to the learning rate. */
  readonly warmUp: number;
  readonly decay: Decay;
  /** Beta goes from epoch to epoch to so many times its first; absent: it stays. */
  readonly betaSchedule?: { readonly to: number; readonly along: BetaCourse };
  /** When gain margins and lost branches of the probes are worked out. */
  readonly margins: MarginTime;
  /** How synapses take updates. */
  readonly synapse: SynapseUpdates;
  /** Whether each chip is also trained by its exact gradient. */
  readonly reference: boolean;
}

/** `exact`, or by pulses on devices. */
export type SynapseUpdates =
  | 'exact'
  | {
      readonly device: UpdateDeviceName;
      readonly scheme: PulseScheme;
      /** Weight of a device at 1, in the largest weight that the array begins with. */
      readonly fullWeight: number;
      /** Pulses that one update gives a synapse at most. */
      readonly mostPulses: number;
      /** Of Tiki-Taka: updates from one column to the next, the part of a weight that is transferred, the part that is seen. */
      readonly transfer: { readonly every: number; readonly rate: number; readonly visible: number };
      /** Updates in which a device that leaks does so to 1/e; null: its own. */
      readonly lifetime: number | null;
    };

/** Ends a sweep: every watched yield is known within an interval of so much, or every target is met or missed. */
export type Until = { readonly interval: number } | { readonly decided: true };

/** A bound on a metric of every chip, and the fraction of chips that has to keep it. */
export interface Spec {
  readonly name: string;
  readonly metric: Metric;
  /** In SI units; null: no such bound. */
  readonly min: number | null;
  readonly max: number | null;
  /** Null: none is asked for. */
  readonly target: SpecTarget | null;
  /** Null: all. */
  readonly rules: readonly Rule[] | null;
}

/** A fraction, or so many sigma of a normal law, one-sided. */
export type SpecTarget = { readonly fraction: number } | { readonly sigma: number };

/** A learning rule that a scenario defines: gains and weights of the two compartments, expressions in alpha. */
export interface OwnRule {
  readonly name: Rule;
  readonly nudge: PairOfAlpha;
  readonly mean: PairOfAlpha;
}

export interface PairOfAlpha {
  readonly plus: string;
  readonly minus: string;
}

export type Weights =
  | { readonly from: 'train'; readonly epochs: number; readonly learningRate: number; readonly batch: number }
  | { readonly from: 'random'; readonly gain: number }
  | { readonly from: 'file'; readonly path: string };

/** Nudging strength: a number, or a multiple of the nominal chip's critical beta under dp at alpha = 0. */
export type Beta =
  | { readonly value: number }
  | {
      readonly timesCritical: number;
      /** Of kind train: from epoch to epoch at most so many times the beta at which a branch of this chip ends. */
      readonly track: boolean;
    };

/** One axis of the sweep: a dotted path into the scenario or, behind `device.`, into the device. */
export interface Axis {
  readonly path: string;
  /** As written, for labels. */
  readonly labels: readonly string[];
  readonly values: readonly (number | string)[];
}

/** Everything one trial needs at one point of the sweep: the scenario with that point's values set, no axes left. */
export interface SweepPoint {
  readonly index: number;
  readonly coordinates: readonly { readonly path: string; readonly label: string; readonly value: number | string }[];
  readonly scenario: Scenario;
}
