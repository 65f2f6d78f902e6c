import type { Activation } from '../model/activations.ts';
import type { Distribution, SourceQuality } from '../model/vocabulary.ts';

/** A device after loading: validated, frozen, SI units; voltages divided by the full scale. */
export interface Device {
  readonly format: 'dyadsim/device@1';
  readonly name: string;
  readonly description: string;
  readonly signal: {
    /** V. */
    readonly fullScale: number;
    /** Full scales about mid-supply; null: none. */
    readonly rails: readonly [low: number, high: number] | null;
  };
  readonly neuron: {
    readonly activation: Activation;
    /** s. */
    readonly tau: Varying;
    readonly gain: Varying;
    /** Full scales. */
    readonly offset: Varying;
  };
  readonly dyad: {
    /** 0 .. 1; draws are limited to that range. */
    readonly alpha: Varying;
    readonly nudgeGain: Varying;
    readonly meanWeight: Varying;
    /** Auto-zero of the difference; residual error in full scales, one sigma; null: none. */
    readonly autoZero: { readonly residual: number } | null;
  };
  readonly encoder: {
    /** Full scales; the spread is of own/nominal. */
    readonly activityThreshold: Varying;
    readonly differenceThreshold: Varying;
    /** s. */
    readonly delay: number;
    /** s, one sigma. */
    readonly jitter: number;
  };
  readonly synapse: Synapse;
  readonly noise: {
    /** rms in full scales at the membrane input; bandwidth in Hz (-3 dB). */
    readonly thermal: { readonly rms: number; readonly bandwidth: number } | null;
    /** rms in full scales over the band [Hz]. */
    readonly flicker: { readonly rms: number; readonly lowFrequency: number; readonly highFrequency: number } | null;
  };
  readonly energy: {
    /** J per event. */
    readonly event: number;
    /** W per neuron. */
    readonly staticPerNeuron: number;
  } | null;
  /** Every cited number: dotted path, value as written, source and how good it is. For reports and `devices --explain`. */
  readonly provenance: readonly Provenance[];
}

/** A parameter that varies between neurons and between chips; all spreads are one sigma. */
export interface Varying {
  readonly nominal: number;
  /** Neuron to neuron, one draw per neuron (and compartment). */
  readonly mismatch: Spread;
  /** Chip to chip, one draw per chip, common to all its neurons. */
  readonly die: Spread;
  /** Change from edge to edge of the neuron array, one direction and size per chip. */
  readonly gradient: Spread;
  readonly distribution: Distribution;
  /** Limit of a truncated normal, in sigmas; degrees of freedom of a Student t (scaled to unit variance); else unused. */
  readonly shape: number;
}

/** One sigma, either relative to the nominal value or in the parameter's own unit. */
export interface Spread {
  readonly sigma: number;
  readonly relative: boolean;
}

export interface Provenance {
  readonly path: string;
  readonly value: string;
  readonly source: string;
  readonly quality: SourceQuality;
}

/**
 * Memory devices of the weights. A weight is a pair of devices, w = w_max (x+ - x-) / (1 - x_min), where x = g/g_max is
 * a device's conductance as a fraction of its range and x_min = g_min/g_max; the device that is not needed stays at x_min.
 */
export interface Synapse {
  /** Distinct values of each device's conductance between g_min and g_max, at least 2; null: continuous. */
  readonly levels: number | null;
  /** Null: every weight fits (percentile 1) and off is zero. */
  readonly range: {
    /** Percentile of a layer's |nominal weights| that becomes w_max, above 0, at most 1; larger weights are clipped. */
    readonly percentile: number;
    /** g_max / g_min of one device, above 1; Infinity: off is zero. */
    readonly onOffRatio: number;
  } | null;
  /** One sigma of the programmed x about its target; null: exact. */
  readonly programmingError: ProgrammingError | null;
  /** Fraction of devices that stay at g_min, 0 .. 1. */
  readonly stuckOff: number;
  /** Fraction of devices that stay at g_max, 0 .. 1; stuckOff + stuckOn is at most 1. */
  readonly stuckOn: number;
  /** What became of x between programming and use; null: nothing. */
  readonly drift: Drift | null;
  /** Relative to each device's current, rms; correlation time in s; null: none. */
  readonly readNoise: { readonly relative: number; readonly correlationTime: number } | null;
  /** Wires of the array, for the first-order IR drop; null: none. */
  readonly wire: Wire | null;
  /** shared: one array read both ways; separate: own devices, own draws. */
  readonly feedback: 'shared' | 'separate';
}

export interface Wire {
  /** Between two neighbouring cells, ohm. */
  readonly resistance: number;
  /** g_max, S. */
  readonly maximumConductance: number;
  /**
   * Where a shared array is read down: at the ends of its wires where it is read up, which makes the two reads transposes
   * of each other (reciprocity), or at the opposite ends, which does not.
   */
  readonly readDown: 'same-ends' | 'opposite-ends';
}

/** One sigma of x as a function of its target: sum_p coefficients[p] x^p, or amplitude (1 - exp(-x/scale)). */
export type ProgrammingError =
  | { readonly law: 'polynomial'; readonly coefficients: readonly number[] }
  | { readonly law: 'saturating'; readonly amplitude: number; readonly scale: number };

/**
 * power: x (time/referenceTime)^-nu, nu = |N(mean, sigma)| per device; shift: x + sum_p coefficients[p] x^p, the mean
 * change at the time of use; relaxation: target + (x - target) exp(-time/timeConstant). Times in s.
 */
export type Drift =
  | {
      readonly law: 'power';
      readonly time: number;
      readonly referenceTime: number;
      readonly mean: LogLine;
      readonly sigma: LogLine;
    }
  | { readonly law: 'shift'; readonly coefficients: readonly number[] }
  | { readonly law: 'relaxation'; readonly time: number; readonly timeConstant: number; readonly target: number };

/** slope ln(x) + intercept, limited to low .. high; a constant has slope 0 and the infinite limits. */
export interface LogLine {
  readonly slope: number;
  readonly intercept: number;
  readonly low: number;
  readonly high: number;
}
