import { zeros } from '../linear/arrays.ts';
import type { Diagonal } from '../linear/complex-matrix.ts';
import type { SmallSignalLayer } from './small-signal.ts';

/**
 * The four transfer functions of each neuron of a layer, from bottom-up input a and top-down input D to what its encoders
 * send: with H_c = phi' gain / (1 + j omega tau) they are A = w+ H+ + w- H-, B = w+ g+ H+ - w- g- H- (the feed-through),
 * C = H+ - H-, F = g+ H+ + g- H-, times the gain of the encoder.
 */
export class LayerPorts {
  readonly a: Diagonal;
  readonly b: Diagonal;
  readonly c: Diagonal;
  readonly f: Diagonal;
  private readonly layer: SmallSignalLayer;

  constructor(layer: SmallSignalLayer) {
    const diagonal = (): Diagonal => ({ re: zeros(layer.size), im: zeros(layer.size) });
    this.layer = layer;
    this.a = diagonal();
    this.b = diagonal();
    this.c = diagonal();
    this.f = diagonal();
  }

  /** Takes them at an angular frequency, rad/s. */
  moveTo(omega: number): void {
    const { a, b, c, f } = this;
    const { size, slope, rate, nudge, weight, sendActivity, sendDifference } = this.layer;
    for (let i = 0; i < size; i++) {
      const xPlus = omega / rate.plus[i];
      const xMinus = omega / rate.minus[i];
      const plusRe = slope.plus[i] / (1 + xPlus * xPlus);
      const minusRe = slope.minus[i] / (1 + xMinus * xMinus);
      const plusIm = -xPlus * plusRe;
      const minusIm = -xMinus * minusRe;
      const wPlus = sendActivity[i] * weight.plus[i];
      const wMinus = sendActivity[i] * weight.minus[i];
      const gPlus = nudge.plus[i];
      const gMinus = nudge.minus[i];
      const send = sendDifference[i];
      a.re[i] = wPlus * plusRe + wMinus * minusRe;
      a.im[i] = wPlus * plusIm + wMinus * minusIm;
      b.re[i] = wPlus * gPlus * plusRe - wMinus * gMinus * minusRe;
      b.im[i] = wPlus * gPlus * plusIm - wMinus * gMinus * minusIm;
      c.re[i] = send * (plusRe - minusRe);
      c.im[i] = send * (plusIm - minusIm);
      f.re[i] = send * (gPlus * plusRe + gMinus * minusRe);
      f.im[i] = send * (gPlus * plusIm + gMinus * minusIm);
    }
  }

  /** C = 0: the compartments of every neuron match. */
  get matched(): boolean {
    const { re, im } = this.c;
    for (let i = 0; i < re.length; i++) if (re[i] !== 0 || im[i] !== 0) return false;
    return true;
  }
}
