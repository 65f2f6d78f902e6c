import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Circuit, Drive } from '../../src/engine/circuit.ts';
import { exportSpice, type SpiceOptions } from '../../src/export/spice.ts';

/** Tests that need ngspice are skipped where it cannot be started, and their titles say so. */
export const NGSPICE_MISSING = spawnSync('ngspice', ['--version']).status !== 0;
export const WITH_NGSPICE = NGSPICE_MISSING ? ' (skipped: the program ngspice was not found)' : '';

/** Rows of (time in s, v_plus, v_minus) of one neuron. */
export type Course = readonly (readonly number[])[];

export interface SpiceRun {
  readonly final: ReadonlyMap<string, number>;
  /** Empty unless a trajectory was asked for. */
  readonly course: Course;
}

/** Runs `ngspice -b` on a netlist in a folder of its own. Throws when it ends with an error or complains. */
export function runNgspice(netlist: string, trajectoryFile?: string): SpiceRun {
  const folder = mkdtempSync(join(tmpdir(), 'dyadsim-spice-'));
  try {
    writeFileSync(join(folder, 'chip.cir'), netlist);
    const { status, stdout, stderr } = spawnSync('ngspice', ['-b', 'chip.cir'], { cwd: folder, encoding: 'utf8' });
    if (status !== 0 || /^(Error|Warning)|singular|doAnalyses: (?!pause)/im.test(stdout + stderr)) {
      throw new Error(`ngspice ended with ${status}\n${stdout.slice(-2000)}\n${stderr.slice(-2000)}`);
    }
    const final = new Map<string, number>();
    for (const [, name, value] of stdout.matchAll(/^(\w+) = (\S+)$/gm)) final.set(name, Number(value));
    const course =
      trajectoryFile === undefined
        ? []
        : readFileSync(join(folder, trajectoryFile), 'utf8')
            .trim()
            .split('\n')
            .map((line) => line.trim().split(/\s+/).map(Number));
    return { final, course };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Exports a circuit and runs it, with the course of one neuron. */
export function runExported(
  circuit: Circuit,
  drive: Drive,
  options: Pick<SpiceOptions, 'horizon' | 'step'>,
  [layer, neuron]: readonly [number, number],
): SpiceRun {
  const file = 'course.txt';
  const netlist = exportSpice(circuit, drive, {
    ...options,
    title: circuit.chip.name,
    trajectory: { layer, neuron, file },
  });
  return runNgspice(netlist, file);
}

/** Value i of layer k that a run ended with. Throws where ngspice printed none. */
export function finalValue(run: SpiceRun, name: 's_plus' | 's_minus' | 'm' | 'a', k: number, i: number): number {
  const value = run.final.get(`${name}_${k}_${i}`);
  if (value === undefined || !Number.isFinite(value)) throw new Error(`ngspice printed no ${name}_${k}_${i}`);
  return value;
}

/** v_plus and v_minus at time t, s, on the straight line between the two nearest points of a course. */
export function courseAt(course: Course, t: number): [plus: number, minus: number] {
  let low = 0;
  let high = course.length - 1;
  if (t <= course[low][0]) return [course[low][1], course[low][2]];
  if (t >= course[high][0]) return [course[high][1], course[high][2]];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (course[middle][0] <= t) low = middle;
    else high = middle;
  }
  const share = (t - course[low][0]) / (course[high][0] - course[low][0]);
  const at = (column: number) => course[low][column] + share * (course[high][column] - course[low][column]);
  return [at(1), at(2)];
}
