/** A thermal source: rms in full scales at the membrane input, correlation time in s. */
interface Thermal {
  readonly rms: number;
  readonly correlationTime: number;
}

/**
 * Variance of the mean over a window, in s, of the difference of two compartments under thermal noise: that of source and membrane, two
 * relaxations in a row, of time constants h and tau. Not for h = tau.
 */
export function varianceOfMean({ rms, correlationTime: h }: Thermal, tau: number, window: number): number {
  const integral = (a: number) => a * window - a * a * (1 - Math.exp(-window / a));
  const correlated = (h * integral(h) - tau * integral(tau)) / (h - tau);
  return (2 * ((rms ** 2 * h) / (tau + h)) * 2 * correlated) / window ** 2;
}
