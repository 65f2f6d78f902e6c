import { type Circuit, layerOf } from '../engine/circuit.ts';
import type { ActivationDefinition } from '../model/activations.ts';
import { type Netlist, number } from './netlist.ts';
import { node, PHASE, type Signal } from './spice-nodes.ts';

/** Membrane resistance, ohm: tau = 10 us is then 10 pF. */
const MEMBRANE = 1e6;
/** Conductance of a rail's clamp over that of the membrane: driven n full scales beyond, v goes n/1e5 beyond. */
const CLAMP = 1e5;
/** Impedance of the delay lines and of their terminations, ohm; with both the same nothing is reflected. */
const LINE = 50;

/** Weighted sums are currents into 1 ohm, one source for each synapse. */
function writeSum(netlist: Netlist, target: string, bias: number | null): void {
  netlist.element(`r_${target}`, target, '0', '1');
  if (bias !== null) netlist.element(`i_${target}`, '0', target, number(bias));
}

/** Adds weight times the voltage of `from` to the sum at `target`. */
function writeTerm(netlist: Netlist, name: string, target: string, from: string, weight: number): void {
  netlist.element(`g_${name}`, '0', target, from, '0', number(weight));
}

/** The clamped input x: one source for each value. */
export function writeInput(netlist: Netlist, input: Float64Array): void {
  netlist.comment('', 'layer 0: the clamped input x');
  for (let j = 0; j < input.length; j++) {
    netlist.element(`v_${node('up', 0, j)}`, node('up', 0, j), '0', 'dc', number(input[j]));
  }
}

/** a_k = W_{k-1} M_{k-1} + b_k. */
export function writeForward(netlist: Netlist, { chip }: Circuit, k: number): void {
  const { weights, bias } = chip.forward[k - 1];
  const columns = chip.layers[k - 1];
  netlist.comment('', `layer ${k}: bottom-up input, bias i_in, synapse g_w_${k}_<to>_<from>`);
  for (let i = 0; i < chip.layers[k]; i++) {
    const sum = node('in', k, i);
    writeSum(netlist, sum, bias[i]);
    for (let j = 0; j < columns; j++) {
      writeTerm(netlist, `w_${k}_${i}_${j}`, sum, node('up', k - 1, j), weights[i * columns + j]);
    }
  }
}

/** D_k = B_k^T E_{k+1} of a hidden layer. */
export function writeFeedback(netlist: Netlist, { chip }: Circuit, k: number): void {
  const down = chip.feedback[k] ?? chip.forward[k].weights;
  const columns = chip.layers[k];
  const array = chip.feedback[k] === null ? 'the forward array read down' : 'an array of its own';
  netlist.comment('', `layer ${k}: top-down input, synapse g_b_${k}_<to>_<from>, ${array}`);
  for (let j = 0; j < columns; j++) {
    const sum = node('top', k, j);
    writeSum(netlist, sum, null);
    for (let i = 0; i < chip.layers[k + 1]; i++) {
      writeTerm(netlist, `b_${k}_${j}_${i}`, sum, node('down', k + 1, i), down[i * columns + j]);
    }
  }
}

/** tau dv/dt = -v + a + sgn g D, held within the rails, and s = phi(gain v + offset). */
export function writeCompartments(netlist: Netlist, circuit: Circuit, k: number): void {
  const { n, activation, phi, neurons, nudging } = layerOf(circuit, k);
  const { tau, gain, offset } = neurons;
  const { gainPlus, gainMinus } = nudging;
  const { rails } = circuit.chip;
  netlist.comment('', `layer ${k}: membranes and outputs of the compartments, phi = ${activation}`);
  for (let i = 0; i < n; i++) {
    const compartment = (v: string, s: string, nudge: number, side: 'plus' | 'minus') => {
      netlist.element(`r_${v}`, v, '0', number(MEMBRANE));
      netlist.element(`c_${v}`, v, '0', number(tau[side][i] / MEMBRANE), 'ic=0');
      netlist.element(`g_a_${v}`, '0', v, node('in', k, i), '0', number(1 / MEMBRANE));
      netlist.element(`g_n_${v}`, '0', v, node('top', k, i), '0', number(nudge / MEMBRANE));
      if (rails !== null) writeClamp(netlist, v, rails);
      netlist.element(`b_${s}`, s, '0', `v=${output(phi, v, gain[side][i], offset[side][i])}`);
    };
    compartment(node('vp', k, i), node('sp', k, i), gainPlus[i], 'plus');
    compartment(node('vm', k, i), node('sm', k, i), -gainMinus[i], 'minus');
  }
}

/** A stiff current that stops the charge of the membrane at a rail and is gone as soon as the drive turns back. */
function writeClamp(netlist: Netlist, v: string, [low, high]: readonly [number, number]): void {
  const beyond = `max(v(${v})-(${number(high)}),0)-max((${number(low)})-v(${v}),0)`;
  netlist.element(`b_clamp_${v}`, v, '0', `i=${number(CLAMP / MEMBRANE)}*(${beyond})`);
}

/** phi(gain v + offset) as an expression. */
function output(phi: ActivationDefinition, v: string, gain: number, offset: number): string {
  return phi.spice(`${number(gain)}*v(${v})+(${number(offset)})`);
}

/** m = w_plus s_plus + w_minus s_minus. */
export function writeMeans(netlist: Netlist, { chip, nudging }: Circuit, k: number): void {
  const { weightPlus, weightMinus } = nudging[k]!;
  netlist.comment('', `layer ${k}: mean m`);
  for (let i = 0; i < chip.layers[k]; i++) {
    const sum = node('act', k, i);
    writeSum(netlist, sum, null);
    writeTerm(netlist, `wp_${k}_${i}`, sum, node('sp', k, i), weightPlus[i]);
    writeTerm(netlist, `wm_${k}_${i}`, sum, node('sm', k, i), weightMinus[i]);
  }
}

/** m to the layer above: one hop of delay, by the gain nominal/own threshold that an encoder gives to what it sends. */
export function writeUp(netlist: Netlist, { chip }: Circuit, k: number): void {
  const { activity } = chip.neurons[k]!.threshold;
  netlist.comment('', `layer ${k}: m to layer ${k + 1}`);
  for (let i = 0; i < chip.layers[k]; i++) {
    const near = writeHop(netlist, 'up', 'usend', k, i, chip.encoder.delay);
    netlist.element(`e_${near}`, near, '0', node('act', k, i), '0', number(1 / activity[i]));
  }
}

/**
 * d = s_plus - s_minus to the layer below, as `writeUp`. With auto-zero nothing is sent before the free phase ends, and
 * then d less `zero`.
 */
export function writeDown(netlist: Netlist, { chip }: Circuit, k: number, zero: Float64Array | null): void {
  const { difference } = chip.neurons[k]!.threshold;
  netlist.comment('', `layer ${k}: d${zero === null ? '' : ', auto-zeroed,'} to layer ${k - 1}`);
  for (let i = 0; i < chip.layers[k]; i++) {
    const near = writeHop(netlist, 'down', 'dsend', k, i, chip.encoder.delay);
    const gain = number(1 / difference[i]);
    const [sp, sm] = [node('sp', k, i), node('sm', k, i)];
    if (zero === null) netlist.element(`e_${near}`, near, '0', sp, sm, gain);
    else netlist.element(`b_${near}`, near, '0', `v=v(${PHASE})*${gain}*(v(${sp},${sm})-(${number(zero[i])}))`);
  }
}

/** Returns the node to drive: the near end of the delay line, or the far node itself where there is no delay. */
function writeHop(netlist: Netlist, far: Signal, near: Signal, k: number, i: number, delay: number): string {
  const end = node(far, k, i);
  if (delay === 0) return end;
  const start = node(near, k, i);
  netlist.element(`t_${end}`, start, '0', end, '0', `z0=${LINE}`, `td=${number(delay)}`);
  netlist.element(`r_${end}`, end, '0', number(LINE));
  return start;
}
