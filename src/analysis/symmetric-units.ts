/** What to multiply signals by so that Z diag(d) is symmetric where Z is: roots of |d|, where they are not 0. */
export function symmetricUnits(d: Float64Array): Float64Array {
  return d.map((value) => Math.sqrt(Math.abs(value)) || 1);
}
