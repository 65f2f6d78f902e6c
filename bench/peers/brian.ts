import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chipToJson } from '../../src/chip/chip-file.ts';
import type { Sample } from '../measure.ts';
import type { PeerChip } from '../peer-chip.ts';
import type { Answer } from './agreement.ts';
import { missing, PYTHON, ROOT, run, workFolder } from './programs.ts';

/** A chip as a program that Brian2 wrote and g++ compiled, for one step and duration. */
export interface BrianProgram {
  readonly folder: string;
  readonly answer: Answer;
}

export function brianMissing(): string | null {
  return missing(PYTHON, ['-c', 'import brian2']) ?? missing('g++', ['--version']);
}

/** Builds the program, or finds the one that an earlier run of the benchmark built from the same script and chip. */
export function buildBrian({ chip, input, target, beta }: PeerChip, step: number, duration: number): BrianProgram {
  const script = join(ROOT, 'bench/peers/brian_events.py');
  const net = JSON.stringify({ chip: chipToJson(chip), x: [...input], y: [...target], beta });
  const key = createHash('sha256').update(readFileSync(script)).update(net).update(`${step} ${duration}`).digest('hex');
  const folder = workFolder(`brian/${chip.name}-${key.slice(0, 12)}`);
  const answerFile = join(folder, 'answer.json');
  if (!existsSync(answerFile)) {
    const netFile = join(folder, 'net.json');
    writeFileSync(netFile, net);
    const { stdout } = run(PYTHON, [script, netFile, String(step), String(duration), folder]);
    const lines = stdout.trim().split('\n');
    writeFileSync(answerFile, lines[lines.length - 1]);
  }
  return { folder, answer: JSON.parse(readFileSync(answerFile, 'utf8')) as Answer };
}

/** Runs a built program: the whole process, and the time that Brian2 itself reports for the simulation. */
export function timeBrian({ folder }: BrianProgram, name: string): Sample {
  const { seconds } = run('./main', [], { cwd: folder });
  const results = join(folder, 'results');
  const info = readdirSync(results).find((file) => file.startsWith('last_run_info'));
  if (info === undefined) throw new Error(`Brian2 left no last_run_info in ${results}`);
  const simulation = Number(readFileSync(join(results, info), 'utf8').trim().split(/\s+/)[0]);
  if (!(simulation > 0)) throw new Error(`Brian2 reports a run time of ${simulation} s`);
  return { [`${name}, process`]: seconds, [`${name}, simulation`]: simulation };
}
