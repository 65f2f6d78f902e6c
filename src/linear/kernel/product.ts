/** Products of matrices that lie in one memory. Addresses and distances in bytes. */
import { add, pack } from './panel';

/** Columns of a panel. */
const PANEL: i32 = 8;
/** Rows of a that are multiplied at once: with some thousand columns they still stay in the caches. */
const MOST_ROWS: i32 = 128;

/**
 * c = a b for `rows` x `terms` times `terms` x `columns`, of which `right` and `down` lead to the next entry of a row and of a column.
 * c has rows of `row` bytes and room for whole panels and an even number of rows; what stands there beyond c means nothing. `panel`:
 * room for `terms` rows of 64 bytes.
 */
export function multiply(
  a: usize, aDown: usize, aRight: usize, rows: i32,
  b: usize, bDown: usize, bRight: usize, terms: i32,
  c: usize, columns: i32, row: usize, panel: usize,
): void {
  memory.fill(c, 0, <usize>((rows + 1) & ~1) * row);
  for (let first = 0; first < rows; first += MOST_ROWS) {
    const pairs = (min(MOST_ROWS, rows - first) + 1) >> 1;
    for (let j = 0; j < columns; j += PANEL) {
      pack<f64>(b + <usize>j * bRight, bDown, bRight, terms, panel);
      const to = c + <usize>first * row + (<usize>j << 3);
      add<f64>(a + <usize>first * aDown, aDown, aRight, pairs, panel, terms, to, row);
    }
  }
}
