import type { Chip } from '../chip/chip.ts';
import type { Circuit, Drive } from '../engine/circuit.ts';
import { lossNamed } from '../model/losses.ts';
import { type Netlist, number } from './netlist.ts';
import { node, PHASE } from './spice-nodes.ts';
import { shortestTau } from './spice-times.ts';

/** The sample-and-hold follows its input, and the free phase ends, within this fraction of the shortest tau. */
const FAST = 1e-3;

/** 0 while the chip settles without nudging, then 1: a step at time `end`, s. */
export function writePhase(netlist: Netlist, chip: Chip, end: number): void {
  netlist.comment('', `free phase: without nudging until ${number(end)} s`);
  const edge = `pwl(0 0 ${number(end)} 0 ${number(end + FAST * shortestTau(chip))} 1)`;
  netlist.element(`v_${PHASE}`, PHASE, '0', edge);
}

/** D_L = beta e, where e = -dl/da is taken at the present a_L or held as it was when the free phase ended. */
export function writeOutputError(netlist: Netlist, { chip }: Circuit, drive: Drive, freePhase: boolean): void {
  const last = chip.layers.length - 1;
  netlist.comment('', `layer ${last}: output error, beta ${number(drive.beta)}, ${drive.loss}, ${drive.nudge}`);
  const { elements, error } = lossNamed(drive.loss).spice(
    Array.from(drive.target, (_, i) => node('in', last, i)),
    Array.from(drive.target, number),
  );
  for (const [name, ...rest] of elements) netlist.element(name, ...rest);
  const factor = `${freePhase ? `v(${PHASE})*` : ''}(${number(drive.beta)})`;
  for (let i = 0; i < error.length; i++) {
    const top = node('top', last, i);
    if (drive.nudge === 'live') netlist.element(`b_${top}`, top, '0', `v=${factor}*(${error[i]})`);
    else netlist.element(`b_${top}`, top, '0', `v=${factor}*v(${writeHold(netlist, chip, i, error[i])})`);
  }
}

/** A capacitor that follows the error of output i through 1 ohm, in the free phase only; returns its node. */
function writeHold(netlist: Netlist, chip: Chip, i: number, error: string): string {
  const held = `held_${i}`;
  netlist.element(`b_${held}`, '0', held, `i=(1-v(${PHASE}))*(${error}-v(${held}))`);
  netlist.element(`c_${held}`, held, '0', number(FAST * shortestTau(chip)), 'ic=0');
  return held;
}
