import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ACTIVATION_DEFINITIONS, ACTIVATIONS, type Activation, cutActivation } from '../../src/model/activations.ts';
import { LOSS_DEFINITIONS, LOSSES, type Loss, type LossDefinition } from '../../src/model/losses.ts';
import { RULE_DEFINITIONS, RULES, type RuleDefinition, type ShippedRule } from '../../src/model/rules.ts';

/*
 * One new piece of each kind, each by its descriptor alone, put into the tables before anything that reads them is loaded.
 * They then go everywhere: schemas, training, chips, events, branches, proofs, netlists, sweeps, reports.
 */
const HARD_TANH = 'hard-tanh' as Activation;
const LOG_COSH = 'log-cosh' as Loss;
const EVEN = 'even' as ShippedRule;

/** sum log cosh(a - y). */
const logCosh: LossDefinition = {
  value: (a, y) => y.reduce((sum, value, i) => sum + Math.log(Math.cosh(a[i] - value)), 0),
  error: (a, y, error) => {
    for (let i = 0; i < a.length; i++) error[i] = Math.tanh(y[i] - a[i]);
  },
  errorSlope: (a, y, slope) => {
    slope.fill(0);
    for (let i = 0; i < a.length; i++) slope[i * a.length + i] = -(1 - Math.tanh(y[i] - a[i]) ** 2);
  },
  largestCurvature: () => 1,
  isQuadratic: false,
  errorBetween: (a, y) => [Math.tanh(y[0] - a[1]), Math.tanh(y[1] - a[0])],
  targetAt: (scale) => 1 / scale,
  spice: (a, y) => ({ elements: [], error: y.map((value, i) => `tanh(${value}-v(${a[i]}))`) }),
};

/** Half of the nudging to each compartment, whatever alpha says: of the mean alone. */
const even: RuleDefinition = {
  title: 'Even',
  citation: 'this test',
  nudge: { plus: () => 0.5, minus: () => 0.5 },
  mean: { plus: (alpha) => alpha, minus: (alpha) => 1 - alpha },
};

Object.assign(ACTIVATION_DEFINITIONS, { [HARD_TANH]: cutActivation(-1, 1) });
ACTIVATIONS.push(HARD_TANH);
Object.assign(LOSS_DEFINITIONS, { [LOG_COSH]: logCosh });
LOSSES.push(LOG_COSH);
Object.assign(RULE_DEFINITIONS, { [EVEN]: even });
RULES.push(EVEN);

const { mixedCircuit } = await import('../learning/mixed-circuit.ts');
const { staticState } = await import('../../src/learning/static-state.ts');
const { simulate } = await import('../../src/verdict/simulate.ts');
const { referenceGradient } = await import('../../src/learning/backprop.ts');
const { freeResponse } = await import('../../src/engine/free-response.ts');
const { Outlook } = await import('../../src/analysis/outlook.ts');
const { certifiedBeta } = await import('../../src/analysis/certified-beta.ts');
const { exportSpice } = await import('../../src/export/spice.ts');
const { loadScenario } = await import('../../src/config/load-scenario.ts');
const { prepareStudy } = await import('../../src/montecarlo/prepare-study.ts');
const { runBlock } = await import('../../src/montecarlo/trial.ts');
const { markOf } = await import('../../src/report/charts/theme.ts');
const { smallScenario } = await import('../cli/small-scenario.ts');
const { NGSPICE_MISSING, WITH_NGSPICE, runExported, finalValue } = await import('../export/ngspice.ts');

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-descriptor-'));
afterAll(() => rmSync(folder, { recursive: true }));

const THRESHOLD = 3e-4;

const WISHES = [
  { seed: 'new activation', activation: HARD_TANH, loss: 'squared-error', gain: 1.5 },
  { seed: 'new loss', activation: 'relu', loss: LOG_COSH },
  { seed: 'both', activation: HARD_TANH, loss: LOG_COSH, rails: [-1.5, 1.5], gain: 1.5 },
] as const;

describe.each(WISHES)('$activation, $loss, under each rule', (wish) => {
  it.each(RULES)('%s: events end where nothing changes, and the branch is there', (rule) => {
    const { circuit, drive } = mixedCircuit(rule, { ...wish, beta: 0.1 });
    const encoder = { ...circuit.chip.encoder, activityThreshold: THRESHOLD, differenceThreshold: THRESHOLD };
    const run = simulate({ ...circuit, chip: { ...circuit.chip, encoder } }, drive, { horizon: 0.02, maxEvents: 1e7 });
    expect(run.outcome).toBe('settled');
    const { state } = staticState(circuit, drive);
    const branch = new Outlook(circuit, drive).point!.state;
    for (let k = 1; k < state.length; k++) {
      for (const side of ['plus', 'minus'] as const) {
        state[k]![side].forEach((s, i) => {
          expect(Math.abs(s - run.state[k]![side][i])).toBeLessThan(30 * THRESHOLD);
          expect(Math.abs(s - branch[k]![side][i])).toBeLessThan(1e-9);
        });
      }
    }
  });

  it('has the gradient that differences of the loss have', () => {
    const { circuit, drive } = mixedCircuit('dp', wish);
    const { signal } = referenceGradient(circuit, drive.input, drive.target, drive.loss);
    const h = 1e-6;
    circuit.chip.forward.forEach(({ bias }, k) => {
      bias.forEach((kept, i) => {
        const at = (shift: number) => {
          bias[i] = kept + shift;
          return LOSS_DEFINITIONS[wish.loss].value(freeResponse(circuit, drive.input).output, drive.target);
        };
        const slope = (at(h) - at(-h)) / (2 * h);
        bias[i] = kept;
        expect(signal[k + 1]![i]).toBeCloseTo(-slope, 7);
      });
    });
  });

  it('has a certified beta, above which alone a branch ends', () => {
    const { circuit, drive } = mixedCircuit(EVEN, { ...wish, spread: 0.02, gain: 0.5 });
    const { outputsInRange } = certifiedBeta(circuit, wish.loss, 'live');
    expect(outputsInRange).not.toBe(0);
    const lost = new Outlook(circuit, drive).lossBeta();
    if (lost !== null && outputsInRange !== null) expect(lost).toBeGreaterThan(outputsInRange);
  });

  it.skipIf(NGSPICE_MISSING)(`ends where ngspice ends${WITH_NGSPICE}`, () => {
    const { circuit, drive } = mixedCircuit(EVEN, { ...wish, layers: [4, 6, 3], beta: 0.1 });
    const spice = runExported(circuit, drive, { horizon: 1e-3 }, [1, 0]);
    staticState(circuit, drive).state.forEach((layer, k) => {
      layer?.plus.forEach((s, i) => {
        expect(Math.abs(finalValue(spice, 's_plus', k, i) - s)).toBeLessThan(1e-4);
      });
    });
  });
});

it('a new activation that cuts really is cut on both sides', () => {
  const { circuit, drive } = mixedCircuit('dp', { ...WISHES[0], gain: 3 });
  const { state } = freeResponse(circuit, drive.input);
  const hidden = [...state[1]!.plus, ...state[2]!.plus];
  expect(Math.min(...hidden)).toBe(-1);
  expect(Math.max(...hidden)).toBe(1);
  expect(exportSpice(circuit, drive, { title: 'new', horizon: 1e-3 })).toMatch(/v=min\(max\(.*,-1\),1\)/);
});

it('a scenario names all three, and its sweep is trained, run and drawn', () => {
  const path = smallScenario(folder, { hidden: 8, probes: 2 });
  const text = readFileSync(path, 'utf8').replace('overrides:\n', `overrides:\n  neuron.activation: ${HARD_TANH}\n`);
  writeFileSync(path, `${text}loss: ${LOG_COSH}\nrules: [${EVEN}, dp]\n`);
  const { scenario, points } = loadScenario(path);
  const rows = runBlock(prepareStudy(scenario, points), { index: 0, firstChip: 0, chips: 2 });
  expect(rows.map(({ rule, error }) => [rule, error])).toEqual(
    Array.from({ length: 4 }, () => [
      [EVEN, null],
      ['dp', null],
    ]).flat(),
  );
  // Where alpha is 1/2 nothing tells the rules apart; here it is 0 and 0.8.
  const angles = (rule: string) => rows.filter((row) => row.rule === rule).map(({ angleDeg }) => angleDeg);
  expect(angles(EVEN)).not.toEqual(angles('dp'));
  expect(markOf(EVEN, 0).name).toBe('Even');
});
