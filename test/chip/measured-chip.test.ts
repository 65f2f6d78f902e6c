import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, test } from 'vitest';
import { chipIn, chipToJson } from '../../src/chip/chip-file.ts';
import { nominalChip, sampleChip } from '../../src/chip/sample-chip.ts';
import { readDocument } from '../../src/config/disk.ts';
import { parseText } from '../../src/config/document.ts';
import { formatProblem } from '../../src/config/input-error.ts';
import { loadDevice } from '../../src/config/load-device.ts';
import { csvRows } from '../../src/formats/csv.ts';
import { problemsOf } from '../config/problems.ts';
import { randomNetwork } from './device.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-measured-'));
afterAll(() => rmSync(folder, { recursive: true }));

const IDEAL = loadDevice('ideal');
const NETWORK = randomNetwork([3, 4, 2]);
/** What the ideal device makes of the network, by every field. */
const IDEAL_CHIP = nominalChip(IDEAL, NETWORK);
const read = (chip: unknown) => chipIn(parseText(JSON.stringify(chip), 'chip.json'));
const weightsOnly = () => ({ format: 'dyadsim/chip@1', forward: chipToJson(IDEAL_CHIP).forward });

describe('what a chip file leaves out', () => {
  it('is as in the ideal device, all of it but the weights', () => {
    const { chip, unstated } = read({ ...weightsOnly(), name: IDEAL_CHIP.name });
    expect(chip).toEqual(IDEAL_CHIP);
    // Every field of a chip but its weights, biases and name.
    for (const name of ['alpha', 'tau', 'gain', 'offset', 'nudgeGain', 'meanWeight', 'threshold', 'rails', 'noise']) {
      expect(unstated.filter((line) => line.startsWith(name)).length, name).toBeGreaterThan(0);
    }
    expect(unstated).toContain('activation: relu');
    expect(unstated).toContain('tau: 10 us in layers 1, 2');
  });

  it('of a chip that states everything is nothing', () => {
    const chip = sampleChip(loadDevice('subthreshold-cmos-180nm'), NETWORK, 'x', 3);
    const { chip: back, unstated } = read(chipToJson(chip));
    expect(unstated).toEqual([]);
    expect(back).toEqual(chip);
  });

  it.each(['alpha', 'tau', 'gain', 'offset', 'nudgeGain', 'meanWeight', 'threshold'] as const)(
    'of one parameter, %s, is that one alone',
    (name) => {
      const chip = sampleChip(loadDevice('subthreshold-cmos-180nm'), NETWORK, 'x', 3);
      const { neurons, ...rest } = chipToJson(chip);
      const stated = (neurons as ({ [field: string]: unknown } | null)[]).map((layer) => {
        if (layer === null) return null;
        const { [name]: _left, ...others } = layer;
        return others;
      });
      const { chip: back, unstated } = read({ ...rest, neurons: stated });
      expect(unstated.every((line) => line.startsWith(name))).toBe(true);
      expect(unstated.length).toBeGreaterThan(0);
      for (const k of [1, 2]) {
        expect(back.neurons[k]![name]).toEqual(IDEAL_CHIP.neurons[k]![name]);
        expect({ ...back.neurons[k], [name]: null }).toEqual({ ...chip.neurons[k], [name]: null });
      }
    },
  );

  it('of some neurons, null in an array, is said with how many', () => {
    const { chip, unstated } = read({
      ...weightsOnly(),
      neurons: [null, { gain: { plus: [1.1, null, 0.9, null] } }, {}],
    });
    expect([...chip.neurons[1]!.gain.plus]).toEqual([1.1, 1, 0.9, 1]);
    expect(unstated).toContain('gain.plus: 1 in layers 1 (2 of 4 neurons), 2');
  });

  it('does not hide a slip: a misspelt field is refused, not left out', () => {
    const neurons = [null, { gian: { plus: [1, 1, 1, 1] } }, {}];
    const told = problemsOf(() => read({ ...weightsOnly(), neurons })).map(formatProblem);
    expect(told).toEqual([expect.stringContaining('neurons.1.gian: unknown field; did you mean "gain"?')]);
  });

  it('does not hide an array of the wrong length', () => {
    const neurons = [null, { gain: { plus: [1, 1, 1] } }, {}];
    const told = problemsOf(() => read({ ...weightsOnly(), neurons })).map(formatProblem);
    expect(told).toEqual([expect.stringContaining('neurons.1.gain.plus: expected 4 entries to fit the layers, not 3')]);
  });

  it('is at least the weights', () => {
    const told = problemsOf(() => read({ format: 'dyadsim/chip@1' })).map(formatProblem);
    expect(told).toEqual([expect.stringContaining('forward: expected a list, but it is missing')]);
  });
});

/** A chip file beside a CSV file. */
function withColumns(csv: string) {
  const name = 'columns.csv';
  writeFileSync(join(folder, name), csv);
  const path = join(folder, 'chip.json');
  writeFileSync(path, JSON.stringify({ ...weightsOnly(), neurons: name }));
  return path;
}
const readCsv = (csv: string) => chipIn(readDocument(withColumns(csv)));
const toldCsv = (csv: string) =>
  problemsOf(() => readCsv(csv)).map((problem) => formatProblem(problem).replace(`${folder}/`, ''));

/** A line for each of 4 + 2 neurons. */
const lines = (head: string, of: (layer: number, neuron: number) => string) =>
  [head, ...[0, 1, 2, 3].map((i) => of(1, i)), ...[0, 1].map((i) => of(2, i))].join('\n');

describe('a CSV of measured columns', () => {
  it('gives the parameters that it has, in the units of its heading; the rest is as in the ideal device', () => {
    const csv = lines(
      'layer,neuron,tau.plus [us],gain,offset.minus [%]',
      (k, i) => `${k},${i},${9 + i}.5,1.${k}${i},${i}`,
    );
    const { chip, unstated } = readCsv(csv);
    expect([...chip.neurons[1]!.tau.plus]).toEqual([9.5e-6, 10.5e-6, 11.5e-6, 12.5e-6]);
    expect([...chip.neurons[2]!.gain.plus]).toEqual([1.2, 1.21]);
    expect([...chip.neurons[2]!.gain.minus]).toEqual([1.2, 1.21]);
    expect([...chip.neurons[1]!.offset.minus]).toEqual([0, 0.01, 0.02, 0.03]);
    expect([...chip.neurons[1]!.tau.minus]).toEqual([1e-5, 1e-5, 1e-5, 1e-5]);
    expect(unstated).toContain('tau.minus: 10 us in layers 1, 2');
    expect(unstated).toContain('threshold: 1 in layers 1, 2');
    expect(unstated.join()).not.toMatch(/tau\.plus|gain\.plus|gain\.minus|offset\.minus/);
  });

  it('may leave cells empty and neurons out, quote cells, and have comments, CRLF and a byte order mark', () => {
    const csv = '\ufeff# from the tester\r\n"layer","neuron","gain.plus"\r\n1,0,"1.5"\r\n\r\n1,3,\r\n2,1, 1.25 \r\n';
    const { chip, unstated } = readCsv(csv);
    expect([...chip.neurons[1]!.gain.plus]).toEqual([1.5, 1, 1, 1]);
    expect([...chip.neurons[2]!.gain.plus]).toEqual([1, 1.25]);
    expect(unstated).toContain('gain.plus: 1 in layers 1 (3 of 4 neurons), 2 (1 of 2 neurons)');
  });

  it.each([
    ['an unknown column', 'layer,neuron,gian\n1,0,1\n', 'columns.csv:1:14 gian: unknown column; did you mean "gain"?'],
    ['a unit that a signal has not', 'layer,neuron,gain [mV]\n1,0,1\n', 'columns.csv:1:14 gain: expected no unit'],
    ['a unit of another kind', 'layer,neuron,tau [mV]\n1,0,1\n', 'columns.csv:1:14 tau: expected a time'],
    ['no column neuron', 'layer,gain\n1,1\n', 'columns.csv:1:1 neuron: expected a column neuron, but it is missing'],
    ['a column twice', 'layer,neuron,gain,gain\n1,0,1,1\n', 'columns.csv:1:19 gain: expected each column once'],
    [
      'a parameter in two columns',
      'layer,neuron,gain,gain.plus\n1,0,1,1\n',
      'columns.csv:2:7 gain.plus: expected gain.plus in one column only',
    ],
    ['a neuron twice', 'layer,neuron,gain\n1,0,1\n1,0,2\n', 'columns.csv:3:1: expected each neuron once'],
    [
      'a layer that is none',
      'layer,neuron,gain\n0,0,1\n',
      'columns.csv:2:1 layer: expected an integer from 1 to 2, got "0"',
    ],
    [
      'a neuron that is none',
      'layer,neuron,gain\n2,2,1\n',
      'columns.csv:2:3 neuron: expected an integer from 0 to 1, got "2"',
    ],
    ['a cell too few', 'layer,neuron,gain\n1,0\n', 'columns.csv:2:1: expected 3 cells, as in the heading, got 2'],
    ['NaN', 'layer,neuron,gain\n1,0,NaN\n', 'columns.csv:2:5 gain: expected a number, got "NaN"'],
    ['a value out of range', 'layer,neuron,tau [us]\n1,0,-3\n', 'columns.csv:2:5 tau.plus.0: expected a number > 0'],
    ['a stray quote', 'layer,neuron,gain\n1,0,1"5\n', 'columns.csv:2:5 gain: expected a number, got "1\\"5"'],
    ['an empty file', '', 'columns.csv:1:1: expected a heading with layer and neuron'],
  ])('refuses %s, with its place', (_, csv, message) => {
    expect(toldCsv(csv).join('\n')).toContain(message);
  });

  it('that is not there, or no file, is refused where it is named', () => {
    const path = withColumns('');
    rmSync(join(folder, 'columns.csv'));
    const told = () =>
      problemsOf(() => chipIn(readDocument(path)))
        .map(formatProblem)
        .join();
    expect(told()).toMatch(/chip\.json:1:\d+ neurons: .*columns\.csv: no such file/);
    mkdirSync(join(folder, 'columns.csv'));
    expect(told()).toMatch(/chip\.json:1:\d+ neurons: .*columns\.csv: is a directory, expected a file/);
    rmSync(join(folder, 'columns.csv'), { recursive: true });
  });
});

test('CSV cells know where they begin, over quotes with commas, quotes and line breaks in them', () => {
  const cells = csvRows('a,"b ""c"", d"\n"two\nlines",x\n#no\n\nlast, z');
  expect(cells.map((row) => row.map(({ text, line, column }) => [text, line, column]))).toEqual([
    [
      ['a', 1, 1],
      ['b "c", d', 1, 3],
    ],
    [
      ['two\nlines', 2, 1],
      ['x', 3, 8],
    ],
    [
      ['last', 6, 1],
      ['z', 6, 6],
    ],
  ]);
});
