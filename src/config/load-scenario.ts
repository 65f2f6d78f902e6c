import { dirname, join } from 'node:path';
import { type Assignment, assign, blame, steps } from './assign.ts';
import type { Device } from './device.ts';
import { type InputDocument, type Path, readDocument } from './document.ts';
import { deepFreeze } from './freeze.ts';
import { InputError, type Problem } from './input-error.ts';
import { deviceFile, deviceWith } from './load-device.ts';
import type { Axis, Beta, Scenario, SweepPoint, Weights } from './scenario.ts';
import { type ScenarioInput, scenarioSchema } from './scenario-schema.ts';
import { type AxisInput, axesOf, type GridPoint, gridOf } from './sweep.ts';
import { check, validateDocument } from './validate.ts';

export interface LoadedScenario {
  readonly scenario: Scenario;
  /** One entry for each point of the grid; one in all where there is no sweep. Plain data that structuredClone copies. */
  readonly points: readonly SweepPoint[];
  /** The scenario file as it was written. */
  readonly source: string;
}

/** A scenario with its device, and every point of its sweep validated like the file itself. */
export function loadScenario(file: string): LoadedScenario {
  const document = readDocument(file);
  const input = validateDocument(document, scenarioSchema);
  const axes = axesOf(document, input);
  const devices = new DeviceFiles(document, input);
  const device = devices.load(input.device, []);
  const scenario = resolveScenario(input, document, device, axes);
  const points: SweepPoint[] = [];
  const problems = new Map<string, Problem>();
  for (const point of gridOf(axes)) {
    try {
      points.push(requireActivation(document, device, pointOf(document, devices, point), point));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      for (const problem of error.problems) problems.set(JSON.stringify(problem), problem);
    }
  }
  if (problems.size > 0) throw new InputError([...problems.values()]);
  return deepFreeze({ scenario, points, source: document.text });
}

/** The devices of a scenario, each file read once. */
class DeviceFiles {
  readonly #scenario: InputDocument;
  readonly #overrides: readonly Assignment[];
  readonly #read = new Map<string, InputDocument>();

  constructor(scenario: InputDocument, { overrides }: ScenarioInput) {
    this.#scenario = scenario;
    this.#overrides = Object.entries(overrides).map(([path, value]) => ({
      target: steps(path),
      value,
      document: scenario,
      origin: ['overrides', path],
    }));
  }

  load(name: string, assignments: readonly Assignment[], origin: Path = ['device']): Device {
    return deviceWith(this.#document(name, origin), [...this.#overrides, ...assignments]);
  }

  #document(name: string, origin: Path): InputDocument {
    const known = this.#read.get(name);
    if (known) return known;
    const document = this.#open(name, origin);
    this.#read.set(name, document);
    return document;
  }

  #open(name: string, origin: Path): InputDocument {
    const { file, position } = this.#scenario;
    try {
      return readDocument(deviceFile(name, dirname(file)));
    } catch (error) {
      if (!(error instanceof InputError) || error.problems[0].line !== null) throw error;
      const message = `${error.problems[0].message}, got ${JSON.stringify(name)}`;
      throw new InputError([{ file, ...position(origin), path: origin.join('.'), message }]);
    }
  }
}

function pointOf(document: InputDocument, devices: DeviceFiles, { index, choices }: GridPoint): SweepPoint {
  const inDevice: Assignment[] = [];
  const inScenario: Assignment[] = [];
  let deviceOrigin: Path = ['device'];
  for (const { axis, value, origin } of choices) {
    const [head, ...rest] = axis.path.split('.');
    const device = head === 'device' && rest.length > 0;
    if (axis.path === 'device') deviceOrigin = origin;
    const target = device ? steps(rest.join('.')) : axis.path.split('.');
    (device ? inDevice : inScenario).push({ target, value, document, origin });
  }
  const input = scenarioWith(document, inScenario);
  return {
    index,
    coordinates: choices.map(({ axis, value, label }) => ({ path: axis.path, label, value })),
    scenario: resolveScenario(input, document, devices.load(input.device, inDevice, deviceOrigin), []),
  };
}

/** All points share one nominal network, and it is made for one activation. */
function requireActivation(
  document: InputDocument,
  base: Device,
  point: SweepPoint,
  { choices }: GridPoint,
): SweepPoint {
  const { activation } = point.scenario.device.neuron;
  const expected = base.neuron.activation;
  if (activation === expected) return point;
  const path = choices.find(({ axis }) => /^device$|activation$/.test(axis.path))?.origin ?? ['sweep'];
  const message = `expected the activation ${expected} at every point, because all share one network, got ${activation}`;
  throw new InputError([{ file: document.file, ...document.position(path), path: path.join('.'), message }]);
}

/** The scenario file without its sweep and with a point's values put in. */
function scenarioWith(document: InputDocument, assignments: readonly Assignment[]): ScenarioInput {
  const raw = assign(
    document.value,
    [{ target: ['sweep'], value: {}, document, origin: ['sweep'] }, ...assignments],
    NONE,
  );
  const { value, findings } = check(raw, scenarioSchema);
  if (value === undefined) throw new InputError(findings.map((finding) => blame(finding, assignments)));
  return value;
}

const NONE: ReadonlySet<string> = new Set();

function resolveScenario(
  input: ScenarioInput,
  document: InputDocument,
  device: Device,
  axes: readonly AxisInput[],
): Scenario {
  const { format, name, description, network, data, loss, nudge, rules, probes, chips, seed, accept } = input;
  const { horizon, maxEvents } = input;
  const beta: Beta = typeof input.beta === 'number' ? { value: input.beta } : input.beta;
  return deepFreeze<Scenario>({
    format,
    name,
    description,
    device,
    network: { layers: network.layers, weights: weightsOf(network.weights, document) },
    data,
    loss,
    nudge,
    beta,
    rules,
    probes,
    chips,
    seed,
    sweep: axes.map(({ path, labels, values }): Axis => ({ path, labels, values })),
    accept,
    horizon,
    maxEvents,
  });
}

function weightsOf(weights: ScenarioInput['network']['weights'], document: InputDocument): Weights {
  if (weights.from !== 'file') return weights;
  return { from: 'file', path: join(dirname(document.file), weights.path) };
}
