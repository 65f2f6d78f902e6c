/** The words that device files, engine, rules and reports share; every folder may import this file, and it none. */

/** Activation phi of the hidden layers. */
export const ACTIVATIONS = ['identity', 'relu', 'hard-sigmoid', 'tanh'] as const;
export type Activation = (typeof ACTIVATIONS)[number];

/** Learning rules: dual propagation, and its variant with the nudging gains swapped. */
export const RULES = ['dp', 'dp-transpose'] as const;
export type Rule = (typeof RULES)[number];

/** `squared-error` is 0.5 |a - y|^2; `cross-entropy` takes the softmax of a. */
export const LOSSES = ['squared-error', 'cross-entropy'] as const;
export type Loss = (typeof LOSSES)[number];

/** How the output error reaches the chip: at the present a_L, or sampled at the free response and held. */
export const NUDGES = ['live', 'held'] as const;
export type Nudge = (typeof NUDGES)[number];

/** How a run ended as a physical event; docs/physics.md says how each is recognised. */
export const OUTCOMES = ['settled', 'slow', 'oscillating', 'saturated', 'diverged'] as const;
export type Outcome = (typeof OUTCOMES)[number];

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
