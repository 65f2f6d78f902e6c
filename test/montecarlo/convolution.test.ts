import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { sampleChip } from '../../src/chip/sample-chip.ts';
import { loadScenario } from '../../src/config/load-scenario.ts';
import { defaultLimits } from '../../src/engine/limits.ts';
import { unrolled } from '../../src/engine/unrolled.ts';
import { referenceGradient } from '../../src/learning/backprop.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { prepareStudy } from '../../src/montecarlo/prepare-study.ts';
import { runBlock } from '../../src/montecarlo/trial.ts';
import { simulate } from '../../src/verdict/simulate.ts';
import { plainOuter, plainRead } from '../learning/plain-wiring.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-convolution-'));
afterAll(() => rmSync(folder, { recursive: true }));

const LAYERS = [[8, 8, 1], { convolution: 3, kernel: 3, stride: 2, padding: 1 }, { dense: 10, pool: { average: 2 } }];

function study(more: Readonly<Record<string, unknown>>) {
  const file = join(folder, 'scenario.json');
  const text = {
    format: 'dyadsim/scenario@1',
    name: 'shared arrays',
    device: 'ideal',
    network: { layers: LAYERS, weights: { from: 'random' } },
    beta: 0.1,
    rules: ['dp-transpose'],
    chips: 2,
    probes: 2,
    seed: 'shared arrays',
  };
  writeFileSync(file, JSON.stringify({ ...text, ...more }));
  const { scenario, points } = loadScenario(file);
  return prepareStudy(scenario, points);
}

const spread = (nominal: number | string, mismatch: string) => ({ nominal, mismatch, distribution: 'lognormal' });

it('a row has one angle for each array: of the update that all its places make together', () => {
  const own = study({
    overrides: { 'neuron.gain': spread(1, '10 %'), 'dyad.nudgeGain': spread(1, '20 %'), 'dyad.alpha': 0.2 },
  });
  const [, row] = runBlock(own, { index: 0, firstChip: 0, chips: 2 });
  const [{ scenario, beta, task }] = own.points;
  const { network, probes } = own.tasks[task];
  const circuit = circuitOf(sampleChip(scenario.device, network, own.seed, 1), 'dp-transpose');
  const { chip } = circuit;
  const sums = () => chip.forward.map(({ weights, bias }) => new Float64Array(weights.length + bias.length));
  const [found, exact] = [sums(), sums()];
  for (const { input, target } of probes) {
    const drive = { input, target, loss: scenario.loss, beta, nudge: scenario.nudge };
    const run = simulate(circuit, drive, defaultLimits(scenario.device.neuron.tau.nominal));
    // The exact gradient by the arrays written out: that of a shared weight is the sum over the places of its copies.
    const dense = referenceGradient(unrolled(circuit), input, target, scenario.loss);
    chip.connections!.forEach((connection, k) => {
      const count = chip.forward[k].weights.length;
      const winners = Array.from({ length: chip.layers[k] }, () => -1);
      const add = (into: Float64Array, activity: ArrayLike<number>, signal: ArrayLike<number>) => {
        const outer = plainOuter(connection!, plainRead(connection!, winners, activity), signal, count);
        [...outer.weights, ...outer.bias].forEach((value, at) => {
          into[at] += value;
        });
      };
      add(found[k], run.activity[k], run.difference[k + 1]!);
      add(exact[k], dense.activity[k], dense.signal[k + 1]!);
    });
  }
  expect(row.angleDeg).toHaveLength(2);
  row.angleDeg.forEach((angle, k) => {
    const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, at) => sum + value * b[at], 0);
    const cosine = dot(found[k], exact[k]) / Math.sqrt(dot(found[k], found[k]) * dot(exact[k], exact[k]));
    expect(angle).toBeGreaterThan(1);
    expect(angle).toBeCloseTo((180 / Math.PI) * Math.acos(cosine), 6);
  });
});

it('on an ideal chip it goes to 0 with beta, whatever the engine', () => {
  const angles = (engine: string, beta: number) => {
    // Of tanh: relu is at its kink wherever a patch has no ink.
    const overrides = {
      'neuron.activation': 'tanh',
      'encoder.activityThreshold': 1e-4,
      'encoder.differenceThreshold': 1e-6,
      'dyad.alpha': 0.3,
    };
    const [row] = runBlock(study({ overrides, engine, beta, rules: ['dp-transpose'] }), {
      index: 0,
      firstChip: 0,
      chips: 1,
    });
    expect(row.stable).toBe(true);
    return row.angleDeg.map((angle) => angle!);
  };
  const [coarse, fine] = [0.008, 0.004].map((beta) => angles('static', beta));
  // DP-transpose at an alpha other than a half is off in the first order of beta, and no more.
  fine.forEach((angle, k) => {
    expect(angle).toBeLessThan(1);
    expect(coarse[k] / angle).toBeGreaterThan(1.8);
  });
  angles('events', 0.008).forEach((angle, k) => {
    expect(Math.abs(angle - coarse[k])).toBeLessThan(0.2);
  });
});
