/** Numbers in double precision, or in single. */
export type Numbers = Float64Array | Float32Array;
