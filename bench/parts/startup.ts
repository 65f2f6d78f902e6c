import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chipToJson } from '../../src/chip/chip-file.ts';
import { Findings, type Required } from '../findings.ts';
import { interleave } from '../measure.ts';
import { peerChip } from '../peer-chip.ts';
import { ROOT, run, workFolder } from '../peers/programs.ts';

const ROUNDS = 9;

/** Whole processes of the command line, as users wait for them. */
export async function startup(): Promise<Findings> {
  const findings = new Findings();
  const { chip, input } = peerChip([64, 32, 10], 'peers');
  const folder = workFolder('startup');
  const [chipFile, inputFile] = [join(folder, 'chip.json'), join(folder, 'input.json')];
  writeFileSync(chipFile, JSON.stringify(chipToJson(chip)));
  writeFileSync(inputFile, JSON.stringify([...input]));
  const simulate = ['simulate', chipFile, '--rule', 'dp-transpose', '--input', inputFile, '--target', '1'];
  const commands: readonly { name: string; args: readonly string[]; atMost: number | null }[] = [
    { name: 'node, an empty program', args: ['-e', ''], atMost: null },
    { name: 'dyadsim --help', args: [dyadsim(), '--help'], atMost: 0.2 },
    {
      name: 'dyadsim validate a scenario and its device',
      args: [dyadsim(), 'validate', 'scenarios/asymmetric-nudging.yaml'],
      atMost: 0.2,
    },
    { name: 'dyadsim validate a 64-32-10 chip', args: [dyadsim(), 'validate', chipFile], atMost: 0.2 },
    { name: 'dyadsim simulate a 64-32-10 chip', args: [dyadsim(), ...simulate], atMost: 0.4 },
  ];
  const samples = await interleave(
    commands.map(({ name, args }) => () => ({ [name]: run(process.execPath, args).seconds })),
    ROUNDS,
  );
  for (const { name, atMost } of commands) {
    findings.measured(name, samples[name]);
    if (atMost === null) continue;
    const required: Required = { atMost: 1 };
    findings.ratio(`${name} / ${1000 * atMost} ms`, samples[name], new Array(ROUNDS).fill(atMost), required);
  }
  return findings;
}

function dyadsim(): string {
  return join(ROOT, 'dist/program/main.js');
}
