import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Findings } from '../findings.ts';
import { peakOf } from '../peak.ts';
import { ROOT, workFolder } from '../peers/programs.ts';

const FEW = 10_000;
const MANY = 100_000;

/** Chips that take little time each: what is asked is what a sweep keeps of them. */
const scenario = (chips: number) => `format: dyadsim/scenario@1
name: memory
description: Many chips.
device: subthreshold-cmos-180nm
network: { layers: [64, 8, 10], weights: { from: train } }
data: { dataset: digits }
loss: squared-error
nudge: live
beta: 0.3
rules: [dp-transpose]
chips: ${chips}
probes: 1
seed: memory
engine: static
`;

/** The most memory that a sweep takes, its report included, with ten times the chips. */
export async function memory(): Promise<Findings> {
  const findings = new Findings();
  const few = await sweep(FEW);
  const many = await sweep(MANY);
  if (Number.isNaN(many)) {
    findings.notes.push('this system does not tell how much memory a process took');
    return findings;
  }
  findings.measured(`the most memory of a sweep of ${FEW} chips`, [few], 'B');
  findings.measured(`the most memory of a sweep of ${MANY} chips`, [many], 'B');
  findings.ratio(`memory of a sweep: ${MANY} chips / ${FEW} chips`, [many], [few], { atMost: 1.2 });
  return findings;
}

function sweep(chips: number): Promise<number> {
  const folder = workFolder('memory');
  const file = join(folder, `${chips}.yaml`);
  const run = join(folder, String(chips));
  writeFileSync(file, scenario(chips));
  rmSync(run, { recursive: true, force: true });
  return peakOf([join(ROOT, 'dist/program/main.js'), 'sweep', file, '-o', run, '--quiet']);
}
