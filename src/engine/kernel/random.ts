/**
 * Random numbers from xoshiro256++ (Blackman and Vigna, ACM TOMS 47:36, 2021) with a state of four u64 at an address.
 * Normal and exponential ones by the ziggurat method, whose tables ../ziggurat.ts makes: exact in law.
 */

/** x and f of the normal law, then of the exponential one. */
const ENTRIES: usize = 257;
const TABLES: usize = memory.data(4 * 257 * 8);
const NORMAL_X: usize = TABLES;
const NORMAL_F: usize = TABLES + ENTRIES * 8;
const EXPONENTIAL_X: usize = TABLES + 2 * ENTRIES * 8;
const EXPONENTIAL_F: usize = TABLES + 3 * ENTRIES * 8;

/** Where the tail of a law begins: x[1] of its tables. */
@inline
function edge(x: usize): f64 {
  return load<f64>(x, 8);
}

/** Where the tables have to be written. */
export function tables(): usize {
  return TABLES;
}

/** The next 64 bits. */
export function bits(state: usize): u64 {
  const s0 = load<u64>(state);
  const s1 = load<u64>(state, 8);
  const s2 = load<u64>(state, 16) ^ s0;
  const former3 = load<u64>(state, 24);
  const s3 = former3 ^ s1;
  store<u64>(state, s0 ^ s3);
  store<u64>(state, s1 ^ s2, 8);
  store<u64>(state, s2 ^ (s1 << 17), 16);
  store<u64>(state, rotl(s3, 45), 24);
  return rotl(s0 + former3, 23) + s0;
}

/** Uniform in (0, 1), never 0 or 1: the middle of one of 2^52 equal parts. */
@inline
export function uniform(state: usize): f64 {
  return middleOf(bits(state));
}

@inline
function middleOf(random: u64): f64 {
  return (<f64>(<i64>(random >> 12)) + 0.5) * 2.220446049250313e-16;
}

/** N(0, 1). */
@inline
export function normal(state: usize): f64 {
  const random = bits(state);
  const x = normalAt(random);
  return Math.abs(x) < load<f64>(NORMAL_X + layerOf(random), 8) ? x : rareNormal(state, random);
}

/** What random bits make of one of the layers in which the area under the law is cut. */
@inline
function layerOf(random: u64): usize {
  return <usize>(random & 255) << 3;
}

@inline
function normalAt(random: u64): f64 {
  return (2 * middleOf(random) - 1) * load<f64>(NORMAL_X + layerOf(random));
}

/** The same where the first random bits do not lie wholly below the law, as one of a hundred. */
function rareNormal(state: usize, first: u64): f64 {
  let random = first;
  while (true) {
    const layer = layerOf(random);
    const x = normalAt(random);
    if (Math.abs(x) < load<f64>(NORMAL_X + layer, 8)) return x;
    if (layer == 0) return copysign<f64>(normalTail(state), x);
    const above = load<f64>(NORMAL_F + layer, 8);
    if (above + (load<f64>(NORMAL_F + layer) - above) * uniform(state) < Math.exp(-0.5 * x * x)) return x;
    random = bits(state);
  }
}

/** Beyond the edge (Marsaglia, Technometrics 6:101, 1964). */
function normalTail(state: usize): f64 {
  const start = edge(NORMAL_X);
  while (true) {
    const x = -Math.log(uniform(state)) / start;
    if (-2 * Math.log(uniform(state)) >= x * x) return start + x;
  }
}

/** Exponential of mean 1. */
@inline
export function exponential(state: usize): f64 {
  const random = bits(state);
  const x = exponentialAt(random);
  return x < load<f64>(EXPONENTIAL_X + layerOf(random), 8) ? x : rareExponential(state, random);
}

@inline
function exponentialAt(random: u64): f64 {
  return middleOf(random) * load<f64>(EXPONENTIAL_X + layerOf(random));
}

function rareExponential(state: usize, first: u64): f64 {
  let random = first;
  while (true) {
    const layer = layerOf(random);
    const x = exponentialAt(random);
    if (x < load<f64>(EXPONENTIAL_X + layer, 8)) return x;
    if (layer == 0) return edge(EXPONENTIAL_X) - Math.log(uniform(state));
    const above = load<f64>(EXPONENTIAL_F + layer, 8);
    if (above + (load<f64>(EXPONENTIAL_F + layer) - above) * uniform(state) < Math.exp(-x)) return x;
    random = bits(state);
  }
}
