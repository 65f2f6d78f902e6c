/** Numbers read from a file, row-major. */
export interface NumberArray {
  readonly sizes: readonly number[];
  readonly values: ArrayLike<number>;
  /** Whether they are unsigned bytes, as images mostly are. */
  readonly areBytes: boolean;
}
