/** Finer than a picture shows. */
export function rounded(value: number): number {
  return Number(value.toPrecision(5));
}
