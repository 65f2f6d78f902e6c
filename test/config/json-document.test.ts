import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseText } from '../../src/config/document.ts';
import { parseJson } from '../../src/config/json-document.ts';
import { jsonPlaces } from '../../src/config/json-places.ts';
import { parseYaml } from '../../src/config/yaml-document.ts';
import { refusal } from './problems.ts';

const read = (text: string) => parseJson(text, 'x.json', 100);

/** Every path of a value, its own included. */
function paths(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [path, ...entries.flatMap(([step, inner]) => paths(inner, [...path, step]))];
}

describe('JSON read as JSON', () => {
  it('gives what YAML gives, values and the place of every value and key', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'grapheme-ascii' }), fc.jsonValue({ maxDepth: 3 })),
        fc.constantFrom(0, 2, '\t'),
        (value, indent) => {
          const text = JSON.stringify(value, null, indent);
          const json = parseJson(text, 'x', 0);
          const yaml = parseYaml(text, 'x');
          expect(json?.value).toEqual(JSON.parse(text));
          for (const path of paths(value)) {
            expect(json?.position(path)).toEqual(yaml.position(path));
            expect(json?.position(path, true)).toEqual(yaml.position(path, true));
            expect(json?.position([...path, 'no such'])).toEqual(yaml.position([...path, 'no such']));
          }
        },
      ),
      { seed: 1, numRuns: 200 },
    );
  });

  it('finds a fault exactly where JSON.parse refuses the text', () => {
    const sign = fc.constantFrom(...'{}[]:,"\\ \n-+.eE01u', 'true', 'null', '"a"', '\u0001');
    const mutated = fc.tuple(fc.jsonValue({ maxDepth: 3 }), fc.nat(), fc.nat(3), sign).map(([value, at, cut, sign]) => {
      const text = JSON.stringify(value);
      const from = at % (text.length + 1);
      return text.slice(0, from) + sign + text.slice(from + cut);
    });
    fc.assert(
      fc.property(mutated, (text) => {
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        expect(jsonPlaces(text).fault === null).toBe(valid);
      }),
      { seed: 2, numRuns: 5000 },
    );
  });

  it('refuses duplicate keys, at any depth and however written, each at its place', () => {
    for (const text of ['{"a": 1, "a": 2}', '{"x": [{"b": {}, "b": 1}]}', '{"\\u0061": 1, "a": 2}']) {
      expect(() => parseText(text, 'x.json')).toThrow(/unique/i);
    }
    expect(refusal(() => read('{"a": 1,\n "a": 2}'))).toBe(
      'x.json:2:2: not valid JSON: keys must be unique, got "a" again',
    );
    const fine = '{"a": {"a": "a"}, "b": {"a": "{\\"a\\": 1}"}}';
    expect(read(fine)?.value).toEqual({ a: { a: 'a' }, b: { a: '{"a": 1}' } });
  });

  it('leaves everything else to YAML, as long as YAML is read at all', () => {
    for (const text of ['a: 1', '{a: 1}', '{"a": 1,}', '3', '', '"x"']) expect(read(text)).toBe(null);
    const long = `[${'1, '.repeat(40)}\n1 2]`;
    expect(refusal(() => read(long))).toBe('x.json:2:3: not valid JSON: expected "," or "]"');
  });

  it.each(['[', '{"a":'])('deep nesting by %s is refused at its place', (open) => {
    const close = open === '[' ? ']' : '}';
    const nested = (depth: number) => `${open.repeat(depth)}1${close.repeat(depth)}`;
    expect(parseText(nested(60), 'x').value).toBeDefined();
    expect(refusal(() => parseText(nested(61), 'x'))).toBe(
      `x:1:${60 * open.length + 1}: not valid JSON: nested too deeply`,
    );
    expect(refusal(() => parseText(nested(200_000), 'x'))).toMatch(/nested too deeply/);
  });
});
