import type { Spectrum } from './complex-eigenvalues.ts';
import { complexEigenvalues } from './complex-eigenvalues.ts';
import { loopTransfer } from './loop-transfer.ts';
import type { SmallSignal } from './small-signal.ts';

/** The loop at one angular frequency. */
export interface LoopSample {
  /** rad/s. */
  readonly omega: number;
  /** Eigenvalues of G(j omega). */
  readonly eigenvalues: Spectrum;
  /** Largest modulus among them. */
  readonly radius: number;
  /**
   * Argument of the characteristic function chi(j omega) = det(I - G) prod_k det(I - C_k Z_k), rad, known up to 2 pi:
   * its zeros in the right half plane are the growing modes.
   */
  readonly angle: number;
  /** Argument of its second factor alone, rad, likewise. */
  readonly hiddenAngle: number;
}

export function sampleLoop(signal: SmallSignal, omega: number): LoopSample {
  const { loop, hiddenAngle } = loopTransfer(signal, omega);
  const eigenvalues = complexEigenvalues(loop);
  const { re, im } = eigenvalues;
  let radius = 0;
  let angle = hiddenAngle;
  for (let i = 0; i < re.length; i++) {
    radius = Math.max(radius, Math.hypot(re[i], im[i]));
    angle += Math.atan2(-im[i], 1 - re[i]);
  }
  return { omega, eigenvalues, radius, angle, hiddenAngle };
}
