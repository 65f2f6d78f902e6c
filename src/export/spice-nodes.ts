/**
 * What a neuron's nodes hold, in V for full scales. A node is called `<signal>_<layer>_<neuron>`, layers from 0, the
 * input, neurons from 0; all in lower case, since SPICE folds case.
 */
export const SIGNALS = {
  in: 'a, the bottom-up input',
  top: 'D, the top-down input; of the output layer beta e',
  vp: 'v_plus, membrane',
  vm: 'v_minus, membrane',
  sp: 's_plus = phi(gain v_plus + offset)',
  sm: 's_minus',
  act: 'm = w_plus s_plus + w_minus s_minus',
  up: 'M, m as the layer above receives it',
  down: 'E, d as the layer below receives it',
} as const;

/** `usend` and `dsend` are the near ends of the delay lines whose far ends are `up` and `down`. */
export type Signal = keyof typeof SIGNALS | 'usend' | 'dsend';

/** Where a neuron's nudging waits for the free phase to end. */
export const PHASE = 'phase';

export function node(signal: Signal, layer: number, neuron: number): string {
  return `${signal}_${layer}_${neuron}`;
}
