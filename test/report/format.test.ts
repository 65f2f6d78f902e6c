import { describe, expect, it } from 'vitest';
import { inputCounts } from '../../src/montecarlo/statistics/inputs.ts';
import { escapeMarkdown, escapeMarkup, escapeText } from '../../src/report/escape.ts';
import {
  medianText,
  percent,
  percentInterval,
  points,
  pValue,
  threeDigits,
  withUnit,
} from '../../src/report/format.ts';
import { shownCounts } from '../../src/report/tables/inputs.ts';
import { rangesInWords } from '../../src/report/words.ts';
import { yieldOf } from '../../src/report/yield.ts';
import { chipsWithYield, onInputs, yieldText } from '../../src/report/yield-text.ts';

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

  const yieldWith = (stable: readonly (boolean | null)[], { held = 0, refused = 0 } = {}) => {
    const passed = stable.filter((own) => own === true).length;
    const unknown = stable.filter((own) => own === null).length;
    return yieldOf({ chips: stable.length + refused, run: stable.length, passed, unknown, deadZone: held }, null);
  };
  const chips = (passing: number, failing: number, unknown = 0) => [
    ...Array<true>(passing).fill(true),
    ...Array<false>(failing).fill(false),
    ...Array<null>(unknown).fill(null),
  ];

  it.each([
    [yieldWith(chips(87, 13)), '87/100 (79.0 – 92.2 %)', '87 of 100 chips (79.0 – 92.2 %)'],
    [yieldWith(chips(1, 0)), '1/1 (20.7 – 100.0 %)', '1 of 1 chip (20.7 – 100.0 %)'],
    [yieldWith([]), '–', 'no chips'],
    [yieldWith([], { refused: 3 }), '– (3 refused)', 'no chip: 3 could not be run'],
    [
      yieldWith(chips(94, 6), { held: 3 }),
      '94/100 (87.5 – 97.2 %; 3 held by thresholds only)',
      '94 of 100 chips (87.5 – 97.2 %; 3 of them held by thresholds only)',
    ],
    // The lower limit is that of 90, the upper that of 94.
    [
      yieldWith(chips(90, 6, 4)),
      '90 to 94/100 (82.6 – 97.2 %; 4 undecided)',
      '90 to 94 of 100 chips (82.6 – 97.2 %; 4 undecided)',
    ],
    // One in a hundred is not worth bounds; two are.
    [
      yieldWith(chips(99, 0), { refused: 1 }),
      '99/99 (96.3 – 100.0 %; 1 refused)',
      '99 of 99 chips (96.3 – 100.0 %; 1 more could not be run)',
    ],
    [
      yieldWith(chips(97, 0, 1), { refused: 2 }),
      '97 to 98/98 (94.4 – 100.0 %; 1 undecided; 2 refused; of all 100: 97.0 – 100.0 %)',
      '97 to 98 of 98 chips (94.4 – 100.0 %; 1 undecided; 2 more could not be run; of all 100 chips it is 97.0 – 100.0 %, whatever those would do)',
    ],
  ])('a yield with its interval, and with what is not known of it: %#', (own, cell, sentence) => {
    expect(yieldText(own)).toBe(cell);
    expect(chipsWithYield(own)).toBe(sentence);
  });

  it('shows a yield on numbers of inputs for which it is known', () => {
    expect([shownCounts(1), shownCounts(8), shownCounts(100)]).toEqual([[1], [1, 2, 4, 8], [1, 4, 16, 64, 100]]);
    for (let tried = 1; tried <= 2000; tried++) {
      const known = new Set(inputCounts(tried));
      expect(shownCounts(tried).filter((count) => !known.has(count))).toEqual([]);
    }
  });

  it('says on how many inputs', () => {
    expect([1, 4].map(onInputs)).toEqual(['on 1 input', 'on all of 4 inputs']);
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
