import { type Assignment, assign, blame } from './assign.ts';
import type { Device } from './device.ts';
import { type InputDocument, readFrom } from './document.ts';
import type { FileSource } from './file-source.ts';
import { requireAxisToFind } from './find-axis.ts';
import { deepFreeze } from './freeze.ts';
import { InputError } from './input-error.ts';
import { scenarioFile } from './named-file.ts';
import { spreadsOf } from './one-at-a-time.ts';
import { ProblemCollector } from './problem-collector.ts';
import { resolveScenario } from './resolve-scenario.ts';
import type { Scenario, SweepPoint } from './scenario.ts';
import { scenarioDevices } from './scenario-devices.ts';
import { type ScenarioInput, scenarioDeviceSchema, scenarioSchema } from './scenario-schema.ts';
import { axesOf, type GridPoint, gridOf, requireFewAxes } from './sweep.ts';
import { check, validateDocument } from './validate.ts';

/** A scenario and every point of its sweep, validated and in SI units. */
export interface LoadedScenario {
  readonly scenario: Scenario;
  /** One entry for each point of the grid; one in all where there is no sweep. Plain data that structuredClone copies. */
  readonly points: readonly SweepPoint[];
  /** The scenario file as it was written. */
  readonly source: string;
}

/** A scenario from its file, or a shipped one by its name, with its device, and every point of its sweep validated like the file itself. */
export function scenarioFrom(files: FileSource, nameOrFile: string): LoadedScenario {
  const file = scenarioFile(files, nameOrFile);
  const document = readFrom(files, file);
  requireFewAxes(document);
  const problems = new ProblemCollector();
  const input = problems.attempt(() => validateDocument(document, scenarioSchema));
  const { value: parts } = check(document.value, scenarioDeviceSchema);
  const deviceAt = parts && scenarioDevices(document, parts);
  const device = deviceAt && problems.attempt(() => deviceAt(null));
  const axes = parts && problems.attempt(() => axesOf(document, parts, device ? spreadsOf(device) : []));
  const find = input?.find ?? null;
  if (axes && find !== null) problems.attempt(() => requireAxisToFind(document, find, axes));
  const points: SweepPoint[] = [];
  if (axes && device) {
    for (const point of gridOf(axes)) {
      const own = problems.attempt(() => requireActivation(document, device, deviceAt(point), point));
      const at = input && problems.attempt(() => scenarioAt(document, point));
      if (own && at) points.push(sweepPoint(point, resolveScenario(at, document, own, [])));
    }
  }
  problems.throwAny();
  if (!input || !axes || !device) throw new Error(`${file}: neither a scenario nor a problem with it`);
  return deepFreeze({ scenario: resolveScenario(input, document, device, axes), points, source: document.text });
}

function sweepPoint({ index, choices }: GridPoint, scenario: Scenario): SweepPoint {
  const coordinates = choices.map(({ axis, value, label }) => ({ path: axis.path, label, value }));
  return { index, coordinates, scenario };
}

/** The scenario file without its sweep and with a point's values put in; those of its device are not its own. */
function scenarioAt(document: InputDocument, { choices }: GridPoint): ScenarioInput {
  const own = choices.filter(({ axis }) => !axis.path.startsWith('device'));
  const assignments = own.map(({ axis, value, origin }): Assignment => {
    return { target: axis.path.split('.'), value, document, origin };
  });
  const raw = assign({ ...Object(document.value), sweep: {} }, assignments, NONE);
  const { value, findings } = check(raw, scenarioSchema);
  if (value === undefined) throw new InputError(blame(findings, assignments));
  return value;
}

const NONE: ReadonlySet<string> = new Set();

/** All points share one nominal network, and it is made for one activation. */
function requireActivation(document: InputDocument, base: Device, own: Device, { choices }: GridPoint): Device {
  const { activation } = own.neuron;
  const expected = base.neuron.activation;
  if (activation === expected) return own;
  const path = choices.find(({ axis }) => /^device$|activation$/.test(axis.path))?.origin ?? ['sweep'];
  const message = `expected the activation ${expected} at every point, because all share one network, got ${activation}`;
  throw new InputError([{ file: document.file, ...document.position(path), path: path.join('.'), message }]);
}
