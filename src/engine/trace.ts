/** Everything that one run did, for a single chip under study: its events, and the course of every compartment. */
export class Trace {
  /** Rows of (time, layer, neuron, encoder, sign). */
  readonly events: number[] = [];
  /** Rows of (time, layer, neuron, v_plus, v_minus), written whenever a layer's inputs change and at every event. */
  readonly course: number[] = [];
}
