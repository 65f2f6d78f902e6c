import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/config/load-scenario.ts';
import { checkNominal } from '../../src/montecarlo/nominal-check.ts';
import { prepareStudy } from '../../src/montecarlo/prepare-study.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-nominal-'));
afterAll(() => rmSync(folder, { recursive: true }));

function check(more: Readonly<Record<string, unknown>>) {
  const file = join(folder, 'scenario.json');
  const network = { layers: [64, 32, 10], weights: { from: 'train', epochs: 5 } };
  const text = { format: 'dyadsim/scenario@1', name: 'n', device: 'ideal', network, chips: 3, seed: 'n', probes: 3 };
  writeFileSync(file, JSON.stringify({ ...text, ...more }));
  const { scenario, points } = loadScenario(file);
  return checkNominal(prepareStudy(scenario, points));
}

/** What is told of a study that is cheap to try, all of it. */
function findings(more: Readonly<Record<string, unknown>>) {
  const { unstable, leftOut } = check(more);
  expect(leftOut).toBeNull();
  return unstable;
}

const railed = { 'signal.rails': [-3, 3] };

describe('the nominal chip at the scenario’s beta', () => {
  // The limit of dp at alpha = 0 is the unit; dp-transpose and larger alphas have no such limit.
  it('is told of above the limit of its rule, and only there', () => {
    const overrides = { ...railed, 'dyad.alpha': 0 };
    expect(findings({ overrides, beta: { timesCritical: 0.7 } })).toEqual([]);
    const found = findings({ overrides, beta: { timesCritical: 3 } });
    expect(found.map(({ path }) => path)).toEqual(['beta']);
    expect(found[0].message).toMatch(/not stable under dp at beta [\d.]+: \w+ on \d of 3 probes$/);
  });

  it('is told of at the first of its points, and at how many', () => {
    const found = findings({
      overrides: railed,
      beta: { timesCritical: 3 },
      rules: ['dp'],
      sweep: { 'device.dyad.alpha': [0.5, 0, 0.05] },
    });
    expect(found).toHaveLength(1);
    expect(found[0].message).toMatch(/\(at device\.dyad\.alpha 0\), as it is at 2 of the 3 points tried$/);
  });

  it('is judged without noise, which is not its own', () => {
    const overrides = { ...railed, 'dyad.alpha': 0, 'noise.thermal': { rms: 2, bandwidth: '20 kHz' } };
    expect(findings({ overrides, beta: { timesCritical: 0.7 } })).toEqual([]);
  });

  it('is not called unstable because there was no budget to see it settle', () => {
    const overrides = { ...railed, 'encoder.activityThreshold': 1e-6, 'encoder.differenceThreshold': 1e-6 };
    expect(findings({ overrides, beta: 0.05, rules: ['dp'] })).toEqual([]);
  });

  it('is not run where that takes long, nor silently so', () => {
    const network = { layers: [64, 1100, 10], weights: { from: 'random', gain: 0.5 } };
    expect(check({ network, beta: 0.01 })).toEqual({
      unstable: [],
      leftOut: 'the nominal chip is not run, because more takes long',
    });
  });

  it('is run as far as there is time, where the points are many', () => {
    const network = { layers: [64, 500, 10], weights: { from: 'random', gain: 0.5 } };
    const sweep = { 'device.neuron.tau': '1 us:1 us:20 us' };
    const { leftOut } = check({ network, beta: 0.01, probes: 1, rules: ['dp'], sweep });
    expect(leftOut).toMatch(/^the nominal chip is run in [67] of 20 cases \(points and rules\) only/);
  });
});
