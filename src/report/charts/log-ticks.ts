/** 1, 2 and 5 of every decade, or powers of ten alone where there are more than three. */
export function logTicks([low, high]: readonly [number, number]): number[] {
  const steps = high / low > 1000 ? [1] : [1, 2, 5];
  const ticks: number[] = [];
  for (let decade = Math.floor(Math.log10(low)); decade <= Math.log10(high); decade++) {
    ticks.push(...steps.map((step) => Number(`${step}e${decade}`)));
  }
  return ticks.filter((tick) => low <= tick && tick <= high);
}
