import { parquetWriteBuffer } from 'hyparquet-writer';
import type { TrainingProgress } from '../montecarlo/train-chip.ts';
import { atomicWrite } from './atomic-write.ts';

/** All rows of all trainings as one Parquet file, in the order given: a row for each epoch. */
export async function writeEpochs(path: string, found: readonly TrainingProgress[]): Promise<void> {
  const rows = found.flatMap(({ point, chip, rule, rows }) => rows.map((row) => ({ point, chip, rule, ...row })));
  if (rows.length === 0) return;
  const depth = Math.max(...rows.map(({ angleDeg }) => angleDeg.length));
  const tasks = Math.max(...rows.map(({ taskAccuracy }) => taskAccuracy.length));
  const whole = (name: 'point' | 'chip' | 'epoch' | 'presentations' | 'unsettled') => {
    return { name, type: 'INT32' as const, nullable: false, data: rows.map((row) => row[name]) };
  };
  const real = (name: string, of: (row: (typeof rows)[number]) => number | null) => {
    return { name, type: 'DOUBLE' as const, nullable: true, data: rows.map(of) };
  };
  const byLayer = (name: 'angleDeg' | 'normRatio' | 'weightNorm') =>
    Array.from({ length: depth }, (_, k) => real(`${name}_${k}`, (row) => row[name][k] ?? null));
  const buffer = parquetWriteBuffer({
    columnData: [
      whole('point'),
      whole('chip'),
      { name: 'rule', type: 'STRING', nullable: false, data: rows.map(({ rule }) => rule) },
      whole('epoch'),
      real('trainLoss', ({ trainLoss }) => trainLoss),
      real('trainAccuracy', ({ trainAccuracy }) => trainAccuracy),
      real('testLoss', ({ testLoss }) => testLoss),
      real('testAccuracy', ({ testAccuracy }) => testAccuracy),
      whole('presentations'),
      whole('unsettled'),
      { name: 'events', type: 'INT64', nullable: false, data: rows.map(({ events }) => BigInt(events)) },
      real('time', ({ time }) => time),
      real('energy', ({ energy }) => energy),
      { name: 'pulses', type: 'INT64', nullable: false, data: rows.map(({ pulses }) => BigInt(pulses)) },
      real('beta', ({ beta }) => beta),
      real('gainMargin', ({ gainMargin }) => gainMargin),
      real('certifiedBeta', ({ certifiedBeta }) => certifiedBeta),
      { name: 'lost', type: 'INT32', nullable: true, data: rows.map(({ lost }) => lost) },
      ...byLayer('angleDeg'),
      ...byLayer('normRatio'),
      ...byLayer('weightNorm'),
      real('move', ({ move }) => move),
      real('moveCosine', ({ moveCosine }) => moveCosine),
      { name: 'task', type: 'INT32', nullable: true, data: rows.map(({ task }) => task) },
      ...Array.from({ length: tasks }, (_, t) => real(`taskAccuracy_${t}`, (row) => row.taskAccuracy[t] ?? null)),
    ],
  });
  await atomicWrite(path, new Uint8Array(buffer));
}
