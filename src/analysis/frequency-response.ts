import type { Circuit, Drive } from '../engine/circuit.ts';
import type { Spectrum } from '../linear/complex-eigenvalues.ts';
import { pow } from '../model/elementary.ts';
import { sampleLoop } from './loop-sample.ts';
import { LoopTransfer } from './loop-transfer.ts';
import { matchLoci } from './match-loci.ts';
import { signalOnBranch } from './operating-point.ts';
import { Outlook } from './outlook.ts';
import type { SmallSignal, State } from './small-signal.ts';
import { smallSignal } from './small-signal.ts';

/** Nyquist and Bode data: the characteristic loci lambda_i(j omega) of G, each followed continuously. */
export interface FrequencyResponse {
  /** rad/s, growing, the first 0. */
  readonly omega: Float64Array;
  /** loci[i].re[p], loci[i].im[p]: eigenvalue i at omega[p]; n_L loci. */
  readonly loci: readonly Spectrum[];
}

export interface FrequencyOptions {
  /** Operating point as s_c per layer; the branch at the drive's beta if not given. */
  readonly state?: State;
  /** Frequencies above 0; 300 if not given. */
  readonly points?: number;
}

/**
 * The loop at omega = 0 and `points` frequencies, log-spaced over the range where the loci are more than a point. With
 * a delay much longer than tau the loci turn faster than these points can follow; margins do not rest on them. Null where
 * the branch is pinned or lost.
 */
export function frequencyResponse(
  circuit: Circuit,
  drive: Drive,
  options: FrequencyOptions = {},
): FrequencyResponse | null {
  const { points = 300, state } = options;
  if (!Number.isInteger(points) || points < 2)
    throw new Error(`frequency response: ${points} points, expected 2 or more`);
  const signal = state === undefined ? signalOnBranch(new Outlook(circuit, drive)) : smallSignal(circuit, drive, state);
  if (signal === null) return null;
  const transfer = new LoopTransfer(signal);
  const low = signal.slowestRate / 100;
  const high = visibleEnd(signal, transfer);
  const omega = Float64Array.from({ length: points + 1 }, (_, p) =>
    p === 0 ? 0 : low * pow(high / low, (p - 1) / (points - 1)),
  );
  const n = circuit.chip.layers[circuit.chip.layers.length - 1];
  const loci = Array.from({ length: n }, () => ({
    re: new Float64Array(points + 1),
    im: new Float64Array(points + 1),
  }));
  const spectra = Array.from(omega, (frequency) => sampleLoop(transfer, frequency).eigenvalues);
  /** Which eigenvalue of the present sample belongs to locus i; loci beyond these are zero throughout. */
  let place = Int32Array.from(spectra[0].re, (_, i) => i);
  spectra.forEach((spectrum, p) => {
    if (p > 0) {
      const match = matchLoci(spectra[p - 1], spectrum);
      place = place.map((i) => match[i]);
    }
    place.forEach((at, i) => {
      loci[i].re[p] = spectrum.re[at];
      loci[i].im[p] = spectrum.im[at];
    });
  });
  return { omega, loci };
}

/** Frequency, rad/s, from which on every locus is within 1 % of the largest modulus of the origin. */
function visibleEnd(signal: SmallSignal, transfer: LoopTransfer): number {
  let largest = sampleLoop(transfer, 0).radius;
  for (let omega = signal.slowestRate / 10; ; omega *= 2) {
    const { radius } = sampleLoop(transfer, omega);
    largest = Math.max(largest, radius);
    if (omega > 10 * signal.fastestRate && radius <= 0.01 * largest) return omega;
  }
}
