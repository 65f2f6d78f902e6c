import { type Assignment, assign, steps } from './assign.ts';
import { cornerAssignments } from './corners.ts';
import type { Device } from './device.ts';
import { deviceWith } from './device-from.ts';
import { type InputDocument, type Path, readFrom } from './document.ts';
import { InputError } from './input-error.ts';
import { deviceFile } from './named-file.ts';
import { CHANGE, changeAssignments } from './one-at-a-time.ts';
import type { ScenarioDeviceInput } from './scenario-schema.ts';
import { CORNER, type GridPoint } from './sweep.ts';
import { problemIn } from './validate.ts';

/** The device of a scenario: at one point of its sweep, or without a point's values. */
export type DeviceAt = (point: GridPoint | null) => Device;

/** Devices of a scenario, overrides applied and then the point's values; each file is read, and each device made, once. */
export function scenarioDevices(scenario: InputDocument, { device, overrides }: ScenarioDeviceInput): DeviceAt {
  const read = new Map<string, InputDocument>();
  const made = new Map<string, Device>();
  const common = Object.entries(overrides).map(([path, value]): Assignment => {
    return { target: steps(path), value, document: scenario, origin: ['overrides', path] };
  });
  return (point) => {
    let name = device;
    let origin: Path = ['device'];
    let corner: { readonly name: string; readonly origin: Path } | null = null;
    let change: { readonly name: string; readonly origin: Path } | null = null;
    const own: Assignment[] = [];
    for (const choice of point?.choices ?? []) {
      const { path } = choice.axis;
      if (path === 'device') {
        name = String(choice.value);
        origin = choice.origin;
      } else if (path === CORNER) corner = { name: String(choice.value), origin: choice.origin };
      else if (path === CHANGE) change = { name: String(choice.value), origin: choice.origin };
      else if (path.startsWith('device.')) {
        const target = steps(path.slice('device.'.length));
        own.push({ target, value: choice.value, document: scenario, origin: choice.origin });
      }
    }
    const key = JSON.stringify([name, corner?.name, change?.name, ...own.map(({ target, value }) => [target, value])]);
    const known = made.get(key);
    if (known !== undefined) return known;
    const document = read.get(name) ?? openDevice(scenario, name, origin);
    read.set(name, document);
    const ofCorner = corner === null ? [] : inCorner(scenario, document, corner);
    const assigned = [...ofCorner, ...common, ...own];
    const result = deviceWith(document, change === null ? assigned : withChange(scenario, document, assigned, change));
    made.set(key, result);
    return result;
  };
}

/** What a corner puts into the device; one that the device has not is a problem of the scenario. */
function inCorner(
  { file, position }: InputDocument,
  device: InputDocument,
  { name, origin }: { readonly name: string; readonly origin: Path },
): Assignment[] {
  const found = cornerAssignments(device, name);
  if (typeof found !== 'string') return found;
  const message = `${found}, got ${JSON.stringify(name)}`;
  throw new InputError([{ file, ...position(origin), path: origin.join('.'), message }]);
}

/** Assignments and then a single change of what they make of the device; one that cannot be is a problem of the scenario. */
function withChange(
  scenario: InputDocument,
  device: InputDocument,
  assigned: readonly Assignment[],
  { name, origin }: { readonly name: string; readonly origin: Path },
): Assignment[] {
  const found = changeAssignments(name, assign(device.value, assigned, new Set()), { document: scenario, origin });
  if (typeof found !== 'string') return [...assigned, ...found];
  throw new InputError([
    problemIn(scenario, { path: origin, message: `${found}, got ${JSON.stringify(name)}`, key: false }),
  ]);
}

/** A device file that cannot be read is a problem of the scenario that names it. */
function openDevice({ file, files, position }: InputDocument, name: string, origin: Path): InputDocument {
  try {
    return readFrom(files, deviceFile(files, name, file));
  } catch (error) {
    if (!(error instanceof InputError) || error.problems[0].line !== null) throw error;
    const message = `${error.problems[0].message}, got ${JSON.stringify(name)}`;
    throw new InputError([{ file, ...position(origin), path: origin.join('.'), message }]);
  }
}
