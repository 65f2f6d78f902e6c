import { assertCircuit } from '../engine/assert-circuit.ts';
import { assertSamples } from '../engine/assert-samples.ts';
import type { Circuit, Drive } from '../engine/circuit.ts';
import { Newton } from './newton.ts';
import { StationaryEquations } from './stationary-equations.ts';

/** The stationary equations of a driven circuit, its error held and its d zeroed where it does so. */
export interface FreeState {
  readonly equations: StationaryEquations;
  /** z where nothing is nudged; null: none was found from the forward pass. */
  readonly z: Float64Array | null;
  /** a_k of the forward pass, index 1 .. L. */
  readonly forwardInput: readonly Float64Array[];
}

const STEPS = 100;

/** The free chip at rest, from which beta starts. A held error is sampled there; of a chip with auto-zero, in the forward pass. */
export function freeState(circuit: Circuit, drive: Drive): FreeState {
  assertCircuit(circuit);
  assertSamples(circuit, drive);
  const equations = new StationaryEquations(circuit, drive);
  const z = equations.forwardPass();
  const forwardInput = equations.inputs();
  const autoZero = circuit.chip.neurons[1]!.autoZero !== null;
  if (drive.nudge === 'held' && autoZero) equations.holdError();
  const isFound = new Newton(equations).solve(z, 0, STEPS);
  if (drive.nudge === 'held' && !autoZero) equations.holdError();
  return { equations, z: isFound ? z : null, forwardInput };
}

/** The equations of a driven circuit, its error held and its d zeroed where it does so, without the free state where it does neither. */
export function drivenEquations(circuit: Circuit, drive: Drive): StationaryEquations {
  const isSampled = drive.nudge === 'held' || circuit.chip.neurons[1]!.autoZero !== null;
  return isSampled ? freeState(circuit, drive).equations : new StationaryEquations(circuit, drive);
}
