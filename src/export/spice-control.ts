import type { Chip } from '../chip/chip.ts';
import { type Netlist, number } from './netlist.ts';
import { node } from './spice-nodes.ts';

/** |v| beyond which a chip without rails counts as diverged, full scales. */
const DIVERGED = 100;

/** 1 V for every compartment beyond all bounds; the control section stops the run by it. */
export function writeGuard(netlist: Netlist, chip: Chip): void {
  netlist.comment('', `guard: above 0 once a compartment is beyond ${DIVERGED} full scales`);
  netlist.element('r_guard', 'guard', '0', '1');
  forEachNeuron(chip, (k, i) => {
    for (const v of [node('vp', k, i), node('vm', k, i)]) {
      netlist.element(`b_guard_${v}`, '0', 'guard', `i=u(abs(v(${v}))-${DIVERGED})`);
    }
  });
}

/** One neuron whose v_plus and v_minus are written over time. */
export interface Trajectory {
  readonly layer: number;
  readonly neuron: number;
  readonly file: string;
}

/** From rest to `end`, s, with steps of at most `step`, s; then one line `<name>_<layer>_<neuron> = <value>` for each final value. */
export function writeControl(netlist: Netlist, chip: Chip, end: number, step: number, trajectory: Trajectory | null) {
  const last = chip.layers.length - 1;
  const finals: [name: string, node: string][] = [];
  forEachNeuron(chip, (k, i) => {
    finals.push([`s_plus_${k}_${i}`, node('sp', k, i)], [`s_minus_${k}_${i}`, node('sm', k, i)]);
  });
  for (let i = 0; i < chip.layers[last]; i++) finals.push([`a_${last}_${i}`, node('in', last, i)]);
  const saved = finals.map(([, name]) => name);
  if (chip.rails === null) saved.push('guard');
  if (trajectory !== null) {
    for (const v of ['vp', 'vm'] as const) saved.push(node(v, trajectory.layer, trajectory.neuron));
  }
  netlist.comment('', 'from rest: every v is 0 at time 0');
  netlist.card('.options reltol=1e-5 vntol=1e-8 abstol=1e-12 chgtol=1e-18 method=gear maxord=2');
  netlist.card(`.save ${saved.map((name) => `v(${name})`).join(' ')}`);
  netlist.card(`.tran ${number(step)} ${number(end)} 0 ${number(step)} uic`);
  netlist.command('.control');
  netlist.command('set numdgt=12');
  if (chip.rails === null) netlist.command('stop when v(guard) > 0.5');
  netlist.command('run');
  netlist.command('let last = length(time) - 1');
  netlist.command('let end_time = time[last]');
  netlist.command('print end_time');
  for (const [name, from] of finals) {
    netlist.command(`let ${name} = v(${from})[last]`);
    netlist.command(`print ${name}`);
  }
  if (trajectory !== null) {
    const { layer, neuron, file } = trajectory;
    netlist.command('set wr_singlescale');
    netlist.command(`wrdata ${file} v(${node('vp', layer, neuron)}) v(${node('vm', layer, neuron)})`);
  }
  netlist.command('quit 0');
  netlist.command('.endc');
  netlist.command('.end');
}

function forEachNeuron(chip: Chip, visit: (layer: number, neuron: number) => void): void {
  for (let k = 1; k < chip.layers.length; k++) for (let i = 0; i < chip.layers[k]; i++) visit(k, i);
}
