const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** Of the first interval, where the search ends. */
const WITHIN = 1e-4;

/** Where between two numbers a function of one peak is largest, to 1e-4 of their distance, by golden section (Kiefer 1953). */
export function largestBetween(low: number, high: number, of: (x: number) => number): number {
  const enough = WITHIN * (high - low);
  let left = high - GOLDEN * (high - low);
  let right = low + GOLDEN * (high - low);
  let [atLeft, atRight] = [of(left), of(right)];
  while (high - low > enough) {
    if (atLeft >= atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - GOLDEN * (high - low);
      atLeft = of(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + GOLDEN * (high - low);
      atRight = of(right);
    }
  }
  return (low + high) / 2;
}
