import type { CircuitLayer } from '../engine/circuit.ts';

/** The response as kernel/index.ts exports it, in either precision; addresses and distances in bytes. */
export type RespondKernel = (
  arrays: number,
  count: number,
  stride: number,
  parameters: number,
  cycle: number,
  railed: boolean,
  low: number,
  high: number,
  floor: number,
  ceiling: number,
  damped: boolean,
) => number;

/** Parameters of a layer's neurons, in the order of kernel/respond.ts; the damping, which comes last there, is none of them. */
export function parametersOf({ neurons, nudging }: CircuitLayer): Float64Array[] {
  const { gain, offset, threshold } = neurons;
  const { gainPlus, gainMinus, weightPlus, weightMinus } = nudging;
  return [
    gainPlus,
    gainMinus,
    gain.plus,
    gain.minus,
    offset.plus,
    offset.minus,
    weightPlus,
    weightMinus,
    threshold.activity,
    threshold.difference,
  ];
}
