import type { Activation, Distribution, SourceQuality } from '../vocabulary.ts';

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

/** Memory devices of the weights. All errors are one sigma; conductances are fractions of the range g_max. */
export interface Synapse {
  /** Distinct values of each device's conductance; null: continuous. */
  readonly levels: number | null;
  /** Largest |weight| that a differential pair holds, in units of the layer's largest nominal |weight| percentile. */
  readonly range: {
    /** Percentile of |nominal weights| of a layer that is stored at full conductance, 0 .. 1; larger ones are clipped. */
    readonly percentile: number;
    /** g_max / g_min of one device; Infinity: off is zero. */
    readonly onOffRatio: number;
  } | null;
  /** Polynomial in x = g/g_max: sigma of the programmed conductance / g_max is sum_p coefficients[p] x^p. */
  readonly programmingError: readonly number[];
  readonly stuckOff: number;
  readonly stuckOn: number;
  /** g(t) = g (time/referenceTime)^-nu, nu ~ |N(mean, sigma)| per device; null: no drift. */
  readonly drift: {
    readonly time: number;
    readonly referenceTime: number;
    readonly mean: number;
    readonly sigma: number;
  } | null;
  /** Relative to each device's current, rms; correlation time in s; null: none. */
  readonly readNoise: { readonly relative: number; readonly correlationTime: number } | null;
  /** Wire resistance between cells, ohm, and conductance range, S, for the first-order IR drop; null: none. */
  readonly wire: { readonly resistance: number; readonly maximumConductance: number } | null;
  /** shared: one array read both ways; separate: own devices, own draws. */
  readonly feedback: 'shared' | 'separate';
}
