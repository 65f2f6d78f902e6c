import { execFile } from 'node:child_process';
import { userInfo } from 'node:os';

/** A task of an array as Slurm knows it. */
export interface SlurmTask {
  /** Of its array. */
  readonly name: string;
  /** Number of its array. */
  readonly array: number;
  readonly index: number;
  /** Slurm's word, such as RUNNING. */
  readonly state: string;
  /** Why it waits, or ended so. */
  readonly reason: string;
}

/** States of which nothing comes any more, unless a task is submitted again. */
const ENDED = new Set([
  'BOOT_FAIL',
  'CANCELLED',
  'COMPLETED',
  'DEADLINE',
  'FAILED',
  'NODE_FAIL',
  'OUT_OF_MEMORY',
  'PREEMPTED',
  'REVOKED',
  'TIMEOUT',
]);

export function hasEnded({ state }: Pick<SlurmTask, 'state'>): boolean {
  return ENDED.has(state);
}

/** Throws where Slurm's programs are not installed. */
export async function requireSlurm(): Promise<void> {
  await slurm('sbatch', ['--version']);
}

/** Submits a batch script; the number of its array. */
export async function submitScript(path: string): Promise<number> {
  const printed = await slurm('sbatch', ['--parsable', path]);
  const number = Number(/^(\d+)(?:;.*)?$/.exec(printed.trim())?.[1]);
  if (!Number.isSafeInteger(number)) throw new Error(`sbatch printed no number of a job: ${printed.trim()}`);
  return number;
}

/** The user's tasks of arrays whose name begins so, as far as Slurm still knows them, some minutes after their end; latest last. */
export async function tasksNamed(beginning: string): Promise<SlurmTask[]> {
  const user = `--user=${userInfo().uid}`;
  const format = '--format=%F|%K|%T|%r|%j';
  const lines = await slurm('squeue', [user, '--states=all', '--array', '--noheader', format]);
  return tasksIn(lines).filter(({ name }) => name.startsWith(beginning));
}

/** The tasks in lines `array|index|state|reason|name`; jobs that are no arrays are left out. */
export function tasksIn(lines: string): SlurmTask[] {
  const tasks = lines.split('\n').flatMap((line): SlurmTask[] => {
    const match = /^(\d+)\|(\d+)\|(\w+)\|([^|]*)\|(.*)$/.exec(line.trim());
    if (match === null) return [];
    const [, array, index, state, reason, name] = match;
    return [{ name, array: Number(array), index: Number(index), state, reason }];
  });
  return tasks.sort((a, b) => a.array - b.array);
}

/** Ends all tasks of arrays. */
export async function cancelArrays(arrays: readonly number[]): Promise<void> {
  await slurm('scancel', arrays.map(String));
}

/** What one of Slurm's programs prints. */
function slurm(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      if (error.code === 'ENOENT') return reject(new Error(`${program} was not found: Slurm is not installed here`));
      const [reason = error.message] = stderr.split('\n').filter((line) => line.trim() !== '');
      reject(new Error(reason.startsWith(program) ? reason : `${program}: ${reason}`));
    });
  });
}
