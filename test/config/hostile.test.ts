import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, test } from 'vitest';
import { chipIn } from '../../src/chip/chip-file.ts';
import { deviceOf } from '../../src/config/device-from.ts';
import { readDocument } from '../../src/config/disk.ts';
import { parseText } from '../../src/config/document.ts';
import { formatProblem } from '../../src/config/input-error.ts';
import { loadScenario } from '../../src/config/load-scenario.ts';
import { shown } from '../../src/config/shown.ts';
import { problemsOf, refusal } from './problems.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-hostile-'));
afterAll(() => rmSync(folder, { recursive: true }));

const IDEAL = readFileSync('devices/ideal.yaml', 'utf8');
const QUICK = readFileSync('scenarios/ideal-quick.yaml', 'utf8');

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

const device = (text: string) => problemsOf(() => deviceOf(parseText(text, 'x'))).map(formatProblem);
const scenario = (text: string) => problemsOf(() => loadScenario(file('s.yaml', text))).map(formatProblem);

describe('what is no text is refused without being shown', () => {
  test.each([
    [
      'a zip archive',
      [0x50, 0x4b, 3, 4],
      'x:1:3: is not a text file: expected UTF-8 without control characters, got the byte 0x03',
    ],
    [
      'safetensors',
      [10, 1, 0, 0, 0, 0, 0, 0, 0, 0x7b],
      'x:2:1: is not a text file: expected UTF-8 without control characters, got the byte 0x01',
    ],
    [
      'Latin-1',
      [...Buffer.from('a: é\nname: d', 'utf8'), 0xe9, 0x61],
      'x:2:8: is not a text file: expected UTF-8 without control characters, got the byte 0xe9',
    ],
    [
      'a character cut short',
      [0x61, 0xe2, 0x82],
      'x:1:2: is not a text file: expected UTF-8 without control characters, got the byte 0xe2',
    ],
  ])('%s', (_, bytes, message) => {
    const path = file('bin', Uint8Array.from(bytes));
    expect(refusal(() => readDocument(path)).replace(path, 'x')).toBe(message);
  });

  it('a device is not read for ever', () => {
    expect(refusal(() => readDocument('/dev/zero'))).toBe('/dev/zero: is a device, expected a file');
  });

  it('UTF-8 with a byte order mark is text', () => {
    expect(readDocument(file('bom.yaml', '\ufeffa: 1\n')).value).toEqual({ a: 1 });
  });
});

describe('size', () => {
  const keys = (count: number) => Array.from({ length: count }, (_, i) => `k${i}`);

  it('every one of 20,000 unknown keys of a map is told at its line', () => {
    const problems = problemsOf(() =>
      deviceOf(
        parseText(
          IDEAL +
            keys(20_000)
              .map((key) => `${key}: 1\n`)
              .join(''),
          'x',
        ),
      ),
    );
    const told = problems.map(({ path, line }) => `${line} ${path}`).join();
    expect(
      told ===
        keys(20_000)
          .map((key, i) => `${27 + i} ${key}`)
          .join(),
    ).toBe(true);
  });

  it('every one of 60,000 overrides of nothing is told at its line', () => {
    const path = file(
      's.json',
      `{"format": "dyadsim/scenario@1", "name": "s", "device": "ideal", "network": {"layers": [64, 10],
"weights": {"from": "random"}}, "beta": 1, "chips": 1, "seed": 1, "overrides": {\n${keys(60_000)
        .map((key) => `"${key}": 1`)
        .join(',\n')}}}`,
    );
    const problems = problemsOf(() => loadScenario(path));
    const told = problems.map(({ path, line }) => `${line} ${path}`).join();
    expect(
      told ===
        keys(60_000)
          .map((key, i) => `${3 + i} overrides.${key}`)
          .join(),
    ).toBe(true);
  });

  it('of 60,000 axes with 10,000 values each none is written out', () => {
    const axes = keys(60_000).map((key) => `"device.${key}": "0:1:9999"`);
    const path = file('s.json', `{"sweep": {${axes.join(',')}}}`);
    expect(problemsOf(() => loadScenario(path)).map(formatProblem)).toEqual([
      `${path}:1:2 sweep: expected at most 100 axes, got 60000`,
    ]);
  });

  const square = (entry: string) => {
    const row = `[${Array(500).fill('0.12345678901234567').join(',')}]`;
    const rows = Array<string>(500).fill(row);
    rows[250] = row.replace('[0.12345678901234567', `[${entry}`);
    const ones = `[${Array(500).fill(1).join()}]`;
    const both = `{"plus":${ones},"minus":${ones}}`;
    const parts = ['tau', 'gain', 'offset', 'nudgeGain', 'meanWeight'].map((name) => `"${name}":${both}`).join();
    return `{"format":"dyadsim/chip@1","layers":[500,500],"activation":"relu",
"neurons":[null,{"alpha":${ones},${parts}}],"forward":[{"bias":${ones},"weights":[
${rows.join(',\n')}]}]}`;
  };

  test.each([
    ['"x"', 'x:253:2 forward.0.weights.250.0: expected a finite number, got "x"'],
    ['1e999', 'x:253:2 forward.0.weights.250.0: expected a finite number, got Infinity'],
    ['NaN', 'x:253:2: not valid JSON: expected a value'],
    ['1 2', 'x:253:4: not valid JSON: expected "," or "]"'],
    ['{"a":1,"a":1}', 'x:253:9: not valid JSON: keys must be unique, got "a" again'],
  ])('one %s in a chip file of 5 MB is told at its place', (entry, message) => {
    expect(refusal(() => chipIn(parseText(square(entry), 'x')))).toBe(message);
  });

  it('250,000 wrong weights are told by the first of them', () => {
    const text = square('1').replaceAll('0.12345678901234567', '"x"');
    const problems = problemsOf(() => chipIn(parseText(text, 'x'))).map(formatProblem);
    expect(problems[0]).toBe('x:1:1: more is wrong than can be listed');
    expect(problems).toContain('x:3:2 forward.0.weights.0.0: expected a finite number, got "x"');
    expect(problems).toHaveLength(1 + 50 * 50);
  });

  it('YAML is read up to a length, told before it is parsed', () => {
    expect(refusal(() => parseText(`a: ${'x'.repeat(300_000)}`, 'x'))).toBe(
      'x:1:1: not valid YAML: expected at most 262144 characters; write JSON',
    );
  });

  // Beyond some 800 levels the parser runs out of stack, and where V8 compiles a regular expression then, it aborts.
  it.each(['[', '- ', '? ', '{a: ', 'a: ', '-\t', '- ? '])(
    'YAML nested by %j is refused before it is parsed',
    (open) => {
      for (const depth of [300, 800, 1000, 3000, 60_000]) {
        expect(refusal(() => parseText(open.repeat(depth), 'x'))).toMatch(
          /^x:1:\d+: not valid YAML: nested too deeply$/,
        );
      }
    },
  );

  it('YAML nested by indentation, too', () => {
    const lines = (sign: string) => Array.from({ length: 500 }, (_, i) => `${' '.repeat(i)}${sign}`).join('\n');
    for (const sign of ['a:', '-', '?'])
      expect(refusal(() => parseText(lines(sign), 'x'))).toMatch(/^x:20\d:20\d: not valid YAML: nested too deeply$/);
  });

  it('long lines, rulers and one-line lists are not deep', () => {
    const list = Array.from({ length: 500 }, (_, i) => `{a: ${i}, b: [${i}]}`).join(', ');
    expect(
      parseText(`# ${'- '.repeat(100)}\nlist: [${list}]\ntext: "${'[x] - '.repeat(150)}"\n`, 'x').value,
    ).toBeDefined();
  });

  it('a list or a map is no key', () => {
    expect(refusal(() => parseText('? [a, b]\n: 1\n', 'x'))).toBe('x:1:3: not valid YAML: expected a text as key');
  });

  it('YAML nested a little too deep is refused at the place', () => {
    const nested = (depth: number) => `a: ${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect(parseText(nested(59), 'x').value).toBeDefined();
    expect(refusal(() => parseText(nested(60), 'x'))).toBe('x:1:63: not valid YAML: nested too deeply');
  });
});

describe('what is shown of a value', () => {
  test.each<[unknown, string]>([
    ['a'.repeat(1e7), `"${'a'.repeat(76)}...`],
    [Array(1e6).fill(1), `[${'1,'.repeat(38)}...`],
    [{ a: [1, Infinity, null], b: { c: 'x' } }, '{"a":[1,Infinity,null],"b":{"c":"x"}}'],
    [Number.NaN, 'NaN'],
    [[], '[]'],
  ])('is as JSON, and short', (value, text) => {
    expect(shown(value)).toBe(text);
  });
});

describe('messages', () => {
  it('are in the order of the lines', () => {
    const text = IDEAL.replace('activation: relu', 'activation: rely')
      .replace('fullScale: 1 V', 'fullScale: 1')
      .replace('delay: 0.2 us', 'dealy: 0.2 us')
      .replace('name: ideal', 'nama: ideal');
    const lines = problemsOf(() => deviceOf(parseText(text, 'x'))).map(({ line, column }) => [line, column]);
    expect(lines).toEqual([...lines].sort(([a, b], [c, d]) => (a ?? 0) - (c ?? 0) || (b ?? 0) - (d ?? 0)));
    expect(lines.length).toBeGreaterThanOrEqual(6);
  });

  it('a misspelt section does not hide what is in it', () => {
    const text = IDEAL.replace('neuron:', 'neurons:').replace('tau: 10 us', 'tua: -10 us\n  offset: 1 A');
    expect(device(text)).toEqual([
      'x:5:1 neuron: expected a map of fields, but it is missing',
      'x:13:1 neurons: unknown field; did you mean "neuron"?',
      'x:14:3 neurons.tau: expected a time, such as "10 us", but it is missing',
      'x:15:3 neurons.tua: unknown field; did you mean "tau"?',
      'x:15:8 neurons.tua: expected a time > 0, got "-10 us"',
      'x:16:11 neurons.offset: expected a voltage or a number or percentage, such as "2.5 mV", got "1 A" (that is a current)',
    ]);
  });

  it('a misspelt section beside the right one is only unknown', () => {
    expect(device(`${IDEAL}neurons: { tau: 1 V }\n`)).toEqual([
      'x:27:1 neurons: unknown field; did you mean "neuron"?',
    ]);
  });

  it('a number of things is an integer', () => {
    expect(scenario(QUICK.replace('chips: 2', 'chips: fifty'))[0]).toMatch(
      /chips: expected an integer or "auto", got "fifty"$/,
    );
  });

  it('an empty list of layers has no layer -1', () => {
    expect(scenario(QUICK.replace('[64, 32, 10]', '[]')).map((line) => line.replace(/^.* (?=network)/, ''))).toEqual([
      'network.layers: expected a list of >= 2 entries, got []',
    ]);
  });

  it('NUL and other controls in a name or path are a problem at its place', () => {
    expect(scenario(QUICK.replace('device: ideal', 'device: "a\\0b"'))[0]).toMatch(
      /:7:9 device: expected a text without control characters, got "a\\u0000b"$/,
    );
    expect(device(IDEAL.replace('name: ideal', 'name: "\\e[31mred\\n"'))).toEqual([
      'x:6:7 name: expected a text without control characters, got "\\u001b[31mred\\n"',
    ]);
  });

  it('no message carries a control character to the terminal', () => {
    const [line] = device(`${IDEAL}"\\e[31m\\nred\\x9b\\u202e": 1\n`);
    expect(line).toMatch(/^x:27:1 \\u001b\[31m\\u000ared\\u009b\\u202e: unknown field/);
  });
});
