/* Products and updates in single precision. Addresses and distances in bytes. */
import { add, pack } from '../../linear/kernel/panel';

/** Columns of a panel, and bytes of its rows. */
const PANEL: i32 = 16;
const ROW: usize = 64;
/** Terms that are summed at once, so that a packed panel stays in the first cache. */
const MOST_TERMS: i32 = 400;

/**
 * c += a b for `rows` x `terms` times `terms` x `columns`; `right` and `down` lead to the next entry of a row and of a column, c is
 * row-major. Each entry is one sum in the order of its terms, begun by what c holds. `room`: space for MOST_TERMS + rows + 1
 * rows of a panel.
 */
export function addProduct(
  a: usize, aDown: usize, aRight: usize, rows: i32,
  b: usize, bDown: usize, bRight: usize, terms: i32,
  c: usize, columns: i32, room: usize,
): void {
  const stride = <usize>columns << 2;
  const part = room + <usize>MOST_TERMS * ROW;
  for (let from = 0; from < terms; from += MOST_TERMS) {
    const some = min(MOST_TERMS, terms - from);
    for (let j = 0; j < columns; j += PANEL) {
      const width = min(PANEL, columns - j);
      const to = c + (<usize>j << 2);
      packColumns(b + <usize>j * bRight, bDown, bRight, some, width, room);
      if (width == PANEL) addRows(a, aDown, aRight, rows, room, some, to, stride);
      else {
        copyRows(to, stride, part, ROW, width, rows);
        addRows(a, aDown, aRight, rows, room, some, part, ROW);
        copyRows(part, ROW, to, stride, width, rows);
      }
    }
    a += <usize>some * aRight;
    b += <usize>some * bDown;
  }
}

/** Pairs of rows, and one that is left over twice. */
function addRows(
  a: usize, down: usize, right: usize, rows: i32, panel: usize, terms: i32, c: usize, stride: usize,
): void {
  const pairs = rows >> 1;
  add<f32>(a, down, right, pairs, panel, terms, c, stride);
  if ((rows & 1) == 0) return;
  const even = <usize>(rows - 1);
  add<f32>(a + even * down, 0, right, 1, panel, terms, c + even * stride, 0);
}

function packColumns(b: usize, down: usize, right: usize, terms: i32, width: i32, panel: usize): void {
  if (width == PANEL) {
    if (down == 4 && right != 4) turn(b, right, terms, panel);
    else pack<f32>(b, down, right, terms, panel);
    return;
  }
  for (let k = 0; k < terms; k++, b += down, panel += ROW) {
    for (let j = 0; j < PANEL; j++) {
      store<f32>(panel + (<usize>j << 2), j < width ? load<f32>(b + <usize>j * right) : 0);
    }
  }
}

/** As pack, where the terms of a column follow each other: four columns and four terms at a time. */
function turn(b: usize, right: usize, terms: i32, panel: usize): void {
  const whole = terms & ~3;
  const end = panel + <usize>whole * ROW;
  let from = b;
  for (let column: usize = 0; column < ROW; column += 16, from += right << 2) {
    let p = from;
    for (let to = panel + column; to < end; to += 4 * ROW, p += 16) {
      const x = v128.load(p);
      const y = v128.load(p + right);
      const z = v128.load(p + 2 * right);
      const w = v128.load(p + 3 * right);
      const xy = i32x4.shuffle(x, y, 0, 4, 1, 5);
      const zw = i32x4.shuffle(z, w, 0, 4, 1, 5);
      v128.store(to, i64x2.shuffle(xy, zw, 0, 2));
      v128.store(to, i64x2.shuffle(xy, zw, 1, 3), 64);
      const upperXy = i32x4.shuffle(x, y, 2, 6, 3, 7);
      const upperZw = i32x4.shuffle(z, w, 2, 6, 3, 7);
      v128.store(to, i64x2.shuffle(upperXy, upperZw, 0, 2), 128);
      v128.store(to, i64x2.shuffle(upperXy, upperZw, 1, 3), 192);
    }
  }
  pack<f32>(b + (<usize>whole << 2), 4, right, terms - whole, end);
}

function copyRows(from: usize, fromStride: usize, to: usize, toStride: usize, width: i32, rows: i32): void {
  for (let i = 0; i < rows; i++, from += fromStride, to += toStride) memory.copy(to, from, <usize>width << 2);
}

/** Writes a row of so many bytes `count` times, one after the other. */
export function repeat(row: usize, bytes: usize, count: i32, to: usize): void {
  for (let i = 0; i < count; i++, to += bytes) memory.copy(to, row, bytes);
}

/**
 * v becomes momentum v + (direction - decay w), w becomes w + rate v, both doubles, and single what w is in single precision;
 * arrays of whole vectors of four. Returns 0, or NaN where a w is not finite.
 */
export function descend(
  w: usize, v: usize, direction: usize, single: usize, count: i32, momentum: f64, decay: f64, rate: f64,
): f64 {
  const keep = f64x2.splat(momentum);
  const pull = f64x2.splat(decay);
  const step = f64x2.splat(rate);
  let none = f64x2.splat(0);
  for (let i = 0; i < count; i += 4, w += 32, v += 32, direction += 16, single += 16) {
    const g = v128.load(direction);
    const lower = moved(w, v, f64x2.promote_low_f32x4(g), keep, pull, step);
    const upper = moved(w + 16, v + 16, f64x2.promote_low_f32x4(i64x2.shuffle(g, g, 1, 0)), keep, pull, step);
    v128.store(
      single,
      i64x2.shuffle(f32x4.demote_f64x2_zero(lower), f32x4.demote_f64x2_zero(upper), 0, 2),
    );
    none = f64x2.add(none, f64x2.add(f64x2.sub(lower, lower), f64x2.sub(upper, upper)));
  }
  return f64x2.extract_lane(none, 0) + f64x2.extract_lane(none, 1);
}

@inline
function moved(w: usize, v: usize, direction: v128, keep: v128, pull: v128, step: v128): v128 {
  const weight = v128.load(w);
  const own = f64x2.sub(direction, f64x2.mul(pull, weight));
  const velocity = f64x2.add(f64x2.mul(keep, v128.load(v)), own);
  const after = f64x2.add(weight, f64x2.mul(step, velocity));
  v128.store(v, velocity);
  v128.store(w, after);
  return after;
}
