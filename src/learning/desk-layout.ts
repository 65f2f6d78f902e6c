/*
 * Where everything lies in the memory of a desk. TypeScript and the kernel read this one list, so it keeps to what TypeScript
 * and AssemblyScript have in common. Entries of headers take eight bytes: numbers are f64, counts and addresses (in bytes) u32
 * in the first four.
 */

/** Arrays of a layer at a point, one after the other. Those from `a` on are in the order of kernel/respond.ts. */
export enum PointArray {
  /** The piece of phi and rails that a compartment is on: -1, 0, 1. */
  piecePlus,
  pieceMinus,
  a,
  topDown,
  zero,
  plus,
  minus,
  activity,
  difference,
  sentActivity,
  sentDifference,
  /** ds/dv. */
  slopePlus,
  slopeMinus,
  /** dM/da, dM/dD, dE/da, dE/dD. */
  activityByInput,
  activityByTopDown,
  differenceByInput,
  differenceByTopDown,
  count,
}

/** What a point follows from, first in order. */
export const KEPT_ARRAYS = PointArray.zero + 1;

/** Parameters of a layer's neurons. The first are in the order of kernel/respond.ts, without its damping. */
export enum ParameterArray {
  gainPlus,
  gainMinus,
  compartmentGainPlus,
  compartmentGainMinus,
  offsetPlus,
  offsetMinus,
  weightPlus,
  weightMinus,
  activityThreshold,
  differenceThreshold,
  /** Ends of the piece between, and s beyond. */
  lowPlus,
  lowMinus,
  highPlus,
  highMinus,
  belowPlus,
  belowMinus,
  abovePlus,
  aboveMinus,
  count,
}

/** Header of layer k = 1 .. L. */
export enum LayerEntry {
  n,
  /** Bytes from an array of a point, or of the parameters, to the next. */
  stride,
  point,
  parameters,
  /** Where a_k and D_k begin in z, bytes; they are no unknowns where k is 1, and L. */
  inputAt,
  topDownAt,
  /** W_k and b_k to the layer above, n_{k+1} x n_k row-major, and B_k, the same address where one array is read both ways. */
  up,
  bias,
  down,
  /** 1: v has rails, at `low` and `high`; phi cuts x at `floor` and `ceiling`. */
  railed,
  low,
  high,
  floor,
  ceiling,
  /** Neurons with any slope, of the output all: their number and their list, i32. */
  liveCount,
  live,
  /** Bytes of a row of matrices with a column for each neuron. */
  row,
  /** Z_k between live neurons: what comes back of a signal sent down. */
  returned,
  /** Of layers between the first and the output: I - C_k Z_k factorised, and its exchanges, i32. */
  system,
  pivots,
  /** dE_k for each unit of dE_{k+1}, and for what was last given. */
  answers,
  given,
  count,
}

/** Header of a desk. */
export enum DeskEntry {
  last,
  /** Neurons of the output, and unknowns. */
  outputs,
  size,
  /** Headers of the layers, from layer 1. */
  layers,
  /** How often a compartment went to another piece. */
  changes,
  /** e, and de/da_L, n_L x n_L row-major. */
  error,
  errorSlope,
  /** dD_L while z moves. */
  nudgeMotion,
  /** Of the last elimination: 1 / (1 + shift), and the sign of what was eliminated. */
  sigma,
  sign,
  /** I - Z S of the output, S, and the exchanges. */
  closed,
  throughSlope,
  pivots,
  /** Vectors of a_L and E_L. */
  output,
  sent,
  sentRate,
  /** The piece entered: z and e there, and what a unit of each output's signal does to all unknowns, a row of so many bytes each. */
  origin,
  enteredError,
  units,
  unitRow,
  /** I - Z C, Z F, Z F e, rows as those of matrices of the output. */
  open,
  byTopDown,
  driving,
  /** Room to work in. */
  packed,
  passed,
  mixed,
  product,
  panel,
  /** Of what `firstLeft` found: the share. */
  share,
  count,
}
