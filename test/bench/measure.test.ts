import { describe, expect, it } from 'vitest';
import { Findings, isMet } from '../../bench/findings.ts';
import { interleave, ratios, spreadOf } from '../../bench/measure.ts';
import { agreement } from '../../bench/peers/agreement.ts';
import type { PartResult } from '../../bench/results.ts';
import { withTables } from '../../bench/table.ts';

describe('measuring', () => {
  it('takes turns, and does not count the warm-up', async () => {
    const turns: string[] = [];
    const contender = (name: string) => () => {
      turns.push(name);
      return { [name]: turns.length };
    };
    const samples = await interleave([contender('a'), contender('b')], 2);
    expect(turns.join('')).toBe('ababab');
    expect(samples).toEqual({ a: [3, 5], b: [4, 6] });
  });

  it('median, ends and number of samples', () => {
    expect(spreadOf([5, 1, 3])).toEqual({ median: 3, min: 1, max: 5, runs: 3 });
    expect(spreadOf([4, 1, 2, 3])).toEqual({ median: 2.5, min: 1, max: 4, runs: 4 });
    expect(() => spreadOf([])).toThrow('nothing was measured');
  });

  it('ratios are of the same round', () => {
    expect(ratios([2, 9], [1, 3])).toEqual([2, 3]);
    expect(() => ratios([1, 2], [1])).toThrow('not of the same rounds');
  });

  it('the median is held against what is required', () => {
    const spread = { what: '', median: 3, min: 1, max: 9, runs: 3 };
    expect(isMet({ ...spread, required: { atLeast: 3 } })).toBe(true);
    expect(isMet({ ...spread, required: { atLeast: 4 } })).toBe(false);
    expect(isMet({ ...spread, required: { atMost: 2 } })).toBe(false);
    expect(isMet({ ...spread, required: null })).toBeNull();
  });
});

describe('agreement', () => {
  const ours = { events: 1000, m: [0.1, 0.2] };

  it.each([
    [{ events: 1009, m: [0.1, 0.259] }, true],
    [{ events: 1011, m: [0.1, 0.2] }, false],
    [{ events: 989, m: [0.1, 0.2] }, false],
    [{ events: 1000, m: [0.1, 0.261] }, false],
    [{ events: null, m: [0.1, Number.NaN] }, false],
    [{ events: null, m: [0.1, 0.2] }, true],
  ])('%j: %s', (theirs, agrees) => {
    expect(agreement('peer', ours, theirs, 0.01).agrees).toBe(agrees);
  });
});

describe('the table', () => {
  const findings = new Findings();
  findings.measured('a run', [0.001, 0.003]);
  findings.ratio('b / a', [4, 6], [1, 2], { atLeast: 4 });
  findings.absent.push('Brian2: not there');
  const part: PartResult = {
    ...findings,
    commit: 'abc',
    command: 'npm run bench',
    date: '2000-01-01',
    machine: 'one',
    seconds: 1,
  };
  const page = [
    '# Before',
    '<!-- begin of what npm run bench writes -->',
    'old',
    '<!-- end of what npm run bench writes -->',
    'After',
  ];

  it('replaces what stands between the markers, and nothing else', () => {
    const text = withTables(page.join('\n'), { parts: { kernel: part } });
    expect(text.startsWith('# Before\n')).toBe(true);
    expect(text.endsWith('\nAfter')).toBe(true);
    expect(text).not.toContain('old');
    expect(text).toContain('| b / a | 3.50 | 3.00 | 4.00 | 2 | at least 4 | **not met** |');
    expect(text).toContain('| a run | 2.00 ms | 1.00 ms | 3.00 ms | 2 |');
    expect(text).toContain('**Absent, not measured:** Brian2: not there');
    expect(withTables(text, { parts: { kernel: part } })).toBe(text);
  });

  it('refuses a page without markers', () => {
    expect(() => withTables('# Page', { parts: {} })).toThrow('begin of what npm run bench writes');
  });
});
