import { describe, expect, test } from 'vitest';
import { type KnownTask, Retries } from '../../src/cluster/retries.ts';
import { tasksIn } from '../../src/cluster/slurm.ts';

const task = (index: number, state: string, array = 1): KnownTask => ({ array, index, state });
const blocks = (...missing: [number, number][]) => new Map(missing);

/** What is to become of the tasks at the second look, when a task counts as ended. */
function atSecondLook(retries: Retries, missing: ReadonlyMap<number, number>, known: readonly KnownTask[]) {
  retries.look(missing, known);
  return retries.look(missing, known);
}

describe('which tasks are submitted again', () => {
  test('those that ended with blocks missing, at the second look, and of whose end the first tells', () => {
    const retries = new Retries(2);
    const missing = blocks([3, 2], [7, 1]);
    retries.submitted(1, [3, 7, 8], blocks([3, 2], [7, 2], [8, 2]));
    const known = [task(3, 'FAILED'), task(7, 'RUNNING'), task(8, 'FAILED')];
    expect(retries.look(missing, known)).toEqual({
      ended: [task(3, 'FAILED')],
      alive: [3, 7],
      again: [],
      cancelled: [],
      givenUp: [],
    });
    expect(retries.look(missing, known)).toMatchObject({ ended: [], alive: [7], again: [3] });
  });

  test.each([
    ['PENDING', 'alive'],
    ['RUNNING', 'alive'],
    ['COMPLETING', 'alive'],
    ['REQUEUED', 'alive'],
    ['SUSPENDED', 'alive'],
    ['COMPLETED', 'again'],
    ['FAILED', 'again'],
    ['TIMEOUT', 'again'],
    ['NODE_FAIL', 'again'],
    ['OUT_OF_MEMORY', 'again'],
    ['PREEMPTED', 'again'],
    ['CANCELLED', 'cancelled'],
  ])('one that is %s: %s', (state, verdict) => {
    const retries = new Retries(2);
    retries.submitted(1, [0], blocks([0, 1]));
    const verdicts = atSecondLook(retries, blocks([0, 1]), [task(0, state)]);
    for (const [name, tasks] of Object.entries(verdicts))
      expect({ [name]: tasks }).toEqual({ [name]: name === verdict ? [0] : [] });
  });

  test('one that Slurm has forgotten, or never knew', () => {
    expect(atSecondLook(new Retries(2), blocks([0, 1]), []).again).toEqual([0]);
    const retries = new Retries(2);
    retries.look(blocks([0, 1]), [task(0, 'RUNNING')]);
    expect(atSecondLook(retries, blocks([0, 1]), []).again).toEqual([0]);
  });

  test('one that was waiting and is gone without a trace was cancelled', () => {
    const retries = new Retries(2);
    const missing = blocks([0, 1]);
    retries.look(missing, [task(0, 'FAILED', 1), task(0, 'PENDING', 2)]);
    expect(atSecondLook(retries, missing, [task(0, 'FAILED', 1)])).toMatchObject({ again: [], cancelled: [0] });
  });

  test('so was one that is gone before the first look after it was submitted', () => {
    const retries = new Retries(2);
    retries.submitted(2, [0, 1], blocks([0, 1], [1, 1]));
    const known = [task(0, 'FAILED', 1), task(1, 'FAILED', 2)];
    expect(atSecondLook(retries, blocks([0, 1], [1, 1]), known)).toMatchObject({ again: [1], cancelled: [0] });
  });

  test('the latest array counts, and one alive is enough', () => {
    const missing = blocks([0, 1]);
    expect(atSecondLook(new Retries(2), missing, [task(0, 'CANCELLED', 1), task(0, 'FAILED', 2)]).again).toEqual([0]);
    expect(atSecondLook(new Retries(2), missing, [task(0, 'RUNNING', 1), task(0, 'FAILED', 2)]).alive).toEqual([0]);
  });

  test('every end is told, also that of a task that was started or submitted again', () => {
    const retries = new Retries(2);
    const missing = blocks([0, 1]);
    const told = (state: string, array: number) => retries.look(missing, [task(0, state, array)]).ended.length;
    retries.submitted(1, [0], missing);
    expect([told('NODE_FAIL', 1), told('RUNNING', 1), told('FAILED', 1), told('FAILED', 1)]).toEqual([1, 0, 1, 0]);
    retries.submitted(2, [0], missing);
    expect([told('FAILED', 2), told('FAILED', 2)]).toEqual([1, 0]);
  });

  test('no more than so often in a row without a block, but as often as there is a further one', () => {
    const retries = new Retries(2);
    const again = (missing: number) => {
      const verdicts = atSecondLook(retries, blocks([0, missing]), [task(0, 'TIMEOUT')]);
      if (verdicts.again.length > 0) retries.submitted(1, [0], blocks([0, missing]));
      return verdicts.givenUp.length === 0;
    };
    retries.submitted(1, [0], blocks([0, 9]));
    for (let missing = 8; missing > 3; missing--) expect(again(missing)).toBe(true);
    // The last submission, at 4 missing blocks, and two more.
    expect([again(4), again(4), again(4)]).toEqual([true, true, false]);
  });
});

test('lines of squeue: tasks of arrays, whatever names have; the latest array last', () => {
  const lines = ['12|3|RUNNING|None|a|b\n', '11|0|CANCELLED|Dependency never|n ', '13|N/A|RUNNING|None|alone', ''].join(
    '\n',
  );
  expect(tasksIn(lines)).toEqual([
    { array: 11, index: 0, state: 'CANCELLED', reason: 'Dependency never', name: 'n' },
    { array: 12, index: 3, state: 'RUNNING', reason: 'None', name: 'a|b' },
  ]);
});
