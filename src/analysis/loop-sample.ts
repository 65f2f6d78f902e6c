import type { Spectrum } from './complex-eigenvalues.ts';
import { complexEigenvalues } from './complex-eigenvalues.ts';
import type { LoopTransfer } from './loop-transfer.ts';

/** The loop at one angular frequency. */
export interface LoopSample {
  /** rad/s. */
  readonly omega: number;
  /** Eigenvalues of G(j omega), without some that are zero at every frequency. */
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

export function sampleLoop(transfer: LoopTransfer, omega: number): LoopSample {
  const { loop, hiddenAngle } = transfer.at(omega);
  const eigenvalues = complexEigenvalues(loop);
  const { re, im } = eigenvalues;
  let square = 0;
  let angle = hiddenAngle;
  for (let i = 0; i < re.length; i++) {
    square = Math.max(square, re[i] * re[i] + im[i] * im[i]);
    angle += Math.atan2(-im[i], 1 - re[i]);
  }
  return { omega, eigenvalues, radius: Math.sqrt(square), angle, hiddenAngle };
}
