import { describe, expect, test } from 'vitest';
import { arrayTask } from '../../src/cluster/array-task.ts';

/** What Slurm 22.05 sets in a task of --array=LIST, as recorded from real arrays. */
function slurm(id: number, [min, max, count, step]: readonly number[]) {
  const values = { ARRAY_JOB_ID: 4711, TASK_ID: id, TASK_MIN: min, TASK_MAX: max, TASK_COUNT: count, TASK_STEP: step };
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name === 'ARRAY_JOB_ID' ? 'SLURM_ARRAY_JOB_ID' : `SLURM_ARRAY_${name}`,
      String(value),
    ]),
  );
}

describe('the task of an array', () => {
  test.each([
    ['0-15', 7, [0, 15, 16, 1], 7, 16],
    ['0-15%2', 15, [0, 15, 16, 1], 15, 16],
    ['1-20', 20, [1, 20, 20, 1], 19, 20],
    ['0-15:5', 10, [0, 15, 4, 5], 2, 4],
    ['4', 4, [4, 4, 1, 1], 0, 1],
  ])('Slurm, --array=%s, task %i', (_list, id, array, index, count) => {
    expect(arrayTask(slurm(id, array), null)).toEqual({ name: `task ${id} of the Slurm array 4711`, index, count });
  });

  test('Slurm, an array with gaps: the tasks of 0 to N - 1 where N is stated, refused where not', () => {
    const gaps = slurm(7, [3, 9, 4, 1]);
    expect(arrayTask(gaps, 16)).toMatchObject({ index: 7, count: 16 });
    expect(() => arrayTask(gaps, null)).toThrow(/gaps \(4 tasks from 3 to 9\).*write auto\/N for the tasks 0 to N - 1/);
    // Every task tells, not only the one that has no place.
    expect(() => arrayTask(gaps, 9)).toThrow('SLURM_ARRAY_TASK_MAX is 9, but the 9 tasks are numbered from 0 to 8.');
    expect(arrayTask(gaps, 10)).toMatchObject({ index: 7, count: 10 });
  });

  test('every task of a step has a whole index, or the array has gaps', () => {
    expect(() => arrayTask(slurm(7, [0, 15, 4, 5]), null)).toThrow(/gaps/);
  });

  test('Kubernetes tells the index, and the count has to be stated', () => {
    expect(arrayTask({ JOB_COMPLETION_INDEX: '3' }, 8)).toEqual({
      name: 'index 3 of the Kubernetes job',
      index: 3,
      count: 8,
    });
    expect(() => arrayTask({ JOB_COMPLETION_INDEX: '3' }, null)).toThrow(/write auto\/N with N as in completions: N/);
    expect(() => arrayTask({ JOB_COMPLETION_INDEX: '8' }, 8)).toThrow('numbered from 0 to 7');
  });

  test('AWS Batch tells both', () => {
    const child = { AWS_BATCH_JOB_ARRAY_INDEX: '3', AWS_BATCH_JOB_ARRAY_SIZE: '4' };
    expect(arrayTask(child, null)).toEqual({ name: 'child 3 of the AWS Batch array', index: 3, count: 4 });
    expect(arrayTask(child, 4)).toMatchObject({ index: 3, count: 4 });
    expect(() => arrayTask(child, 8)).toThrow('AWS_BATCH_JOB_ARRAY_SIZE is 4, not 8.');
    expect(() => arrayTask({ ...child, AWS_BATCH_JOB_ARRAY_INDEX: '4' }, null)).toThrow('numbered from 0 to 3');
  });

  test('no array, two arrays, and what is no number are told', () => {
    expect(() => arrayTask({}, null)).toThrow(
      'none of SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX, AWS_BATCH_JOB_ARRAY_INDEX is set',
    );
    expect(() => arrayTask({ ...slurm(1, [0, 3, 4, 1]), JOB_COMPLETION_INDEX: '1' }, 4)).toThrow(
      'SLURM_ARRAY_TASK_ID and JOB_COMPLETION_INDEX are both set',
    );
    for (const text of ['', '-1', '1.5', 'x', '1e3', '99999999999999999999']) {
      expect(() => arrayTask({ JOB_COMPLETION_INDEX: text }, 8)).toThrow(
        `JOB_COMPLETION_INDEX: expected a whole number from 0, got "${text}"`,
      );
    }
    expect(() => arrayTask({ AWS_BATCH_JOB_ARRAY_INDEX: '1' }, null)).toThrow(
      'AWS_BATCH_JOB_ARRAY_SIZE: expected a whole number from 0, got nothing.',
    );
  });
});
