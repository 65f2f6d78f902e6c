import type { Circuit, Drive } from '../engine/circuit.ts';
import { freeResponse } from '../engine/free-response.ts';
import { Netlist } from './netlist.ts';
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
  /** How long the input is presented, s; once for each phase where the chip first settles without nudging. */
  readonly horizon: number;
  /** Longest time step, s. */
  readonly step?: number;
  /** Written to a file when ngspice runs. */
  readonly trajectory?: Trajectory;
}

export function exportSpice(circuit: Circuit, drive: Drive, options: SpiceOptions): string {
  const { chip } = circuit;
  const { title, horizon, step = shortestTau(chip), trajectory = null } = options;
  const last = chip.layers.length - 1;
  const netlist = new Netlist(title);
  const freePhase = hasFreePhase(chip, drive);
  const { state } = freeResponse(circuit, drive.input);
  if (freePhase) writePhase(netlist, chip, horizon);
  writeInput(netlist, drive.input);
  for (let k = 1; k <= last; k++) {
    writeForward(netlist, circuit, k);
    if (k < last) writeFeedback(netlist, circuit, k);
    else writeOutputError(netlist, circuit, drive, freePhase);
    writeCompartments(netlist, circuit, k);
    writeMeans(netlist, circuit, k);
    if (k < last) writeUp(netlist, circuit, k);
    const { plus, minus } = state[k]!;
    const zero = chip.neurons[k]!.autoZero?.map((residual, i) => plus[i] - minus[i] + residual) ?? null;
    if (k > 1) writeDown(netlist, circuit, k, zero);
  }
  if (chip.rails === null) writeGuard(netlist, chip);
  writeControl(netlist, chip, (freePhase ? 2 : 1) * horizon, step, trajectory);
  return netlist.toString();
}
