import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { z } from 'zod';
import { expandConstants } from '../../src/config/constants.ts';
import { deviceOf } from '../../src/config/device-from.ts';
import { deviceSchema } from '../../src/config/device-schema.ts';
import { DISK, readDocument } from '../../src/config/disk.ts';
import { parseText } from '../../src/config/document.ts';
import { explainDevice } from '../../src/config/explain-device.ts';
import { jsonSchemas, schemaText } from '../../src/config/json-schemas.ts';
import { loadDevice } from '../../src/config/load-device.ts';
import { loadScenario } from '../../src/config/load-scenario.ts';
import { scenarioSchema } from '../../src/config/scenario-schema.ts';
import { check, problemIn } from '../../src/config/validate.ts';
import { problemsOf } from './problems.ts';

type Path = (string | number)[];

/** Paths of every value that has no values inside. */
function leafPaths(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries = Array.isArray(value) ? value.map((part, i) => [i, part] as const) : Object.entries(value);
  return entries.flatMap(([key, part]) => leafPaths(part, [...path, key]));
}

function withValue(root: unknown, path: Path, value: unknown): unknown {
  if (path.length === 0) return value;
  const copy = structuredClone(root) as Record<string | number, unknown>;
  const parent = path.slice(0, -1).reduce((node, key) => node[key] as Record<string | number, unknown>, copy);
  parent[path[path.length - 1]] = value;
  return copy;
}

/** Nothing in a file may be one of these; a text may be anything but a number or a map. */
const WRONG: readonly unknown[] = [Number.NaN, { surprise: 1 }, true];
const WRONG_NUMBERS: readonly unknown[] = ['3 kg', '10 M', '1e999', '-7 parsec', Number.POSITIVE_INFINITY];

const SETTING: readonly string[] = ['overrides', 'corners', 'temperature'];

function expectRefused(file: string, schema: z.ZodType): void {
  const read = readDocument(file);
  const document = { ...read, value: expandConstants(read.value).tree };
  expect(check(document.value, schema).findings).toEqual([]);
  // What an override, a corner or a law of temperature says is for the device's schema to judge.
  for (const path of leafPaths(document.value).filter(([section]) => !SETTING.includes(String(section)))) {
    const original = path.reduce<unknown>(
      (node, key) => (node as Record<string | number, unknown>)[key],
      document.value,
    );
    const words = path.includes('source') || /^(name|description|seed|device)$/.test(String(path[0]));
    // Values of an axis are judged by what they are put into.
    const listed = path[0] === 'sweep' && path.length > 2;
    const numeric = !listed && (typeof original === 'number' || (/^[-+.\d]/.test(String(original)) && !words));
    for (const wrong of [
      ...WRONG.filter((value) => typeof value !== 'boolean' || typeof original !== 'boolean'),
      ...(numeric ? WRONG_NUMBERS : []),
    ]) {
      const { findings } = check(withValue(document.value, path, wrong), schema);
      expect(findings, `${file} ${path.join('.')} = ${wrong}`).not.toHaveLength(0);
      const { line, column, path: told } = problemIn(document, findings[0]);
      const place = document.position(path);
      const within = `${told}.`.startsWith(`${path.join('.')}.`) || `${path.join('.')}.`.startsWith(`${told}.`);
      expect(within, `${told} for ${path.join('.')}`).toBe(true);
      if (told === path.join('.')) expect([line, column]).toEqual([place.line, place.column]);
      else expect(line).toBeGreaterThan(0);
    }
  }
}

describe.each(DISK.shipped('devices'))('device %s', (name) => {
  const file = join('devices', `${name}.yaml`);
  const text = readFileSync(file, 'utf8');

  it('is valid, named as its file, and begins with its schema and what is assumed', () => {
    expect(loadDevice(file).name).toBe(name);
    const [first, second, third] = text.split('\n');
    expect(first).toBe('# yaml-language-server: $schema=../schemas/device.schema.json');
    expect([second, third[0]]).toEqual(['#', '#']);
  });

  it('has rails, unless it is ideal', () => {
    expect(loadDevice(file).signal.rails === null).toBe(name === 'ideal');
  });

  it('has a source, a unit and a meaning for every number', () => {
    for (const { path, value, source, quality, meaning, stated } of explainDevice(file)) {
      expect(meaning, path).not.toBe('');
      if (stated && /\d/.test(value)) expect([path, source, quality]).not.toContain(null);
    }
  });

  it('explains every parameter of the schema, stated or not', () => {
    const paths = explainDevice(file).map(({ path }) => path);
    const parameters = [
      'neuron.gain',
      'neuron.offset',
      'dyad.autoZero',
      'encoder.jitter',
      'synapse.feedback',
      'noise.flicker',
    ];
    for (const parameter of parameters) {
      expect(
        paths.some((path) => path === parameter || path.startsWith(`${parameter}.`)),
        parameter,
      ).toBe(true);
    }
  });

  it('refuses a wrong value in any field, at its place', () => {
    expectRefused(file, deviceSchema);
  });

  it('refuses an unknown field in any map', () => {
    const document = readDocument(file);
    const fields = leafPaths(document.value).filter(([section]) => !SETTING.includes(String(section)));
    const maps = fields.map((path) => path.slice(0, -1));
    for (const path of maps.filter((map) => typeof map.at(-1) !== 'number' && !/s$/.test(String(map.at(-1))))) {
      const { findings } = check(withValue(document.value, [...path, 'surprise'], 1), deviceSchema);
      expect(findings.map((finding) => finding.path.join('.'))).toContain([...path, 'surprise'].join('.'));
    }
  });
});

describe.each(readdirSync('scenarios', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml')))(
  'scenario %s',
  (name) => {
    const file = join('scenarios', name);

    it('is valid and begins with its schema', () => {
      expect(`${loadScenario(file).scenario.name}.yaml`).toBe(name.replaceAll('/', '-'));
      expect(readFileSync(file, 'utf8')).toMatch(
        /^# yaml-language-server: \$schema=(?:..\/)+schemas\/scenario.schema.json\n#\n# /,
      );
    });

    it('refuses a wrong value in any field, at its place', () => {
      expectRefused(file, scenarioSchema);
    });
  },
);

describe('values from the literature', () => {
  it('Pelgrom’s law gives the offset and threshold spreads of the 180 nm chip', () => {
    const { neuron, dyad, encoder } = loadDevice('subthreshold-cmos-180nm');
    expect(neuron.offset.mismatch.sigma).toBeCloseTo(4.75 / 2 / 300, 12);
    expect(dyad.nudgeGain.mismatch.sigma).toBeCloseTo(4.75 / 2 / (1.35 * 25.85), 12);
    expect(encoder.activityThreshold.mismatch).toEqual({ sigma: expect.closeTo(0.475 / 3, 12), relative: true });
  });

  it('source noise leaves the stated rms at the membrane', () => {
    // Poisson redraw of correlation time t through a membrane of tau: variance times t / (tau + t).
    const stated = { 'subthreshold-cmos-180nm': 0.0011, 'fdsoi-22nm': 0.01, 'brainscales2-65nm-calibrated': 0.005 };
    for (const [name, membrane] of Object.entries(stated)) {
      const { noise, neuron } = loadDevice(name);
      const { rms, bandwidth } = noise.thermal!;
      const time = 1 / (2 * Math.PI * bandwidth);
      expect(rms * Math.sqrt(time / (neuron.tau.nominal + time))).toBeCloseTo(membrane, 12);
    }
  });

  it('the error of HfO2 memory peaks at 4.0 uS of 40 uS after a day', () => {
    const error = loadDevice('rram-hfo2').synapse.programmingError!;
    if (error.law !== 'polynomial') throw new Error(`unexpected law ${error.law}`);
    const at = (x: number) => error.coefficients.reduce((sum, c, p) => sum + c * x ** p, 0);
    const sigmas = Array.from({ length: 101 }, (_, i) => at(i / 100));
    expect(Math.max(...sigmas)).toBeCloseTo(4.0 / 40, 3);
    expect(Math.min(...sigmas)).toBeGreaterThan(0);
  });

  it('phase-change memory drifts by the exponents of its fit', () => {
    const drift = loadDevice('pcm').synapse.drift!;
    if (drift.law !== 'power') throw new Error(`unexpected law ${drift.law}`);
    expect(drift.mean).toEqual({ slope: -0.0155, intercept: 0.0244, low: 0.049, high: 0.1 });
    // x = 1: -34 % after a day.
    expect((drift.time / drift.referenceTime) ** -drift.mean.low).toBeCloseTo(0.66, 2);
  });

  it('SONOS loses 11.5 nA of 1600 nA and gains 2 nA at 100 nA in a day', () => {
    const drift = loadDevice('sonos-40nm').synapse.drift!;
    if (drift.law !== 'shift') throw new Error(`unexpected law ${drift.law}`);
    const change = (nanoampere: number) => 1600 * (drift.coefficients[0] + (drift.coefficients[1] * nanoampere) / 1600);
    expect(change(1600)).toBeCloseTo(-11.5, 9);
    expect(change(100)).toBeCloseTo(2, 9);
  });
});

describe('files of any device', () => {
  const text = readFileSync('devices/ideal.yaml', 'utf8');

  it.each([
    ['tau: 10 us', 'tau: .nan', /expected a time, such as "10 us", got NaN/],
    ['tau: 10 us', 'tau: 1e300 s * 1e300', /not a finite number/],
    ['tau: 10 us', 'tau: 10 us\n  tau: 20 us', /Map keys must be unique/],
    ['delay: 0.2 us', 'delay: -0.2 us', /encoder.delay: expected a time >= 0, got "-0.2 us"/],
    ['device@1', 'device@2', /format: expected "dyadsim\/device@1", got "dyadsim\/device@2"/],
  ])('refuse %s -> %s', (from, to, message) => {
    const problems = problemsOf(() => deviceOf(parseText(text.replace(from, to), 'x.yaml')));
    expect(problems.map((problem) => `${problem.path}: ${problem.message}`).join('\n')).toMatch(message);
  });
});

describe('JSON Schemas', () => {
  it.each(Object.entries(jsonSchemas()))('schemas/%s is up to date (else: npm run schemas)', (name, schema) => {
    expect(readFileSync(join('schemas', name), 'utf8')).toBe(schemaText(schema));
  });

  it('know every field of the shipped devices', () => {
    const { properties } = jsonSchemas()['device.schema.json'];
    for (const name of DISK.shipped('devices')) {
      const raw: unknown = parse(readFileSync(join('devices', `${name}.yaml`), 'utf8'));
      expect(Object.keys(properties ?? {})).toEqual(expect.arrayContaining(Object.keys(raw as object)));
    }
  });
});
