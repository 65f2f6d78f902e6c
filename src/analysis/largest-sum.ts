/** Bound on |x H + y G| of two lags H and G that nowhere differ by more than `apart`. */
export function largestSum(x: number, y: number, apart: number): number {
  return Math.abs(x + y) + Math.min(Math.abs(x), Math.abs(y)) * apart;
}
