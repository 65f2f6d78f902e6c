import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readDocument } from '../../src/config/disk.ts';
import { parseText } from '../../src/config/document.ts';
import { fields, validateDocument } from '../../src/config/validate.ts';
import { problemsOf, refusal } from './problems.ts';

const TEXT = `first: 1
second:
  - {a: 1, b: two}
  - 3
`;

describe('a document', () => {
  const { value, position } = parseText(TEXT, 'x.yaml');

  it('is plain data that knows where each value stands', () => {
    expect(value).toEqual({ first: 1, second: [{ a: 1, b: 'two' }, 3] });
    expect(position(['first'])).toEqual({ line: 1, column: 8 });
    expect(position(['second', 0, 'b'])).toEqual({ line: 3, column: 15 });
    expect(position(['second', 0, 'b'], true)).toEqual({ line: 3, column: 12 });
    expect(position(['second', 1])).toEqual({ line: 4, column: 5 });
  });

  it('points at the nearest parent of a value that is missing', () => {
    expect(position(['second', 0, 'c', 'd'])).toEqual({ line: 3, column: 5 });
    expect(position(['third'])).toEqual({ line: 1, column: 1 });
  });

  it('may be JSON', () => {
    expect(parseText('{"a": [1, 2.5e-3, null]}', 'x.json').value).toEqual({ a: [1, 0.0025, null] });
  });

  it.each([
    ['a: 1\nb: 2\na: 3\n', /^x:3:1: not valid YAML: Map keys must be unique/],
    ['a: [1, 2\n', /^x:2:1: not valid YAML: /],
    ['a: "b\n', /^x:2:1: not valid YAML: /],
    ['a: !!js/function "f"\n', /^x:1:4: not valid YAML: Unresolved tag/],
    ['a: 1\n---\nb: 2\n', /^x:2:1: not valid YAML: /],
    ['\ta: 1\n', /^x:1:1: not valid YAML: /],
    ['a: *b\n', /^x:1:4: not valid YAML: Unresolved alias/],
  ])('refuses %j', (text, message) => {
    const [problem] = problemsOf(() => parseText(text, 'x'));
    expect(`${problem.file}:${problem.line}:${problem.column}: ${problem.message}`).toMatch(message);
  });

  it('refuses aliases that multiply', () => {
    const level = (i: number) =>
      `a${i}: &a${i} [${Array(10)
        .fill(`*a${i - 1}`)
        .join(', ')}]`;
    const bomb = ['a0: &a0 [x]', ...Array.from({ length: 9 }, (_, i) => level(i + 1))].join('\n');
    expect(refusal(() => parseText(bomb, 'x'))).toMatch(/alias/);
  });

  it('cannot be a missing file or a folder', () => {
    const folder = mkdtempSync(join(tmpdir(), 'dyadsim-'));
    expect(refusal(() => readDocument(join(folder, 'x.yaml')))).toBe(`${join(folder, 'x.yaml')}: no such file`);
    expect(refusal(() => readDocument(folder))).toBe(`${folder}: is a directory, expected a file`);
    rmSync(folder, { recursive: true });
  });
});

describe('validation', () => {
  const schema = fields({
    count: z.int().min(1),
    kind: z.enum(['red', 'green']),
    list: z.array(z.number()).min(2),
    way: z.discriminatedUnion('by', [
      fields({ by: z.literal('sea') }),
      fields({ by: z.literal('air'), height: z.number() }),
    ]),
    either: z.union([z.number(), fields({ deep: z.number().positive() })]).optional(),
  });
  const validate = (text: string) => validateDocument(parseText(text, 'x'), schema);

  it('lists every problem with place, path, expectation and value', () => {
    const text = 'cuont: 3\nkind: blue\nlist: [1, two]\nway: {by: air, height: .inf}\neither: {deep: -1}\n';
    expect(
      problemsOf(() => validate(text)).map(({ line, column, path, message }) => [line, column, path, message]),
    ).toEqual([
      [1, 1, 'count', 'expected an integer, but it is missing'],
      [1, 1, 'cuont', 'unknown field; did you mean "count"?'],
      [2, 7, 'kind', 'expected "red" or "green", got "blue"'],
      [3, 11, 'list.1', 'expected a finite number, got "two"'],
      [4, 24, 'way.height', 'expected a finite number, got Infinity'],
      [5, 16, 'either.deep', 'expected a number > 0, got -1'],
    ]);
  });

  it.each([
    ['count: 1.5', 'x:1:8 count: expected an integer, got 1.5'],
    ['count: 0', 'x:1:8 count: expected a number >= 1, got 0'],
    ['list: [1]', 'x:1:7 list: expected a list of >= 2 entries, got [1]'],
    ['way: {by: foot}', 'x:1:11 way.by: expected "sea" or "air", got "foot"'],
    ['either: [1]', 'x:1:9 either: expected a finite number or a map of fields, got [1]'],
    ['either: {depe: 1, deep: 2}', 'x:1:10 either.depe: unknown field; did you mean "deep"?'],
  ])('%s', (text, message) => {
    expect(
      problemsOf(() => validate(text)).map(
        ({ file, line, column, path, message }) => `${file}:${line}:${column} ${path}: ${message}`,
      ),
    ).toContain(message);
  });

  it.each(['', 'null', '3', '[]', 'text'])('refuses %j as a whole', (text) => {
    expect(refusal(() => validate(text))).toMatch(/^x:1:1: expected a map of fields, got /);
  });
});
