import type { Chip } from '../chip/chip.ts';
import { type Netlist, number } from './netlist.ts';
import { node } from './spice-nodes.ts';

/** |v| beyond which a chip without rails counts as diverged, full scales. */
const DIVERGED = 100;

/** The first step is shorter than the longest one by ten times this, so that the start from rest is exact. */
const FIRST_STEP = 50;

/** A neuron whose v_plus and v_minus are written over time, and the file, relative to where ngspice runs. */
export interface Trajectory {
  readonly layer: number;
  readonly neuron: number;
  readonly file: string;
}

/** `end` and the longest step, s. */
export interface Transient {
  readonly end: number;
  readonly step: number;
}

/** A node that is above 0 once a compartment of a chip without rails is beyond all bounds: there the run stops. */
export function writeGuard(netlist: Netlist, chip: Chip): void {
  netlist.comment('', `guard: the number of compartments beyond ${DIVERGED} full scales; the run stops at the first`);
  netlist.element('r_guard', 'guard', '0', '1');
  forEachNeuron(chip, (k, i) => {
    for (const v of [node('vp', k, i), node('vm', k, i)]) {
      netlist.element(`b_guard_${v}`, '0', 'guard', `i=u(abs(v(${v}))-${DIVERGED})`);
    }
  });
}

/** The transient analysis from rest, which then prints one line `<name> = <value>` for each final value. */
export function writeControl(netlist: Netlist, chip: Chip, { end, step }: Transient, trajectory: Trajectory | null) {
  const last = chip.layers.length - 1;
  const finals: (readonly [name: string, node: string])[] = [];
  forEachNeuron(chip, (k, i) => {
    finals.push([`s_plus_${k}_${i}`, node('sp', k, i)], [`s_minus_${k}_${i}`, node('sm', k, i)]);
    finals.push([`m_${k}_${i}`, node('act', k, i)]);
    if (k === last) finals.push([`a_${k}_${i}`, node('in', k, i)]);
  });
  const course = trajectory === null ? [] : courseOf(trajectory);
  const saved = [...finals.map(([, name]) => name), ...course, ...(chip.rails === null ? ['guard'] : [])];

  netlist.comment('', 'from rest: every v is 0 at time 0');
  netlist.card('.options reltol=1e-5 vntol=1e-8 chgtol=1e-18 method=gear maxord=2');
  netlist.card(`.save ${saved.map((name) => `v(${name})`).join(' ')}`);
  netlist.card(`.tran ${number(step / FIRST_STEP)} ${number(end)} 0 ${number(step)} uic`);
  netlist.command('.control');
  netlist.command('set numdgt=12');
  if (chip.rails === null) netlist.command('stop when v(guard) > 0.5');
  netlist.command('run');
  netlist.command('let final = length(time) - 1');
  netlist.command('let end_time = time[final]');
  netlist.command('print end_time');
  for (const [name, from] of finals) {
    netlist.command(`let ${name} = v(${from})[final]`);
    netlist.command(`print ${name}`);
  }
  if (trajectory !== null) {
    netlist.command('set wr_singlescale');
    netlist.command(`wrdata ${trajectory.file} ${course.map((name) => `v(${name})`).join(' ')}`);
  }
  netlist.command('quit 0');
  netlist.command('.endc');
  netlist.command('.end');
}

function courseOf({ layer, neuron }: Trajectory): string[] {
  return [node('vp', layer, neuron), node('vm', layer, neuron)];
}

function forEachNeuron(chip: Chip, visit: (layer: number, neuron: number) => void): void {
  for (let k = 1; k < chip.layers.length; k++) for (let i = 0; i < chip.layers[k]; i++) visit(k, i);
}
