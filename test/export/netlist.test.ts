import { describe, expect, it } from 'vitest';
import type { Circuit, Drive } from '../../src/engine/circuit.ts';
import { exportSpice } from '../../src/export/spice.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { ACTIVATIONS } from '../../src/model/activations.ts';
import { LOSSES } from '../../src/model/losses.ts';
import { RULES } from '../../src/model/rules.ts';
import { NUDGES } from '../../src/model/vocabulary.ts';
import { driveOf, mismatchedChip } from './mismatched-chip.ts';
import { NGSPICE_MISSING, runNgspice, WITH_NGSPICE } from './ngspice.ts';

const HORIZON = 1e-4;

/** Every kind of netlist: activations, losses, live and held, with and without delay, rails and auto-zero. */
const VARIANTS: readonly (readonly [what: string, circuit: Circuit, drive: Drive])[] = ACTIVATIONS.flatMap(
  (activation, a) =>
    LOSSES.flatMap((loss) =>
      NUDGES.flatMap((nudge, n) => {
        const wish = { layers: [3, 4, 3, 2], alpha: 0.3, delay: (a + n) % 2 === 0 ? 2e-7 : 0, autoZero: a === 1 };
        const rails = a < 2 ? ([-1, 2] as const) : undefined;
        const chip = mismatchedChip({ ...wish, rails, seed: `${activation} ${loss} ${nudge}`, activation });
        return RULES.map(
          (rule) => [`${chip.name} ${rule}`, circuitOf(chip, rule), driveOf(chip, 0.2, { loss, nudge })] as const,
        );
      }),
    ),
);

const exported = (circuit: Circuit, drive: Drive) => exportSpice(circuit, drive, { title: 'a chip', horizon: HORIZON });

/** Nodes that each kind of element is connected to. */
const TERMINALS: Readonly<Record<string, number>> = { r: 2, c: 2, v: 2, i: 2, b: 2, e: 4, g: 4, t: 4 };

interface Element {
  readonly name: string;
  readonly nodes: readonly string[];
  readonly value: string;
}

/** The elements of a netlist, continued lines joined; throws at a line that is none of what a netlist has. */
function elementsOf(netlist: string): Element[] {
  const [circuit] = netlist.split('\n.options');
  const lines = circuit.split('\n').slice(1).join('\n').replaceAll('\n+ ', ' ').split('\n');
  return lines.flatMap((line) => {
    if (line.startsWith('*')) return [];
    const [name, ...words] = line.split(' ');
    const terminals = TERMINALS[name[0]];
    if (terminals === undefined || words.length <= terminals) throw new Error(`not an element: ${line}`);
    return [{ name, nodes: words.slice(0, terminals), value: words.slice(terminals).join(' ') }];
  });
}

describe('netlist', () => {
  it.each(VARIANTS)('%s: names differ by more than case, every node is driven and used', (_, circuit, drive) => {
    const elements = elementsOf(exported(circuit, drive));
    const names = elements.map(({ name }) => name.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
    const nodes = new Set(elements.flatMap((element) => element.nodes));
    expect(new Set([...nodes].map((name) => name.toLowerCase())).size).toBe(nodes.size);
    // A node of a single connection would float; one that only an expression reads does not exist.
    for (const name of nodes) {
      const touched = elements.filter((element) => element.nodes.includes(name));
      const read = elements.filter(({ value }) => new RegExp(`\\b${name}\\b`).test(value));
      if (name !== 'guard' && !name.startsWith('act') && !name.startsWith('s')) {
        expect(touched.length + read.length, name).toBeGreaterThan(1);
      }
    }
    for (const { value } of elements) {
      for (const [, arguments_] of value.matchAll(/\bv\(([^)]*)\)/g)) {
        for (const name of arguments_.split(',')) expect(nodes.has(name), name).toBe(true);
      }
    }
  });

  it('has one source per synapse with the weight to its last bit, from and to the neurons that its name says', () => {
    const chip = mismatchedChip({
      seed: 'synapses',
      layers: [3, 4, 3, 2],
      activation: 'relu',
      alpha: 0.3,
      delay: 0,
      separateFeedback: true,
    });
    const elements = new Map(
      elementsOf(exported(circuitOf(chip, 'dp'), driveOf(chip, 0.2))).map((element) => [element.name, element]),
    );
    for (let k = 0; k < 3; k++) {
      const columns = chip.layers[k];
      for (let i = 0; i < chip.layers[k + 1]; i++) {
        for (let j = 0; j < columns; j++) {
          const up = elements.get(`g_w_${k + 1}_${i}_${j}`)!;
          expect(up.nodes).toEqual(['0', `in_${k + 1}_${i}`, `up_${k}_${j}`, '0']);
          expect(Number(up.value)).toBe(chip.forward[k].weights[i * columns + j]);
          if (k === 0) continue;
          const down = elements.get(`g_b_${k}_${j}_${i}`)!;
          expect(down.nodes).toEqual(['0', `top_${k}_${j}`, `down_${k + 1}_${i}`, '0']);
          expect(Number(down.value)).toBe(chip.feedback[k]![i * columns + j]);
        }
      }
    }
  });

  it('is the same for both rules but for the nudging gains', () => {
    const [, { chip }, drive] = VARIANTS[0];
    const [dp, transpose] = RULES.map((rule) => exported(circuitOf(chip, rule), drive).split('\n'));
    const differing = dp.filter((line, n) => line !== transpose[n]);
    expect(differing.length).toBeGreaterThan(0);
    for (const line of differing) expect(line).toMatch(/^g_n_v[pm]_/);
  });

  it('keeps every line short enough to read', () => {
    for (const [, circuit, drive] of VARIANTS) {
      for (const line of exported(circuit, drive).split('\n')) expect(line.length).toBeLessThanOrEqual(160);
    }
  });

  it('says which node is what, and what it leaves out', () => {
    const [, { chip, nudging }, drive] = VARIANTS[0];
    const thermal = { rms: 0.01, correlationTime: 1e-6 };
    const noisy = {
      ...chip,
      noise: { thermal, flicker: null, read: null },
      encoder: { ...chip.encoder, jitter: 1e-9 },
    };
    const text = exported({ chip: noisy, nudging }, drive);
    expect(text).toContain('vp    v_plus');
    expect(text).toMatch(/not exported: the encoders/);
    expect(text).toMatch(/not exported: noise \(thermal\)/);
    expect(text).toMatch(/not exported: jitter/);
    expect(exported({ chip, nudging }, drive)).not.toMatch(/not exported: (noise|jitter)/);
  });
});

describe('title', () => {
  const [, circuit, drive] = VARIANTS[0];
  const firstLines = (title: string) =>
    exportSpice(circuit, drive, { title, horizon: HORIZON }).split('\n').slice(0, 2);

  it('is the first line', () => {
    expect(firstLines('Chip 7 of seed 1, dp')[0]).toBe('Chip 7 of seed 1, dp');
  });

  it('cannot bring in another line', () => {
    const [first, second] = firstLines('chip\nv_1 a 0 1\r\n\u2028.end');
    expect(first).toBe('chip\\u000av_1 a 0 1\\u000d\\u000a\\u2028.end');
    expect(second).toMatch(/^\* /);
  });

  it.each(['', '.end', '+ 1', '*ng_script', '* a comment', ' blank'])('%j is not taken for a command', (title) => {
    expect(firstLines(title)[0]).toBe(`dyadsim: ${title}`);
  });

  it('of the chip is escaped in the comments too', () => {
    const { chip, nudging } = circuit;
    const text = exported({ chip: { ...chip, name: 'x\nr_1 0 0 1' }, nudging }, drive);
    expect(text).toContain('* chip: x\\u000ar_1 0 0 1');
  });
});

describe('refusals', () => {
  const [, circuit, drive] = VARIANTS[0];
  const refused = (options: object, more: Partial<Drive> = {}) =>
    expect(() => exportSpice(circuit, { ...drive, ...more }, { title: 'x', horizon: HORIZON, ...options }));

  it('names what is wrong', () => {
    refused({ horizon: 0 }).toThrow(/horizon above 0 s, got 0/);
    refused({ step: Number.NaN }).toThrow(/step above 0 s, got NaN/);
    refused({}, { input: new Float64Array(2) }).toThrow(/expected 3 inputs, got 2/);
    refused({}, { target: new Float64Array(3) }).toThrow(/expected 2 targets, got 3/);
    refused({}, { beta: Infinity }).toThrow(/finite, got Infinity/);
    refused({ trajectory: { layer: 1, neuron: 4, file: 'x' } }).toThrow(/no neuron 4 in layer 1/);
    refused({ trajectory: { layer: 0, neuron: 0, file: 'x' } }).toThrow(/no neuron 0 in layer 0/);
    refused({ trajectory: { layer: 1, neuron: 0, file: 'x\nshell ls' } }).toThrow(/file name/);
  });
});

describe.skipIf(NGSPICE_MISSING)(`ngspice reads it${WITH_NGSPICE}`, () => {
  // The rule changes values only.
  it.each(VARIANTS.filter((_, n) => n % RULES.length === 0))(
    '%s: runs to the end and prints every final value',
    (_, circuit, drive) => {
      const { final } = runNgspice(exported(circuit, drive));
      const { layers } = circuit.chip;
      const neurons = layers.slice(1).reduce((sum, n) => sum + n, 0);
      expect(final.size).toBe(1 + 3 * neurons + layers[layers.length - 1]);
      const phases = drive.nudge === 'held' || circuit.chip.neurons[1]!.autoZero !== null ? 2 : 1;
      expect(final.get('end_time')).toBeCloseTo(phases * HORIZON, 12);
    },
  );

  it.each(['a {b} \'c\' "d" $e ; f', '.include /nowhere', '*ng_script', '+'])('whatever the title: %j', (title) => {
    const [, circuit, drive] = VARIANTS[0];
    expect(runNgspice(exportSpice(circuit, drive, { title, horizon: HORIZON })).final.size).toBeGreaterThan(1);
  });

  it('a file name with capitals is kept', () => {
    const [, circuit, drive] = VARIANTS[0];
    const trajectory = { layer: 1, neuron: 0, file: 'Course.txt' };
    const netlist = exportSpice(circuit, drive, { title: 'x', horizon: HORIZON, trajectory });
    const { course } = runNgspice(netlist, trajectory.file);
    expect(course[course.length - 1][0]).toBeCloseTo(HORIZON, 12);
    expect(course.every((row) => row.length === 3 && row.every(Number.isFinite))).toBe(true);
  });
});
