import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseText } from '../../src/config/document.ts';
import { plainJson } from '../../src/config/plain-json.ts';

describe('JSON read as JSON', () => {
  it('gives what YAML gives, values and positions', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'grapheme-ascii' }), fc.jsonValue({ maxDepth: 3 })), (value) => {
        fc.pre(!JSON.stringify(value).includes('__proto__'));
        expect(plainJson(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { seed: 1, numRuns: 200 },
    );
    const document = parseText('{\n  "a": [1,\n    {"b": "x"}]\n}', 'x.json');
    expect(document.value).toEqual({ a: [1, { b: 'x' }] });
    expect(document.position(['a', 1, 'b'])).toEqual({ line: 3, column: 11 });
  });

  it('leaves duplicate keys, at any depth and however written, to be refused', () => {
    for (const text of ['{"a": 1, "a": 2}', '{"x": [{"b": {}, "b": 1}]}', '{"\\u0061": 1, "a": 2}']) {
      expect(plainJson(text)).toBe(undefined);
      expect(() => parseText(text, 'x.json')).toThrow(/unique/i);
    }
    expect(plainJson('{"a": {"a": "a"}, "b": {"a": "{\\"a\\": 1}"}}')).toEqual({ a: { a: 'a' }, b: { a: '{"a": 1}' } });
  });

  it('leaves everything else to YAML', () => {
    for (const text of ['a: 1', '{a: 1}', '{"a": 1,}', '3', '', '"x"']) expect(plainJson(text)).toBe(undefined);
  });
});
