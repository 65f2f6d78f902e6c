import { shellWord } from '../files/shell-word.ts';

/** An array of jobs for Slurm. */
export interface BatchArray {
  /** Name of the jobs. */
  readonly name: string;
  /** Indexes of the tasks, as sbatch takes them: 3,7-9. */
  readonly tasks: string;
  /** At once at most; null: as many as the cluster has place for. */
  readonly atOnce: number | null;
  readonly cpusPerTask: number;
  /** What else sbatch is to be told, each as `--partition=long`. */
  readonly options: readonly string[];
  /** Folder that commands are relative to, absolute. */
  readonly folder: string;
  /** Folder of the logs, absolute. */
  readonly logs: string;
  /** What a task runs, words. */
  readonly command: readonly string[];
}

/** Seconds before the end of its time in which a task is warned: to store what is done takes less. */
const WARNING = 60;

/**
 * The batch script of an array. `exec` puts the command in the place of the script, so that Slurm's signals reach it: the
 * warning goes to the script alone (B:). A task that Slurm starts again goes on in the same log.
 */
export function batchScript(array: BatchArray): string {
  const { name, tasks, atOnce, cpusPerTask, options, folder, logs, command } = array;
  const directives = [
    `--job-name=${name}`,
    `--array=${tasks}${atOnce === null ? '' : `%${atOnce}`}`,
    // Slurm puts its own words for what stands behind a per cent sign.
    `--output=${logs.replaceAll('%', '%%')}/%A_%a.log`,
    '--open-mode=append',
    '--requeue',
    `--signal=B:TERM@${WARNING}`,
    '--nodes=1',
    '--ntasks=1',
    `--cpus-per-task=${cpusPerTask}`,
    ...options,
  ];
  return [
    '#!/bin/sh',
    // Slurm takes quotes in its lines as a shell does.
    ...directives.map((directive) => `#SBATCH ${shellWord(directive)}`),
    `cd ${shellWord(folder)} || exit 1`,
    `exec ${command.map(shellWord).join(' ')}`,
    '',
  ].join('\n');
}
