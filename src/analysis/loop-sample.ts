import { copyOf } from '../linear/arrays.ts';
import { complexEigenvalues, type Spectrum } from '../linear/complex-eigenvalues.ts';
import { type ComplexMatrix, complexMatrix, frobeniusNorm } from '../linear/complex-matrix.ts';
import { solveComplex } from '../linear/complex-solve.ts';
import { liesInHalfPlane } from '../linear/half-plane.ts';
import { atan2 } from '../model/elementary.ts';
import type { Line } from './barrier.ts';
import type { LoopTransfer } from './loop-transfer.ts';

const NOTHING = complexMatrix(0, 0);
/** I - G, while its determinant is worked out. */
let scratch = NOTHING;

/** The loop at one angular frequency. Its eigenvalues are worked out when they are asked for: many scans do without. */
export class LoopSample {
  /** rad/s. */
  readonly omega: number;
  /** Argument of prod_k det(I - C_k Z_k), rad, known up to 2 pi. */
  readonly hiddenAngle: number;
  /** Not smaller than the largest modulus of an eigenvalue: the Frobenius norm. */
  readonly bound: number;
  private readonly loop: ComplexMatrix;
  private spectrum: Spectrum | null = null;
  private modulus: number | null = null;
  private argument: number | null = null;

  constructor(omega: number, loop: ComplexMatrix, hiddenAngle: number) {
    this.omega = omega;
    this.loop = loop;
    this.hiddenAngle = hiddenAngle;
    this.bound = frobeniusNorm(loop);
  }

  /** Eigenvalues of G(j omega), without some that are zero at every frequency. */
  get eigenvalues(): Spectrum {
    this.spectrum ??= complexEigenvalues(duplicate(this.loop));
    return this.spectrum;
  }

  /** Largest modulus among them. */
  get radius(): number {
    if (this.modulus === null) {
      const { re, im } = this.eigenvalues;
      let square = 0;
      for (let i = 0; i < re.length; i++) square = Math.max(square, re[i] * re[i] + im[i] * im[i]);
      this.modulus = Math.sqrt(square);
    }
    return this.modulus;
  }

  /** Whether the radius is above a limit. */
  exceeds(limit: number): boolean {
    return this.bound > limit && this.radius > limit;
  }

  /** Whether all eigenvalues are on the side of 0 of a line through `limit` on the real axis. */
  isBefore({ cosine, sine }: Line, limit: number): boolean {
    return liesInHalfPlane(this.loop, cosine, sine, limit * cosine);
  }

  /**
   * Argument of the characteristic function chi(j omega) = det(I - G) prod_k det(I - C_k Z_k), rad, known up to 2 pi: its
   * zeros in the right half plane are the growing modes.
   */
  get angle(): number {
    this.argument ??= this.hiddenAngle + (this.spectrum === null ? this.angleOfDeterminant() : this.angleOfProduct());
    return this.argument;
  }

  private angleOfProduct(): number {
    const { re, im } = this.eigenvalues;
    let angle = 0;
    for (let i = 0; i < re.length; i++) angle += atan2(-im[i], 1 - re[i]);
    return angle;
  }

  /** By elimination, which takes a small part of the time of the eigenvalues. */
  private angleOfDeterminant(): number {
    const { loop } = this;
    const n = loop.rows;
    scratch = scratch.rows === n ? scratch : complexMatrix(n, n);
    const { re, im } = scratch;
    for (let at = 0; at < re.length; at++) {
      re[at] = -loop.re[at];
      im[at] = -loop.im[at];
    }
    for (let i = 0; i < n; i++) re[i * n + i] += 1;
    try {
      return solveComplex(scratch, NOTHING);
    } catch {
      // An eigenvalue is 1 to the last bit.
      return this.angleOfProduct();
    }
  }
}

function duplicate({ rows, columns, re, im }: ComplexMatrix): ComplexMatrix {
  return { rows, columns, re: copyOf(re), im: copyOf(im) };
}

export function sampleLoop(transfer: LoopTransfer, omega: number): LoopSample {
  const { loop, hiddenAngle } = transfer.at(omega);
  return new LoopSample(omega, loop, hiddenAngle);
}
