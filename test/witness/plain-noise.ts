import type { Chip } from '../../src/chip/chip.ts';
import { exponential, normal } from '../../src/random/distributions.ts';
import { type Stream, stream } from '../../src/random/stream.ts';

/**
 * Thermal noise of a chip, one value and one Poisson clock for each compartment: held, and redrawn from N(0, rms^2) at
 * exponentially distributed times. Plus compartments first, neurons counted through all layers.
 */
export class PlainNoise {
  readonly eta: Float64Array;
  private readonly next: Float64Array;
  private readonly random: Stream;
  private readonly rms: number;
  private readonly correlationTime: number;

  constructor({ layers, noise }: Chip, seed: string) {
    if (noise?.thermal == null || noise.flicker !== null || noise.read !== null) {
      throw new Error('the plain noise is thermal noise and nothing else');
    }
    this.rms = noise.thermal.rms;
    this.correlationTime = noise.thermal.correlationTime;
    this.random = stream(seed, 'plain noise');
    const compartments = 2 * layers.slice(1).reduce((sum, n) => sum + n, 0);
    this.eta = new Float64Array(compartments).map(() => this.rms * normal(this.random));
    this.next = new Float64Array(compartments).map(() => exponential(this.random, this.correlationTime));
  }

  /** Redraws what falls due up to time t, s. */
  advance(t: number): void {
    for (let c = 0; c < this.next.length; c++) {
      while (this.next[c] <= t) {
        this.eta[c] = this.rms * normal(this.random);
        this.next[c] += exponential(this.random, this.correlationTime);
      }
    }
  }
}
