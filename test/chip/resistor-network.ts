import { Matrix, solve } from 'ml-matrix';

/** Where one set of wires is driven and the other read: both at their first cells, or both at their last. */
export type Ends = 'first' | 'last';

export interface Crossbar {
  /** g of the device between horizontal wire p and vertical wire j, S. */
  readonly conductance: number[][];
  /** Of a wire between two cells and between the last cell and its end, ohm. */
  readonly resistance: number;
}

/**
 * Currents that flow out of the read wires, held at 0 V, when the driven wires' ends are at the given voltages: the exact
 * solution of Kirchhoff's current law at every node. `up` drives the vertical wires, `down` the horizontal ones.
 */
export function readCurrents(bar: Crossbar, read: 'up' | 'down', ends: Ends, voltages: number[]): number[] {
  const rows = bar.conductance.length;
  const columns = bar.conductance[0].length;
  const horizontal = (p: number, j: number) => p * columns + j;
  const vertical = (p: number, j: number) => rows * columns + p * columns + j;
  const count = 2 * rows * columns;
  const laplacian = Matrix.zeros(count, count);
  const current = Matrix.zeros(count, 1);
  const wire = 1 / bar.resistance;
  const connect = (a: number, b: number, g: number) => {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ]) {
      laplacian.set(from, from, laplacian.get(from, from) + g);
      laplacian.set(from, to, laplacian.get(from, to) - g);
    }
  };
  const hold = (node: number, voltage: number) => {
    laplacian.set(node, node, laplacian.get(node, node) + wire);
    current.set(node, 0, current.get(node, 0) + wire * voltage);
  };
  for (let p = 0; p < rows; p++) {
    for (let j = 0; j < columns; j++) {
      connect(horizontal(p, j), vertical(p, j), bar.conductance[p][j]);
      if (j + 1 < columns) connect(horizontal(p, j), horizontal(p, j + 1), wire);
      if (p + 1 < rows) connect(vertical(p, j), vertical(p + 1, j), wire);
    }
  }
  const horizontalEnd = (p: number) => horizontal(p, ends === 'first' ? 0 : columns - 1);
  const verticalEnd = (j: number) => vertical(ends === 'first' ? 0 : rows - 1, j);
  for (let p = 0; p < rows; p++) hold(horizontalEnd(p), read === 'up' ? 0 : voltages[p]);
  for (let j = 0; j < columns; j++) hold(verticalEnd(j), read === 'up' ? voltages[j] : 0);
  const potential = solve(laplacian, current);
  return read === 'up'
    ? Array.from({ length: rows }, (_, p) => wire * potential.get(horizontalEnd(p), 0))
    : Array.from({ length: columns }, (_, j) => wire * potential.get(verticalEnd(j), 0));
}
