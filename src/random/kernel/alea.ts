/*
 * Alea (Baagoe 2010) as seedrandom has it, several generators side by side. Seeding waits for one long chain of operations on each
 * unit of a text, so that many texts take hardly longer than one. What follows is in integers: the state are three fractions
 * s/2^32 and a carry, and 2091639 s0 + carry has 53 bits at most, exact in double precision too.
 */
const MULTIPLIER: u64 = 2091639;
const LOW: u64 = 0xffffffff;
const TWO_TO_32: f64 = 4294967296;
const TWO_TO_MINUS_53: f64 = 1.1102230246251565e-16;
const START: f64 = 4022871197;
const SPACE: f64 = 32;

/** Bytes of a state: s0, s1, s2 and the carry. */
const STATE: usize = 16;

/** Mash: two hashes behind one more unit of text each. All is in 0 .. 2^32, where a number modulo 2^32 is its whole part. */
@inline
function mash(n: v128, units: v128): v128 {
  const m = f64x2.add(n, units);
  let h = f64x2.mul(f64x2.splat(0.02519603282416938), m);
  let whole = f64x2.floor(h);
  h = f64x2.mul(f64x2.sub(h, whole), whole);
  whole = f64x2.floor(h);
  return f64x2.add(whole, f64x2.mul(f64x2.sub(h, whole), f64x2.splat(TWO_TO_32)));
}

@inline
function wholeOf(n: f64): u32 {
  return <u32>(<u64>n);
}

/**
 * Seeds generators, two for each of `pairs`. Unit u of text t is the 32-bit number 2 pairs u + t behind `texts`; 0 is behind the
 * end of a text. `hashes` has room for a double each.
 */
export function seed(texts: usize, units: i32, pairs: i32, hashes: usize, states: usize): void {
  const endOfHashes = hashes + (<usize>pairs << 4);
  const endOfStates = states + (<usize>pairs << 1) * STATE;
  let n = f64x2.splat(START);
  for (let s: usize = 0; s < 12; s += 4) {
    n = mash(n, f64x2.splat(SPACE));
    const blank = wholeOf(f64x2.extract_lane(n, 0));
    for (let state = states; state < endOfStates; state += STATE) store<u32>(state + s, blank);
  }
  for (let hash = hashes; hash < endOfHashes; hash += 16) v128.store(hash, n);
  for (let s: usize = 0; s < 12; s += 4) {
    let text = texts;
    for (let unit = 0; unit < units; unit++) {
      for (let hash = hashes; hash < endOfHashes; hash += 16, text += 8) {
        const two = f64x2.convert_low_i32x4_s(v128.load64_zero(text));
        const before = v128.load(hash);
        v128.store(hash, v128.bitselect(before, mash(before, two), f64x2.eq(two, f64x2.splat(0))));
      }
    }
    for (let state = states, hash = hashes; state < endOfStates; state += STATE, hash += 8) {
      store<u32>(state + s, load<u32>(state + s) - wholeOf(load<f64>(hash)));
    }
  }
  for (let state = states; state < endOfStates; state += STATE) store<u32>(state, 1, 12);
}

/** The next `count` numbers of a generator, in (0, 1), with 53 bits. */
export function draw(state: usize, to: usize, count: i32): void {
  let s0 = load<u32>(state);
  let s1 = load<u32>(state, 4);
  let s2 = load<u32>(state, 8);
  let carry = <u64>load<u32>(state, 12);
  for (const end = to + (<usize>count << 3); to < end; ) {
    let t = MULTIPLIER * s0 + carry;
    const high = t & LOW;
    t = MULTIPLIER * s1 + (t >> 32);
    const low = t & LOW;
    carry = t >> 32;
    s0 = s2;
    s1 = <u32>high;
    s2 = <u32>low;
    const bits = (high << 21) | (low >> 11);
    if (bits == 0) continue;
    store<f64>(to, <f64>(<i64>bits) * TWO_TO_MINUS_53);
    to += 8;
  }
}
