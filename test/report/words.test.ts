import { describe, expect, it } from 'vitest';
import { METRICS } from '../../src/model/metrics.ts';
import { metricText, metricWithUnit, specName } from '../../src/report/words.ts';

describe('metrics in words', () => {
  it.each([
    ['gainMarginDb ≥ 6', 'gain margin ≥ 6.00 dB'],
    ['gainMargin ≥ 1.5', 'gain margin, factor on beta ≥ 1.50'],
    ['settleTime ≤ 0.0012', 'settling time ≤ 1.20 ms'],
    ['energy ≤ 1e-9', 'energy of a presentation ≤ 1.00 nJ'],
    ['normRatio ≥ 0.5 ≤ 2', '0.500 ≤ length of the gradient ≤ 2.00'],
    ['lossFactor ≥ 1', 'end of the branch ≥ 1.00 times beta'],
    ['inRange', 'in range'],
    ['stable', 'stable'],
  ])('a spec without a name, %s, is called %s', (name, words) => {
    expect(specName(name)).toBe(words);
  });

  it.each(['headroom', 'gainMargin of the corner', 'gainMarginDb ≥ six', 'my stable', '<b>stable</b>'])(
    'a spec that is called %s keeps its name',
    (name) => {
      expect(specName(name)).toBe(name);
    },
  );

  it('no two are called the same, and none by its name in files', () => {
    const names = METRICS.map(metricWithUnit);
    expect(new Set(names).size).toBe(METRICS.length);
    expect(names.filter((name) => /[a-z][A-Z]/.test(name.replace('dB', '')))).toEqual([]);
  });

  it('values have their unit', () => {
    expect(metricText('angleDeg', 45)).toBe('45.0 deg');
    expect(metricText('settleTime', 0.25)).toBe('250 ms');
    expect(metricText('accuracy', 0.97)).toBe('0.970');
  });
});
