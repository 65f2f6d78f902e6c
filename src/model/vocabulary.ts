/** The words that device files, engine, rules and reports share and that have no tables of their own. */

/**
 * What one unit of a nominal network's activities is: a layer's `full-scale` (its 99.9th percentile over the training
 * images), or `none`: weights are taken in full scales as they stand.
 */
export const WEIGHT_SCALES = ['full-scale', 'none'] as const;
export type WeightScale = (typeof WEIGHT_SCALES)[number];

/** How the output error reaches the chip: at the present a_L, or sampled at the free response and held. */
export const NUDGES = ['live', 'held'] as const;
/** `live` or `held`. */
export type Nudge = (typeof NUDGES)[number];

/**
 * What tells how a presentation ends. `events`: its simulation, event by event. `static`: the branch alone, with thresholds
 * going to 0 and without noise.
 */
export const ROW_ENGINES = ['events', 'static'] as const;
/** `events` or `static`. */
export type RowEngine = (typeof ROW_ENGINES)[number];

/** What a point of a sweep runs with; `screened`: static for every chip, events for those near their limit and for a random part. */
export const ENGINES = [...ROW_ENGINES, 'screened'] as const;
/** `events`, `static` or `screened`. */
export type Engine = (typeof ENGINES)[number];

/**
 * What the branch, the stationary state that leads from the free response to this beta, says of a run before it is made.
 * `stable`: it is there, no mode grows, and the gain margin is above 1; `conditional`: the same but for the margin, so a
 * smaller beta would be unstable; `pinned`: it is there and a rail cuts it, so it has no margin; `lost`: it has ended.
 */
export const BRANCH_FATES = ['stable', 'conditional', 'pinned', 'lost'] as const;
export type BranchFate = (typeof BRANCH_FATES)[number];

/** Laws of a varying parameter. */
export const DISTRIBUTIONS = ['normal', 'truncated-normal', 'lognormal', 'uniform', 'student-t'] as const;
export type Distribution = (typeof DISTRIBUTIONS)[number];

/** How well a device file's number is founded. */
export const SOURCE_QUALITIES = ['fit', 'loose fit', 'assumed'] as const;
export type SourceQuality = (typeof SOURCE_QUALITIES)[number];

/**
 * Order in which a pass of the layer-wise iteration updates the layers, always with the latest values; the authors' code
 * calls them fwK and fwbwK. `forward`: 1 .. L in every pass. `forward-backward`: L .. 2 in the first pass, 1 .. L-1 and
 * then L .. 1 in every further one, and layer 1 once more at the end.
 */
export const FIXED_POINT_ORDERS = ['forward', 'forward-backward'] as const;
export type FixedPointOrder = (typeof FIXED_POINT_ORDERS)[number];

/**
 * Those, and two of the 2023 paper. `parallel`: all layers at once, from rest, the error off until the input has come to the
 * output; `random`: all layers one after the other, in an order drawn for every pass.
 */
export const INFERENCE_ORDERS = [...FIXED_POINT_ORDERS, 'parallel', 'random'] as const;
export type InferenceOrder = (typeof INFERENCE_ORDERS)[number];

/** Of the layer-wise iteration: none, or the authors' of the hidden layers. */
export const DAMPINGS = ['none', 'tikhonov'] as const;
export type Damping = (typeof DAMPINGS)[number];

/** Where a presentation begins: at the free response to its input, or where the last one ended. */
export const FIRST_STATES = ['fresh', 'carried'] as const;
export type FirstState = (typeof FIRST_STATES)[number];

/** What chips begin to be trained from: all from the nominal weights, or each from random ones of its own. */
export const INITIAL_WEIGHTS = ['shared', 'own'] as const;
export type InitialWeights = (typeof INITIAL_WEIGHTS)[number];

/** When the margins and branches of a training's probes are worked out, which takes long in large networks. */
export const MARGIN_TIMES = ['every-epoch', 'ends', 'never'] as const;
export type MarginTime = (typeof MARGIN_TIMES)[number];

/** When weights follow: once a presentation has ended, or after every pass of its iteration (multistep). */
export const LEARNING_MOMENTS = ['presentation', 'pass'] as const;
export type LearningMoment = (typeof LEARNING_MOMENTS)[number];

/** How the chips of a sweep are spread: independently, or evenly over what is common to a die. */
export const SAMPLING_PLANS = ['random', 'latin-hypercube', 'sobol'] as const;

/** Questions about chips that are answered in rounds. */
export const INQUIRY_KINDS = ['find', 'sensitivity', 'rare', 'extremes'] as const;
export type InquiryKind = (typeof INQUIRY_KINDS)[number];

/** What is done with a scenario: chips are swept, or trained, or something is asked about them. */
export const SCENARIO_KINDS = ['sweep', 'train', ...INQUIRY_KINDS] as const;
export type ScenarioKind = (typeof SCENARIO_KINDS)[number];

/** How a presentation in a training is worked out: by the papers' layer-wise iteration, or by events. */
export const INFERENCES = ['layer-wise', 'events'] as const;
export type Inference = (typeof INFERENCES)[number];

/** In which a training's layer-wise iteration is worked out: double or single. */
export const PRECISIONS = ['f64', 'f32'] as const;
export type Precision = (typeof PRECISIONS)[number];

/** How weights follow the updates: by gradient descent with momentum, or by Adam (Kingma and Ba 2015). */
export const OPTIMIZERS = ['sgd', 'adam'] as const;
export type Optimizer = (typeof OPTIMIZERS)[number];

/** How the learning rate goes on after its rise: it stays, or falls to 0 along a half cosine. */
export const DECAYS = ['constant', 'cosine'] as const;
export type Decay = (typeof DECAYS)[number];

/** How beta goes from its first to its last: by the same factor every epoch, or along a line. */
export const BETA_COURSES = ['geometric', 'linear'] as const;
export type BetaCourse = (typeof BETA_COURSES)[number];

/** How pulses are made of wanted changes: as they come, the rest by chance; from a digital sum; through a fast array. */
export const PULSE_SCHEMES = ['pulses', 'mixed-precision', 'tiki-taka', 'tiki-taka-2'] as const;
export type PulseScheme = (typeof PULSE_SCHEMES)[number];

/** What the draws of a chip are told apart by: the parameter, the layer, and the part of the spread: die, gradient or mismatch. */
export const DRAW_FACTORS = ['parameter', 'layer', 'part'] as const;
export type DrawFactor = (typeof DRAW_FACTORS)[number];
