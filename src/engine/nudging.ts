/** What a learning rule makes of a layer's neurons: nudging gains g_c and mean weights w_c; arrays of length n_k. */
export interface Nudging {
  readonly gainPlus: Float64Array;
  readonly gainMinus: Float64Array;
  readonly weightPlus: Float64Array;
  readonly weightMinus: Float64Array;
}
