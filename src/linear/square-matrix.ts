/** A real square matrix, row-major. */
export interface SquareMatrix {
  readonly size: number;
  readonly entries: Float64Array;
}
