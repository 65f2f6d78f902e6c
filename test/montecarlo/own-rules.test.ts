import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { formatProblem } from '../../src/config/input-error.ts';
import { loadScenario } from '../../src/config/load-scenario.ts';
import { functionOfAlpha } from '../../src/config/rule-expression.ts';
import { ruleNamed } from '../../src/learning/rules.ts';
import { prepareStudy } from '../../src/montecarlo/prepare-study.ts';
import type { TrialRow } from '../../src/montecarlo/row.ts';
import { runBlock } from '../../src/montecarlo/trial.ts';
import { smallScenario } from '../cli/small-scenario.ts';
import { problemsOf } from '../config/problems.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-own-rules-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The small scenario at alpha 0, 1/4 and 0.8, under rules as its file has them. */
function load(rules: string, more = '') {
  const path = smallScenario(folder, { probes: 3, noise: true });
  const text = readFileSync(path, 'utf8').replace('alpha: [0, 0.8]', 'alpha: [0, 0.25, 0.8]');
  writeFileSync(path, `${text}rules: ${rules}\n${more}`);
  return loadScenario(path);
}

function rowsUnder(rules: string, more = ''): TrialRow[] {
  const { scenario, points } = load(rules, more);
  return runBlock(prepareStudy(scenario, points), { index: 0, firstChip: 0, chips: 2 });
}

const told = (rules: string) =>
  problemsOf(() => load(rules)).map((problem) => formatProblem(problem).replace(/^.*yaml:/, ''));

const DP = '{ name: again, nudge: { plus: alpha, minus: 1 - alpha }, mean: { plus: alpha, minus: 1 - alpha } }';
const TRANSPOSED =
  '{ name: swapped, nudge: { plus: 1 - alpha, minus: alpha }, mean: { plus: alpha, minus: "100 % - alpha" } }';

describe("a rule of the scenario's own", () => {
  it.each(['engine: events', 'engine: static'])(
    'that is dp written out does what dp does, bit for bit, noise and all: %s',
    (engine) => {
      const rows = rowsUnder(`[dp, ${DP}]`, `${engine}\n`);
      const of = (rule: string) => rows.filter((row) => row.rule === rule).map(({ rule: _name, ...row }) => row);
      expect(of('again')).toHaveLength(6);
      expect(of('again')).toEqual(of('dp'));
    },
  );

  it('that is dp-transpose written out does what that does, where 1 - (1 - alpha) is alpha to the last bit', () => {
    const rows = rowsUnder(`[dp-transpose, ${TRANSPOSED}]`);
    const of = (rule: string, point: number) =>
      rows.filter((row) => row.rule === rule && row.point === point).map(({ rule: _name, ...row }) => row);
    expect(of('swapped', 1)).toEqual(of('dp-transpose', 1));
    expect(of('swapped', 1)).not.toEqual(of('swapped', 0));
  });

  it('is another one where its gains are', () => {
    const half = '{ name: half, nudge: { plus: 1/2, minus: 0.5 }, mean: { plus: alpha, minus: 1 - alpha } }';
    const rows = rowsUnder(`[dp, ${half}]`);
    const angles = (rule: string) => rows.filter((row) => row.rule === rule).map(({ angleDeg }) => angleDeg);
    expect(angles('half')).not.toEqual(angles('dp'));
  });

  it('keeps its definition in the scenario, as it is written', () => {
    const { scenario } = load(`[${TRANSPOSED}]`);
    expect(scenario.rules).toEqual(['swapped']);
    expect(scenario.ownRules).toEqual([
      {
        name: 'swapped',
        nudge: { plus: '1 - alpha', minus: 'alpha' },
        mean: { plus: 'alpha', minus: '100 % - alpha' },
      },
    ]);
    expect(() => ruleNamed('other', scenario.ownRules)).toThrow('expected dp or dp-transpose or swapped, got other');
  });

  it.each([
    [
      'an unknown name',
      '{ name: x, nudge: { plus: alfa, minus: 1 }, mean: { plus: 1, minus: 0 } }',
      'rules.0.nudge.plus: expected an expression in alpha, such as "1 - alpha", got "alfa" (unknown name "alfa")',
    ],
    [
      'a unit',
      '{ name: x, nudge: { plus: 1 mV, minus: 1 }, mean: { plus: 1, minus: 0 } }',
      '(mV is a unit, and alpha has none)',
    ],
    [
      'no expression',
      '{ name: x, nudge: { plus: "1 -", minus: 1 }, mean: { plus: 1, minus: 0 } }',
      'not an expression',
    ],
    ['code', '{ name: x, nudge: { plus: "import(1)", minus: 1 }, mean: { plus: 1, minus: 0 } }', 'only the functions'],
    [
      'a gain below 0',
      '{ name: x, nudge: { plus: alpha - 1/2, minus: 1 }, mean: { plus: 1, minus: 0 } }',
      '(it is -0.5 at alpha = 0, expected at least 0 and finite)',
    ],
    [
      'a gain without bound',
      '{ name: x, nudge: { plus: 1/alpha, minus: 1 }, mean: { plus: 1, minus: 0 } }',
      '(it is Infinity at alpha = 0',
    ],
    [
      'a value that is not real',
      '{ name: x, nudge: { plus: sqrt(alpha - 1/4), minus: 1 }, mean: { plus: 1, minus: 0 } }',
      '(it is NaN at alpha = 0',
    ],
    [
      'the name of a shipped rule',
      '{ name: dp, nudge: { plus: 1, minus: 1 }, mean: { plus: 1, minus: 0 } }',
      'rules.0.name: expected a name that no shipped rule has, got "dp"',
    ],
    [
      'a name that is none',
      '{ name: My Rule, nudge: { plus: 1, minus: 1 }, mean: { plus: 1, minus: 0 } }',
      'rules.0.name: expected a name of small letters',
    ],
    [
      'a missing weight',
      '{ name: x, nudge: { plus: 1, minus: 1 }, mean: { plus: 1 } }',
      'rules.0.mean.minus: expected',
    ],
    ['a misspelt rule', 'dp-transpos', 'rules.0'],
  ])('is refused with %s, at its place', (_, rule, message) => {
    expect(told(`[${rule}]`).join('\n')).toContain(message);
  });

  it('is refused twice under one name', () => {
    expect(told(`[${DP}, ${DP}]`).join('\n')).toContain('rules.1: expected each rule once');
  });
});

describe('a function of alpha', () => {
  it.each([
    ['alpha', (a: number) => a],
    ['1 - alpha/2', (a: number) => 1 - a / 2],
    ['(1 - alpha)^2', (a: number) => (1 - a) ** 2],
    ['max(alpha, 1 - alpha)', (a: number) => Math.max(a, 1 - a)],
    ['exp(-alpha) * pi', (a: number) => Math.exp(-a) * Math.PI],
    ['50 %', () => 0.5],
  ])('%s is what it says, to rounding', (text, law) => {
    for (const alpha of [0, 0.1, 1 / 3, 0.5, 0.9, 1]) {
      expect(Math.abs(functionOfAlpha(text)(alpha) / law(alpha) - 1) || 0).toBeLessThan(1e-15);
    }
  });
});
