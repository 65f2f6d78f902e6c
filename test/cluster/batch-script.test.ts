import { expect, test } from 'vitest';
import { type BatchArray, batchScript } from '../../src/cluster/batch-script.ts';

const array: BatchArray = {
  name: 'dyadsim-1',
  tasks: '3,7-9',
  atOnce: 2,
  cpusPerTask: 4,
  options: ['--partition=long', '--comment=mine, all $mine'],
  folder: '/home/it’s me',
  logs: "/runs/it's 5 %",
  command: ['/usr/bin/node', '/opt/dyadsim/main.js', 'sweep', 'a b.yaml'],
};

test('a script of sbatch’s lines and the command, in its place; per cent signs and quotes as they are meant', () => {
  expect(batchScript(array)).toBe(`#!/bin/sh
#SBATCH --job-name=dyadsim-1
#SBATCH --array=3,7-9%2
#SBATCH '--output=/runs/it'\\''s 5 %%/%A_%a.log'
#SBATCH --open-mode=append
#SBATCH --requeue
#SBATCH --signal=B:TERM@60
#SBATCH --nodes=1
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=4
#SBATCH --partition=long
#SBATCH '--comment=mine, all $mine'
cd '/home/it’s me' || exit 1
exec /usr/bin/node /opt/dyadsim/main.js sweep 'a b.yaml'
`);
  expect(batchScript({ ...array, atOnce: null })).toContain('#SBATCH --array=3,7-9\n');
});
