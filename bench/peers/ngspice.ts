import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportSpice } from '../../src/export/spice.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import type { Sample } from '../measure.ts';
import { driveOf, type PeerChip, RULE } from '../peer-chip.ts';
import type { Answer } from './agreement.ts';
import { missing, run, workFolder } from './programs.ts';

export function ngspiceMissing(): string | null {
  return missing('ngspice', ['--version']);
}

/** Runs the chip's netlist as `dyadsim export` writes it; without delay lines it is easier for ngspice. */
export function runNgspice(peer: PeerChip, duration: number, delayLines: boolean): { seconds: number; answer: Answer } {
  const { chip } = peer;
  const circuit = circuitOf(delayLines ? chip : { ...chip, encoder: { ...chip.encoder, delay: 0 } }, RULE);
  const folder = workFolder('ngspice');
  const file = `${chip.name}${delayLines ? '' : '-no-delay'}.cir`;
  writeFileSync(join(folder, file), exportSpice(circuit, driveOf(peer), { title: chip.name, horizon: duration }));
  const { seconds, stdout } = run('ngspice', ['-b', file], { cwd: folder });
  const final = new Map([...stdout.matchAll(/^(\w+) = (\S+)$/gm)].map(([, name, value]) => [name, Number(value)]));
  const last = chip.layers.length - 1;
  const m = Array.from({ length: chip.layers[last] }, (_, i) => final.get(`m_${last}_${i}`) ?? Number.NaN);
  return { seconds, answer: { events: null, m } };
}

export function timeNgspice(peer: PeerChip, duration: number, delayLines: boolean, name: string): Sample {
  return { [name]: runNgspice(peer, duration, delayLines).seconds };
}
