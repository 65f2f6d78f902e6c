/** Which task of an array of jobs this process is. */
export interface ArrayTask {
  /** For the user: "task 3 of the Slurm array 4711". */
  readonly name: string;
  /** From 0. */
  readonly index: number;
  readonly count: number;
}

type Variables = Readonly<Record<string, string | undefined>>;
type Reader = (variables: Variables, stated: number | null) => ArrayTask;

/** Each scheduler by the variable that only a task of an array has. */
const SCHEDULERS: readonly { readonly variable: string; readonly read: Reader }[] = [
  { variable: 'SLURM_ARRAY_TASK_ID', read: slurmTask },
  { variable: 'JOB_COMPLETION_INDEX', read: kubernetesTask },
  { variable: 'AWS_BATCH_JOB_ARRAY_INDEX', read: awsTask },
];

/**
 * Reads the variables of Slurm, of a Kubernetes Indexed Job or of an array of AWS Batch; an Error says why they do not tell.
 *
 * @param stated how many tasks there are, which then number from 0; null: as the scheduler tells
 */
export function arrayTask(variables: Variables, stated: number | null): ArrayTask {
  const found = SCHEDULERS.filter(({ variable }) => variables[variable] !== undefined);
  if (found.length === 0) {
    throw new Error(`This is no task of an array: none of ${SCHEDULERS.map(nameOf).join(', ')} is set.`);
  }
  if (found.length > 1) throw new Error(`${found.map(nameOf).join(' and ')} are both set: state the shard as I/N.`);
  return found[0].read(variables, stated);
}

function slurmTask(variables: Variables, stated: number | null): ArrayTask {
  const id = number(variables, 'SLURM_ARRAY_TASK_ID');
  const name = `task ${id} of the Slurm array ${variables.SLURM_ARRAY_JOB_ID ?? ''}`.trimEnd();
  const [least, most] = [number(variables, 'SLURM_ARRAY_TASK_MIN'), number(variables, 'SLURM_ARRAY_TASK_MAX')];
  if (stated !== null) {
    requireBelow(stated, 'SLURM_ARRAY_TASK_MAX', most);
    return { name, index: id, count: stated };
  }
  const [count, step] = [number(variables, 'SLURM_ARRAY_TASK_COUNT'), number(variables, 'SLURM_ARRAY_TASK_STEP')];
  const index = (id - least) / step;
  if (most - least !== (count - 1) * step || !Number.isInteger(index)) {
    throw new Error(
      `The Slurm array has gaps (${count} tasks from ${least} to ${most}), so it does not tell how many shards there are: ` +
        'write auto/N for the tasks 0 to N - 1.',
    );
  }
  return { name, index, count };
}

function kubernetesTask(variables: Variables, stated: number | null): ArrayTask {
  const index = number(variables, 'JOB_COMPLETION_INDEX');
  if (stated === null) {
    throw new Error('Kubernetes does not tell a pod how many there are: write auto/N with N as in completions: N.');
  }
  requireBelow(stated, 'JOB_COMPLETION_INDEX', index);
  return { name: `index ${index} of the Kubernetes job`, index, count: stated };
}

function awsTask(variables: Variables, stated: number | null): ArrayTask {
  const index = number(variables, 'AWS_BATCH_JOB_ARRAY_INDEX');
  const count = number(variables, 'AWS_BATCH_JOB_ARRAY_SIZE');
  if (stated !== null && stated !== count) {
    throw new Error(`AWS_BATCH_JOB_ARRAY_SIZE is ${count}, not ${stated}.`);
  }
  requireBelow(count, 'AWS_BATCH_JOB_ARRAY_INDEX', index);
  return { name: `child ${index} of the AWS Batch array`, index, count };
}

function number(variables: Variables, name: string): number {
  const text = variables[name];
  if (text !== undefined && /^\d{1,9}$/.test(text)) return Number(text);
  throw new Error(`${name}: expected a whole number from 0, got ${text === undefined ? 'nothing' : `"${text}"`}.`);
}

function requireBelow(count: number, name: string, value: number): void {
  if (value >= count)
    throw new Error(`${name} is ${value}, but the ${count} tasks are numbered from 0 to ${count - 1}.`);
}

function nameOf({ variable }: { readonly variable: string }): string {
  return variable;
}
