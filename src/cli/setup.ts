import type { Circuit, Drive } from '../engine/circuit.ts';
import type { NoiseStreams } from '../engine/noise.ts';
import type { Limits } from '../engine/run.ts';
import type { Rule } from '../model/rules.ts';
import { setUpChip } from './chip-setup.ts';
import { flagError } from './errors.ts';
import type { RunFlags } from './flags.ts';
import { openTarget } from './open-target.ts';

/** One chip, wired for one rule, and all that may be applied to it. */
export interface WiredChip {
  readonly circuit: Circuit;
  readonly rule: Rule;
  readonly limits: Limits;
  /** What a chip file does not state, and what stands in its place; empty: nothing, or the chip is not from a file. */
  readonly unstated: readonly string[];
  /** One for each probe in use, at least one. */
  readonly drives: readonly ProbeDrive[];
}

export interface ProbeDrive {
  /** Index of the probe; null: an input from the command line. */
  readonly probe: number | null;
  readonly drive: Drive;
  readonly noise: NoiseStreams;
}

/** One run: a wired chip and one of its drives. */
export type Setup = Omit<WiredChip, 'drives'> & ProbeDrive;

/** The run of the probe that the command line names, or of probe 0. */
export async function setUpOne(target: string | undefined, flags: RunFlags): Promise<Setup> {
  const { drives, ...wired } = await setUp(target, flags);
  return { ...wired, ...drives[0] };
}

/** What the command line names: one drive with --probe or --input, else those of all probes. */
export async function setUp(target: string | undefined, flags: RunFlags): Promise<WiredChip> {
  const given = target === undefined ? null : await openTarget(target);
  if (flags.scenario === undefined && flags.point !== undefined) throw flagError('--point', 'needs --scenario');
  if (flags.scenario === undefined && given?.kind === 'chip') return setUpChip(given, flags);
  // Only what has a task loads the code that reads scenarios and trains networks.
  return (await import('./scenario-setup.ts')).setUpInScenario(given, flags);
}
