/* The inner loops of panel.ts for doubles. */
import { add, pack } from './panel';

export function packPanel(b: usize, down: usize, right: usize, terms: i32, panel: usize): void {
  pack<f64>(b, down, right, terms, panel);
}

export function addPanel(
  a: usize, down: usize, right: usize, pairs: i32, panel: usize, terms: i32, c: usize, stride: usize,
): void {
  add<f64>(a, down, right, pairs, panel, terms, c, stride);
}
