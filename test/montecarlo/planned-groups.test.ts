import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { drawSource } from '../../src/chip/draw-source.ts';
import { originOf } from '../../src/chip/origin.ts';
import { loadScenario } from '../../src/config/load-scenario.ts';
import type { PlanGroup } from '../../src/config/plan.ts';
import { idleGroups } from '../../src/montecarlo/planned-groups.ts';
import { prepareStudy } from '../../src/montecarlo/prepare-study.ts';
import { normalQuantile } from '../../src/random/normal-quantile.ts';
import { staticScenario } from '../cli/static-scenario.ts';
import { varianceOf } from '../statistics/moments.ts';

const KINDS = ['sobol', 'latin-hypercube'] as const;
const GAINS: PlanGroup = { parameter: 'neuron.gain', layer: 'layer 1' };
const REPLICATES = 8;

/** The first numbers that chip `index` draws at an address. */
function drawn(
  kind: (typeof KINDS)[number],
  groups: readonly PlanGroup[] | undefined,
  index: number,
  address: readonly (string | number)[],
  count = 40,
  seed = 'planned',
) {
  const plan = { kind, replicates: REPLICATES, ...(groups === undefined ? {} : { groups }) };
  const [numbers] = originOf({ seed, plan }, index).draws([{ address, count }]);
  return [...numbers];
}

const PLUS = ['neuron.gain', 'plus', 1] as const;
const MINUS = ['neuron.gain', 'minus', 1] as const;

describe.each(KINDS)('mismatch in a plan (%s)', (kind) => {
  it('is spread evenly: every 32nd part of every number once in 32 chips of a replicate', () => {
    for (const address of [PLUS, MINUS]) {
      for (const replicate of [0, 5]) {
        const chips = Array.from({ length: 64 }, (_, i) => drawn(kind, [GAINS], replicate + REPLICATES * i, address));
        for (const block of [chips.slice(0, 32), chips.slice(32)]) {
          for (let number = 0; number < 40; number++) {
            const parts = block.map((own) => Math.floor(32 * own[number])).sort((a, b) => a - b);
            expect(parts).toEqual(Array.from({ length: 32 }, (_, part) => part));
          }
        }
      }
    }
  });

  it('leaves all other numbers as they are without: other layers, parameters, and those behind the first', () => {
    const group = { ...GAINS, first: 7 };
    for (const address of [
      ['neuron.gain', 'plus', 2],
      ['dyad.alpha', 1],
      ['neuron.gain', 'die'],
      ['synapse.error', 0],
    ] as const) {
      const count = address[1] === 'die' ? 1 : 40;
      expect(drawn(kind, [group], 3, address, count)).toEqual(drawn(kind, undefined, 3, address, count));
    }
    const [own, without] = [drawn(kind, [group], 3, PLUS), drawn(kind, undefined, 3, PLUS)];
    expect(own.slice(7)).toEqual(without.slice(7));
    expect(own.slice(0, 7)).toEqual(drawn(kind, [GAINS], 3, PLUS).slice(0, 7));
    for (let i = 0; i < 7; i++) expect(own[i]).not.toBe(without[i]);
  });

  it('has numbers of its own at each address, replicate, and number, and the same ones for whoever asks', () => {
    const all = [
      drawn(kind, [GAINS], 0, PLUS),
      drawn(kind, [GAINS], 0, MINUS),
      drawn(kind, [GAINS], 1, PLUS),
      drawn(kind, [GAINS], 8, PLUS),
    ];
    // Two addresses at one order of the same points would be in the upper half of a number together, or never.
    const halves = [PLUS, MINUS].map((address) => {
      const upper = Array.from({ length: 32 }, (_, i) => drawn(kind, [GAINS], REPLICATES * i, address, 1)[0] > 0.5);
      return upper.map((own) => own === upper[0]);
    });
    expect(halves[0]).not.toEqual(halves[1]);
    expect(new Set(all.flat()).size).toBe(160);
    expect(drawn(kind, [{ parameter: 'neuron.gain' }], 0, PLUS)).toEqual(all[0]);
    expect(drawn(kind, [GAINS, { parameter: 'dyad.alpha' }], 0, PLUS)).toEqual(all[0]);
  });

  // A sum of n uniform numbers over 32 chips: random, variance n / 12 / 32; one in each 32nd part, n / 12 / 32^3.
  // The sample variance of 120 means is within 5 sqrt(2 / 119) = 0.65 of the true one.
  it('makes the mean of a sum as exact as its law says, over all numbers of two addresses', () => {
    const means = Array.from({ length: 120 }, (_, seed) => {
      let sum = 0;
      for (let i = 0; i < 32; i++) {
        for (const address of [PLUS, MINUS]) {
          for (const u of drawn(kind, [GAINS], REPLICATES * i, address, 5, `mean ${seed}`)) sum += u;
        }
      }
      return sum / 32;
    });
    const even = 10 / 12 / 32 ** 3;
    // Sobol points are even over pairs of numbers as well, which leaves less.
    if (kind === 'latin-hypercube') expect(varianceOf(means) / even).toBeGreaterThan(0.35);
    expect(varianceOf(means) / even).toBeLessThan(1.65);
  });

  // The limit state: fails where a sum of 8 standard normal numbers, / sqrt(8), is above 1; P = Phi(-1) = 0.1587. Random: p (1 - p) / 128.
  it('knows the probability of an additive limit state from fewer chips than random ones', () => {
    const chips = 128;
    const probability = (planned: boolean) =>
      Array.from({ length: 60 }, (_, seed) => {
        let failing = 0;
        for (let i = 0; i < chips; i++) {
          const z = drawn(kind, planned ? [GAINS] : undefined, REPLICATES * i, PLUS, 8, `limit ${seed}`).map(
            normalQuantile,
          );
          if (z.reduce((sum, own) => sum + own, 0) / Math.sqrt(8) > 1) failing++;
        }
        return failing / chips;
      });
    const [even, random] = [probability(true), probability(false)];
    const truth = 0.15865525393;
    const independent = (truth * (1 - truth)) / chips;
    // The means of 60, within five of their standard errors.
    for (const found of [even, random]) {
      const mean = found.reduce((sum, own) => sum + own, 0) / found.length;
      expect(Math.abs(mean - truth)).toBeLessThan(5 * Math.sqrt(independent / 60));
    }
    // What is left is the part that is no sum of functions of one number each, about 1 - phi(1)^2 / (p (1 - p)) = 0.561; 60 are within 95 % of that.
    expect(varianceOf(random) / independent).toBeGreaterThan(0.5);
    expect(varianceOf(even) / independent).toBeLessThan(0.561 * 1.95);
    expect(varianceOf(even)).toBeLessThan(varianceOf(random));
  });
});

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-planned-'));
afterAll(() => rmSync(folder, { recursive: true }));

function loaded(own: string) {
  const { scenario, points } = loadScenario(staticScenario(folder, 'planned', '16', own));
  return { scenario, study: prepareStudy(scenario, points) };
}

describe('a scenario that plans mismatch', () => {
  const PLAN = 'plan: sobol\nreplicates: 8\n';

  it('has its groups in the plan', () => {
    const { scenario, study } = loaded(`${PLAN}planned: [{ parameter: neuron.gain, layer: layer 1, first: 4 }]`);
    expect(scenario.plan).toEqual({
      kind: 'sobol',
      replicates: 8,
      groups: [{ parameter: 'neuron.gain', layer: 'layer 1', first: 4 }],
    });
    expect(study.plan).toEqual(scenario.plan);
    expect(idleGroups(study)).toEqual([]);
    expect(loaded(PLAN).scenario.plan).toEqual({ kind: 'sobol', replicates: 8 });
  });

  it.each([
    ['planned: [{ parameter: neuron.gain }]', /planned: expected plan: latin-hypercube or sobol/],
    [
      `${PLAN}planned: [{ parameter: neuron.gain }, { parameter: neuron.gain, layer: layer 1 }]`,
      /planned\.1: expected other draws than those of planned\.0/,
    ],
    [`${PLAN}planned: [{ parameter: neuron.gain, first: 0 }]`, /planned\.0\.first: expected/],
    [`${PLAN}planned: [{ parameter: neuron.gain, frist: 3 }]`, /planned\.0\.frist.*first/],
    [`${PLAN}planned: [{ layer: layer 1 }]`, /planned\.0.*parameter/],
  ])('is refused: %s', (own, message) => {
    expect(() => loaded(own)).toThrow(message);
  });

  it('says of which groups chips draw nothing', () => {
    const { study } = loaded(
      `${PLAN}planned: [{ parameter: neuron.gain, layer: layer 7 }, { parameter: neuron.tau }, { parameter: neuron.gain, layer: layer 2 }]`,
    );
    expect(idleGroups(study)).toEqual([
      { path: 'planned.0.layer', message: 'expected one of layer 1, layer 2, of which chips draw something' },
      { path: 'planned.1.parameter', message: 'expected one of neuron.gain, of which chips draw something' },
    ]);
  });
});

it('sources are told from addresses as a sensitivity does', () => {
  expect(drawSource(PLUS)).toEqual({ parameter: 'neuron.gain', part: 'mismatch', layer: 'layer 1' });
});
