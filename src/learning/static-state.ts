import type { Compartments } from '../chip/chip.ts';
import { assertCircuit } from '../engine/assert-circuit.ts';
import { assertSamples } from '../engine/assert-samples.ts';
import type { Circuit, Drive } from '../engine/circuit.ts';
import { Newton } from './newton.ts';
import { StationaryEquations } from './stationary-equations.ts';

/** A state at which nothing changes, stable or not. */
export interface StaticState {
  /** s_c per layer; null at 0. */
  readonly state: readonly (Compartments | null)[];
  /** a_L. */
  readonly output: Float64Array;
  /** Whether it solves the equations; if not, it is the state reached at a lower beta. */
  readonly converged: boolean;
  /** Largest difference between a layer's input and what the network returns for it, full scales. */
  readonly residual: number;
  /** A rail cuts an output that it does not cut in the free chip. */
  readonly pinned: boolean;
}

const FIRST_STEP = 1 / 4;
const SHORTEST_STEP = 2 ** -12;
const STEPS_ON_PATH = 12;
const STEPS_ALONE = 100;

/**
 * The stationary state of a circuit with thresholds going to 0: the operating point for small signals, also where the
 * chip is unstable. It is the state to which the free response leads when beta grows from 0. Beyond an instability that
 * path ends, or runs into a rail; then a state off the path but free of rails is preferred, if Newton's method finds one
 * from the free response, because it is the one about which the chip is unstable.
 */
export function staticState(circuit: Circuit, drive: Drive): StaticState {
  assertCircuit(circuit);
  assertSamples(circuit, drive);
  const equations = new StationaryEquations(circuit, drive);
  const newton = new Newton(equations);
  const { beta, nudge } = drive;
  const z = equations.forwardPass();
  const free = equations.inputs();
  const autoZero = circuit.chip.neurons[1]!.autoZero !== null;
  if (nudge === 'held' && autoZero) equations.holdError();
  const start = newton.solve(z, 0, STEPS_ALONE);
  if (nudge === 'held' && !autoZero) equations.holdError();

  const end = (at: Float64Array, converged: boolean) => stateAt(equations, at, beta, free, converged);
  const path = z.slice();
  const arrived = start && follow(newton, path, beta);
  const onPath = end(path, arrived);
  if (arrived && !onPath.pinned) return onPath;
  const alone = z.slice();
  const offPath = newton.solve(alone, beta, STEPS_ALONE) ? end(alone, true) : null;
  if (offPath !== null && !offPath.pinned) return offPath;
  if (arrived) return onPath;
  if (offPath !== null) return offPath;
  const flow = path.slice();
  return newton.relax(flow, beta, STEPS_ALONE) ? end(flow, true) : onPath;
}

/** Moves z along the roots from strength 0 to beta; false where the path ends, z the last root on it. */
function follow(newton: Newton, z: Float64Array, beta: number): boolean {
  let reached = 0;
  let step = FIRST_STEP;
  const trial = z.slice();
  while (reached < 1) {
    const next = Math.min(1, reached + step);
    trial.set(z);
    if (newton.solve(trial, next * beta, STEPS_ON_PATH)) {
      z.set(trial);
      reached = next;
      step *= 2;
    } else {
      step /= 2;
      if (step < SHORTEST_STEP) return false;
    }
  }
  return true;
}

function stateAt(
  equations: StationaryEquations,
  z: Float64Array,
  beta: number,
  free: readonly Float64Array[],
  converged: boolean,
): StaticState {
  const residual = equations.evaluate(z, beta, new Float64Array(z.length));
  const { layers, last } = equations;
  return {
    state: layers.map(({ plus, minus }, k) => (k === 0 ? null : { plus: plus.slice(), minus: minus.slice() })),
    output: layers[last].a.slice(),
    converged,
    residual,
    pinned: equations.isCutBeyond(free),
  };
}
