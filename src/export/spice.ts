import type { Circuit, Drive } from '../engine/circuit.ts';
import { freeResponse } from '../engine/free-response.ts';
import { unrolled } from '../engine/unrolled.ts';
import { Netlist } from './netlist.ts';
import { writePreamble } from './spice-comments.ts';
import { type Trajectory, writeControl, writeGuard } from './spice-control.ts';
import {
  writeCompartments,
  writeDown,
  writeFeedback,
  writeForward,
  writeInput,
  writeMeans,
  writeUp,
} from './spice-layer.ts';
import { writeOutputError, writePhase } from './spice-output-error.ts';
import { hasFreePhase, shortestTau } from './spice-times.ts';

export interface SpiceOptions {
  /** First line of the netlist. */
  readonly title: string;
  /** How long the input is presented, s; twice as long where the chip first settles without nudging. */
  readonly horizon: number;
  /** Longest time step, s; a fifth of the shortest tau when not given. */
  readonly step?: number;
  readonly trajectory?: Trajectory;
}

/** Steps per shortest tau at least: with longer ones the delay lines let ripples of 1e-4 full scales live on. */
const STEPS = 5;

/**
 * The chip wired for a rule and driven as given, as a netlist for ngspice: RC membranes, one source per synapse, delay
 * lines between the layers, without encoders and noise; shared arrays are written out, place by place. `ngspice -b` runs it from
 * rest and prints the final values; docs/spice.md says what each element stands for.
 */
export function exportSpice(wired: Circuit, drive: Drive, options: SpiceOptions): string {
  const circuit = unrolled(wired);
  const { chip } = circuit;
  const { title, horizon, step = shortestTau(chip) / STEPS, trajectory = null } = options;
  assertOptions(circuit, drive, horizon, step, trajectory);
  const last = chip.layers.length - 1;
  const freePhase = hasFreePhase(chip, drive);
  const netlist = new Netlist(title);
  writePreamble(netlist, circuit, drive);
  if (freePhase) writePhase(netlist, chip, horizon);
  writeInput(netlist, drive.input);
  const zeros = autoZeros(circuit, drive);
  for (let k = 1; k <= last; k++) {
    writeForward(netlist, circuit, k);
    if (k < last) writeFeedback(netlist, circuit, k);
    else writeOutputError(netlist, circuit, drive, freePhase);
    writeCompartments(netlist, circuit, k);
    writeMeans(netlist, circuit, k);
    if (k < last) writeUp(netlist, circuit, k);
    if (k > 1) writeDown(netlist, circuit, k, zeros[k]);
  }
  if (chip.rails === null) writeGuard(netlist, chip);
  writeControl(netlist, chip, { end: (freePhase ? 2 : 1) * horizon, step }, trajectory);
  return netlist.toString();
}

/** What each neuron's auto-zero subtracts from d: d of the free response, and the residual; null where there is none. */
function autoZeros(circuit: Circuit, drive: Drive): (Float64Array | null)[] {
  const { state } = freeResponse(circuit, drive.input);
  return circuit.chip.neurons.map((neurons, k) => {
    const residuals = neurons?.autoZero ?? null;
    const free = state[k];
    return residuals === null || free === null ? null : residuals.map((r, i) => free.plus[i] - free.minus[i] + r);
  });
}

function assertOptions({ chip }: Circuit, drive: Drive, horizon: number, step: number, trajectory: Trajectory | null) {
  const { layers } = chip;
  const fault = (what: string) => new Error(`SPICE export of chip "${chip.name}": ${what}`);
  const outputs = layers[layers.length - 1];
  if (drive.input.length !== layers[0]) throw fault(`expected ${layers[0]} inputs, got ${drive.input.length}`);
  if (drive.target.length !== outputs) throw fault(`expected ${outputs} targets, got ${drive.target.length}`);
  if (!(horizon > 0 && horizon < Infinity)) throw fault(`expected a horizon above 0 s, got ${horizon}`);
  if (!(step > 0 && step < Infinity)) throw fault(`expected a step above 0 s, got ${step}`);
  if (trajectory === null) return;
  const { layer, neuron, file } = trajectory;
  if (!(layer > 0 && neuron >= 0 && neuron < layers[layer]))
    throw fault(`it has no neuron ${neuron} in layer ${layer}`);
  if (!/^[\w./-]+$/.test(file))
    throw fault(`a file name for ngspice has letters, digits and . / - _ only, got "${file}"`);
}
