import type { Circuit, Drive } from '../engine/circuit.ts';
import { type Netlist, number } from './netlist.ts';
import { SIGNALS } from './spice-nodes.ts';

/** What the netlist is, what its nodes are and what of the chip it leaves out. */
export function writePreamble(netlist: Netlist, { chip }: Circuit, drive: Drive): void {
  const { encoder, noise, rails, layers } = chip;
  netlist.comment(
    `chip: ${chip.name}`,
    `layers ${layers.join('-')}, ${chip.activation}, rails ${rails === null ? 'none' : rails.map(number).join(' to ')}, ` +
      `delay ${number(encoder.delay)} s`,
    '1 V is one full scale, time is in seconds. Nodes <signal>_<layer>_<neuron>, layers and neurons from 0:',
    ...Object.entries(SIGNALS).map(([signal, meaning]) => `  ${signal.padEnd(5)} ${meaning}`),
    `loss ${drive.loss}, beta ${number(drive.beta)}, error ${drive.nudge}, target ${Array.from(drive.target, number).join(' ')}`,
    `not exported: the encoders (activity threshold ${number(encoder.activityThreshold)}, difference threshold ` +
      `${number(encoder.differenceThreshold)});`,
    '  what is sent is continuous here, with the gain nominal/own threshold that an encoder gives it',
  );
  if (encoder.jitter > 0) netlist.comment(`not exported: jitter of the delay, ${number(encoder.jitter)} s rms`);
  if (noise === null) return;
  const sources = (['thermal', 'flicker', 'read'] as const).filter((name) => noise[name] !== null);
  netlist.comment(`not exported: noise (${sources.join(', ')}); this is the noiseless chip`);
}
