import { describe, expect, it } from 'vitest';
import { circuitOf } from '../../src/learning/rules.ts';
import { simulate } from '../../src/verdict/simulate.ts';
import { CASES, type Case } from './chips.ts';
import { plainWord } from './plain-word.ts';
import { smallChip, TAU } from './small-chip.ts';

/**
 * The word of a run against that of a plain integrator in fixed steps, with encoders, which knows neither branches nor
 * margins: it turns beta up in small steps, disturbs and watches. It imports nothing of engine, learning, analysis or verdict
 * but how a rule wires a chip.
 */
function bothWords([, chip, rule, input, target, beta]: Case): [ours: string, plain: string] {
  const circuit = circuitOf(smallChip(chip), rule);
  const drive = {
    input: Float64Array.from(input),
    target: Float64Array.from(target),
    loss: 'squared-error',
    beta,
    nudge: 'live',
  } as const;
  const spell = ({ word, deadZone }: { word: string; deadZone: boolean }) => `${word}${deadZone ? '+dz' : ''}`;
  const { outcome, deadZone } = simulate(circuit, drive, { horizon: 500 * TAU, maxEvents: null });
  return [spell({ word: outcome, deadZone }), spell(plainWord(circuit, drive))];
}

describe('words of runs and of a plain integrator', () => {
  it('are those of at least 30 chips, each at least three times', () => {
    const words = new Map<string, number>();
    for (const [word] of CASES) words.set(word, (words.get(word) ?? 0) + 1);
    expect(CASES.length).toBeGreaterThanOrEqual(30);
    const all = [
      'settled',
      'chattering',
      'clipped',
      'jumped',
      'slow',
      'oscillating',
      'saturated',
      'diverged',
      'settled+dz',
    ];
    for (const word of all) expect([word, (words.get(word) ?? 0) >= 3]).toEqual([word, true]);
  });

  it.each(CASES.map((one, index) => [index, ...one] as const))('case %i: %s', (_index, ...one) => {
    expect(bothWords(one)).toEqual([one[0], one[0]]);
  });
});
