import { describe, expect, it } from 'vitest';
import { proportion } from '../../src/montecarlo/statistics/proportion.ts';
import { escapeMarkdown, escapeMarkup, escapeText } from '../../src/report/escape.ts';
import {
  chipsWithYield,
  medianText,
  percent,
  percentInterval,
  points,
  pValue,
  threeDigits,
  withUnit,
} from '../../src/report/format.ts';
import { rangesInWords } from '../../src/report/words.ts';

describe('numbers in words', () => {
  it.each([
    [1.2345e-5, 's', '12.3 µs'],
    [9.999e-4, 's', '1.00 ms'],
    [0.9996, 's', '1.00 s'],
    [999.6e-9, 'J', '1.00 µJ'],
    [1, 's', '1.00 s'],
    [-2.5e-3, 'V', '-2.50 mV'],
    [0, 'J', '0 J'],
    [1e-21, 'J', '1.00e-21 J'],
  ])('%f %s', (value, unit, text) => {
    expect(withUnit(value, unit)).toBe(text);
  });

  it.each([
    [0, '0'],
    [0.05, '0.0500'],
    [7.1268, '7.13'],
    [1234.5, '1235'],
    [2e6, '2.00e+6'],
    [1e-4, '1.00e-4'],
  ])('three digits of %f', (value, text) => {
    expect(threeDigits(value)).toBe(text);
  });

  it('shows that a yield is not quite 0 or 100 %', () => {
    expect([0, 1, 0.87, 0.99996, 2e-5].map(percent)).toEqual(['0.0 %', '100.0 %', '87.0 %', '99.996 %', '0.002 %']);
    expect(percentInterval([0.79, 0.9221])).toBe('79.0 – 92.2 %');
  });

  it('reports a yield with its interval', () => {
    expect(chipsWithYield(proportion(87, 100))).toBe('87 of 100 chips (79.0 – 92.2 %)');
    expect(chipsWithYield(proportion(1, 1))).toBe('1 of 1 chip (20.7 – 100.0 %)');
    expect(chipsWithYield(proportion(0, 0))).toBe('no chips');
  });

  it('signs differences and never rounds p to zero', () => {
    expect([0.13, -0.13, 0, -1e-9].map(points)).toEqual(['+13.0', '\u221213.0', '0.0', '0.0']);
    expect([1, 0.031, 4.2e-4, 1.6e-30, 0].map(pValue)).toEqual(['1.000', '0.031', '4.2e-4', '1.6e-30', '< 1e-300']);
  });

  it('gives no interval that a small sample does not bound', () => {
    const few = { n: 5, q05: 1, q25: 2, median: 3, q75: 4, q95: 5, medianInterval: [null, null] } as const;
    expect(medianText(few, String)).toBe('3 (n = 5)');
    expect(medianText({ ...few, n: 6, medianInterval: [1, 5] }, String)).toBe('3 (1 – 5)');
  });

  it('says where a window ends', () => {
    const range = (from: string, to: string, openBelow = false, openAbove = false) => ({
      from,
      to,
      openBelow,
      openAbove,
    });
    expect(rangesInWords([])).toBe('no value of the sweep');
    expect(rangesInWords([range('1', '2'), range('4', '4', false, true)])).toBe('1 to 2 and 4 (end of the sweep)');
    expect(rangesInWords([range('0', '2', true)])).toBe('0 to 2 (start of the sweep)');
    expect(rangesInWords([range('0', '1', true, true)])).toBe('every value of the sweep');
  });
});

describe('text from files', () => {
  it('is inert in HTML and SVG', () => {
    expect(escapeMarkup(`<script>alert("x")</script> & 'y'`)).toBe(
      '&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; &#39;y&#39;',
    );
    expect(escapeMarkup('a\u0000b\u001bc')).toBe('a b c');
  });

  it('is inert in Markdown', () => {
    expect(escapeMarkdown('a|b <img> [x](y)\n# *z*')).toBe('a\\|b &lt;img> \\[x\\](y) \\# \\*z\\*');
  });

  it('keeps equations and intervals on a line', () => {
    expect(escapeText('p = 5.0e-29')).toBe('p\u00a0=\u00a05.0e\u221229');
    expect(escapeText('79.0 – 92.2 %')).toBe('79.0\u00a0–\u2060\u00a092.2\u00a0%');
    expect(escapeText('a – b')).toBe('a – b');
  });
});
