import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadScenario } from '../../src/config/load-scenario.ts';
import { REFERENCE_RULE } from '../../src/model/rules.ts';
import { taskOf } from '../../src/montecarlo/prepare-study.ts';
import { ReferenceCopies } from '../../src/montecarlo/reference-copies.ts';
import { trainFor } from '../../src/montecarlo/train-chip.ts';
import { trainingStudyOf, trainingsOf } from '../../src/montecarlo/training-study.ts';
import { loadDataset } from '../../src/network/load-dataset.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-copies-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Two chips of a mismatched device on pulsed synapses, at points that the exact gradient tells apart and at others. */
function study(name: string, train: string, sweep: string) {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(
    file,
    `format: dyadsim/scenario@1
kind: train
name: ${name}
device: ideal
overrides: { neuron.gain.mismatch: 5 %, dyad.nudgeGain.mismatch: 3 % }
network: { layers: [64, 8, 10], weights: { from: random } }
chips: 2
probes: 2
beta: 0.1
seed: copies
train: { epochs: 2, images: 40, ${train} }
sweep: { ${sweep} }
`,
  );
  const { scenario, points } = loadScenario(file);
  const data = loadDataset(scenario.data, 40);
  return { all: trainingStudyOf(scenario, points, taskOf, data), addresses: trainingsOf(points.length, scenario) };
}

const ofReference = ({ rule }: { readonly rule: string }) => rule === REFERENCE_RULE;

test.each([
  'batch: 10, synapse: { device: ReRamES }',
  'batch: 10, precision: f32, initial: own, betaSchedule: { to: 0.5 }',
])('the exact gradient trains alike at every beta and under any nudge, to the bit (%s)', (train) => {
  const { all, addresses } = study('alike', train, 'beta: [0.1, 0.4], nudge: [live, held]');
  const copies = new ReferenceCopies(all);
  const own = addresses.filter(ofReference).filter((address) => !copies.has(address));
  expect(own.map(({ point, chip }) => [point, chip])).toEqual([
    [0, 0],
    [0, 1],
  ]);
  const made = own.flatMap((address) => copies.of(trainFor(all, address, 100)));
  const asked = addresses.filter((address) => copies.has(address));
  expect(asked).toHaveLength(6);
  expect(made).toEqual(asked.map((address) => trainFor(all, address, 100)));
  expect(new Set(made.map(({ rows: [{ beta }] }) => beta))).toEqual(new Set([0.1, 0.4]));
});

test('points whose chips differ, and all rules, are trained', () => {
  const { all, addresses } = study('apart', 'batch: 20', 'device.dyad.alpha: [0.4, 0.5], beta: [0.1, 0.4]');
  const copies = new ReferenceCopies(all);
  expect(addresses.filter((address) => copies.has(address)).map(({ point }) => point)).toEqual([1, 3, 1, 3]);
  expect(addresses.filter((address) => copies.has(address)).every(ofReference)).toBe(true);
});

test('nothing is copied from a training that is not over, and from one that ran away that it did', () => {
  const { all, addresses } = study('early', 'batch: 8', 'beta: [0.1, 0.4]');
  const copies = new ReferenceCopies(all);
  const [first] = addresses.filter(ofReference);
  expect(copies.of({ ...first, rows: [], state: { epoch: 0, arrays: [] }, error: null, weights: null })).toEqual([]);
  const failed = { ...first, rows: [], state: null, error: 'ran away in epoch 1', weights: null };
  expect(copies.of(failed)).toEqual([{ ...failed, point: 1 }]);
  expect(copies.of({ ...failed, rule: 'dp' })).toEqual([]);
});
