import { describe, expect, it } from 'vitest';
import type { Chip, Compartments } from '../../src/chip/chip.ts';
import { type JsonSchema, jsonSchemas } from '../../src/config/json-schemas.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { simulate } from '../../src/verdict/simulate.ts';
import { idealChip } from '../engine/ideal-chip.ts';
import { DRIFT_LAWS } from './parameters/drift.ts';
import { ENCODER_LAWS } from './parameters/encoders.ts';
import { NEURON_LAWS } from './parameters/neurons.ts';
import { NOISE_LAWS } from './parameters/noise.ts';
import { SPREAD_LAWS } from './parameters/spreads.ts';
import { SYNAPSE_LAWS } from './parameters/synapses.ts';

const LAWS = { ...NEURON_LAWS, ...SPREAD_LAWS, ...ENCODER_LAWS, ...SYNAPSE_LAWS, ...DRIFT_LAWS, ...NOISE_LAWS };

/** Text for people; and what sets other fields: corners, constants, temperature (test/config). */
const WITHOUT_PHYSICS = ['format', 'name', 'description', 'corners', 'constants', 'temperature'];

/** A schema and what it may be instead. */
function alternatives(schema: JsonSchema): JsonSchema[] {
  const inner = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return [schema, ...inner.flatMap((option) => (typeof option === 'object' ? alternatives(option) : []))];
}

/** Dotted paths of all that a file may state, sources of numbers left out. */
function leafPaths(schema: JsonSchema, path = ''): string[] {
  const properties = alternatives(schema).flatMap((one) => Object.entries(one.properties ?? {}));
  const fields = properties.filter(([key]) => key !== 'source');
  if (fields.length === 0) return [path];
  const below = fields.flatMap(([key, field]) => leafPaths(field as JsonSchema, path === '' ? key : `${path}.${key}`));
  return [...new Set(below)];
}

describe('every field of a device file does what it says, and how much', () => {
  const paths = leafPaths(jsonSchemas()['device.schema.json']).filter(
    (path) => !WITHOUT_PHYSICS.includes(path.split('.')[0]),
  );

  it('there is a law for each, and no law for what is none', () => {
    expect(Object.keys(LAWS).sort()).toEqual(paths.sort());
  });

  for (const [path, law] of Object.entries(LAWS)) it(path, law);
});

describe('every array of a chip takes part in a run', () => {
  const drive = {
    input: Float64Array.of(0.8),
    target: Float64Array.of(1),
    loss: 'squared-error',
    beta: 0.5,
    nudge: 'live',
  } as const;
  const settled = (one: Chip) =>
    JSON.stringify(simulate(circuitOf(one, 'dp'), drive, { horizon: 1, maxEvents: 1e6 }), (_, value) =>
      value instanceof Float64Array ? [...value] : value,
    );
  const chip = idealChip({ layers: [1, 1, 1], weights: [[0.7], [0.9]], alpha: 0.4 });
  const before = settled(chip);

  const changed = (values: Float64Array) => values.map((value) => (value === 0 ? 0.05 : 1.1 * value));
  const replacements: Record<string, (chip: Chip) => Partial<Chip>> = {
    'forward weights': ({ forward }) => ({ forward: forward.map((a) => ({ ...a, weights: changed(a.weights) })) }),
    'forward bias': ({ forward }) => ({ forward: forward.map((a) => ({ ...a, bias: changed(a.bias) })) }),
    feedback: ({ forward }) => ({ feedback: [null, changed(forward[1].weights)] }),
    alpha: withNeurons((n) => ({ alpha: changed(n.alpha) })),
    autoZero: withNeurons(() => ({ autoZero: Float64Array.of(0.05) })),
    'threshold activity': withNeurons(({ threshold }) => ({
      threshold: { ...threshold, activity: changed(threshold.activity) },
    })),
    'threshold difference': withNeurons(({ threshold }) => ({
      threshold: { ...threshold, difference: changed(threshold.difference) },
    })),
  };
  for (const name of ['tau', 'gain', 'offset', 'nudgeGain', 'meanWeight'] as const) {
    for (const side of ['plus', 'minus'] as const) {
      replacements[`${name} ${side}`] = withNeurons((n) => ({ [name]: oneSide(n[name], side) }));
    }
  }

  type Neurons = NonNullable<Chip['neurons'][number]>;
  function withNeurons(change: (neurons: Neurons) => Partial<Neurons>) {
    return ({ neurons }: Chip) => ({ neurons: neurons.map((n) => n && { ...n, ...change(n) }) });
  }
  function oneSide(both: Compartments, side: 'plus' | 'minus'): Compartments {
    return { ...both, [side]: changed(both[side]) };
  }

  it.each(Object.keys(replacements))('%s', (name) => {
    expect(settled({ ...chip, ...replacements[name](chip) })).not.toBe(before);
  });
});
