/** Samples of the same length, one after the other. */
export function joinSamples(samples: readonly Float64Array[]): Float64Array {
  const joined = new Float64Array(samples.length * samples[0].length);
  samples.forEach((sample, i) => {
    joined.set(sample, i * sample.length);
  });
  return joined;
}
