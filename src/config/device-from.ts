import { type Assignment, assign, blame } from './assign.ts';
import { expandConstants } from './constants.ts';
import { cornerAssignments, cornersOf } from './corners.ts';
import type { Device } from './device.ts';
import { type DeviceInput, deviceSchema, VARYING_PATHS } from './device-schema.ts';
import { type InputDocument, readFrom } from './document.ts';
import type { FileSource } from './file-source.ts';
import { InputError } from './input-error.ts';
import { deviceFile } from './named-file.ts';
import { numbersApart } from './numbers-apart.ts';
import { provenanceOf } from './provenance.ts';
import { resolveDevice } from './resolve-device.ts';
import { didYouMean } from './suggest.ts';
import { lawsAt, nominalTemperature, withTemperature } from './temperature.ts';
import { check, type Finding, problemIn, validateDocument } from './validate.ts';

/** A device from its file, or a shipped one by its name. */
export function deviceFrom(files: FileSource, nameOrFile: string): Device {
  return deviceOf(readFrom(files, deviceFile(files, nameOrFile)));
}

/** A device from a document that has been read. */
export function deviceOf(document: InputDocument): Device {
  const device = asItStands(document);
  requireLawsOf(document, device);
  // A corner that cannot be is the file's fault, whoever asks for it.
  for (const corner of cornersOf(document)) {
    const own = cornerAssignments(document, corner);
    if (typeof own !== 'string' && own.length > 0) deviceWith(document, own);
  }
  return device;
}

function asItStands(document: InputDocument): Device {
  return resolveDevice(validateDevice(document), provenanceOf(document.value));
}

/** At the temperature of the file its laws have to give what the file says by itself. */
function requireLawsOf(document: InputDocument, device: Device): void {
  const kelvin = nominalTemperature(document);
  if (kelvin === null) return;
  const laws = lawsAt(document, kelvin);
  const place = laws.length === 0 ? null : numbersApart(device, assigned(document, laws));
  if (place === null) return;
  const message = `expected laws that give the file’s own values at ${kelvin} K; ${place} comes out otherwise`;
  throw new InputError([problemIn(document, { path: ['temperature', 'laws'], message, key: false })]);
}

/** The same with values put in place of the file's. A problem that the file has by itself is told as the file's. */
export function deviceWith(document: InputDocument, given: readonly Assignment[]): Device {
  if (given.length === 0) return deviceOf(document);
  const assignments = withTemperature(document, given);
  return assignments.length === 0 ? asItStands(document) : assigned(document, assignments);
}

function assigned(document: InputDocument, assignments: readonly Assignment[]): Device {
  const raw = assign(document.value, assignments, VARYING);
  const { tree, used } = expandConstants(raw);
  const { value, findings } = check(tree, deviceSchema);
  const idle = idleConstants(raw, used).filter(({ path: [, name] }) =>
    assignments.some(({ target }) => target[0] === 'constants' && target[1] === name),
  );
  if (value === undefined || idle.length > 0) {
    validateDevice(document);
    throw new InputError(blame([...findings, ...idle], assignments));
  }
  return resolveDevice(
    value,
    provenanceOf(
      raw,
      assignments.map(({ target }) => target),
    ),
  );
}

/** A device file as its schema has it, constants in their places. */
export function validateDevice(document: InputDocument): DeviceInput {
  const { tree, used } = expandConstants(document.value);
  const device = validateDocument({ ...document, value: tree }, deviceSchema);
  const idle = idleConstants(document.value, used);
  if (idle.length > 0) throw new InputError(idle.map((finding) => problemIn(document, finding)));
  return device;
}

/** Constants that no expression names: what is put into them would change nothing. */
function idleConstants(raw: unknown, used: ReadonlySet<string>): Finding[] {
  const names = Object.keys(Object(Object(raw).constants)).filter((name) => name !== 'source');
  return names
    .filter((name) => !used.has(name))
    .map((name) => {
      const message = `expected a constant that an expression of the device names${didYouMean(name, [...used])}`;
      return { path: ['constants', name], message, key: true };
    });
}

const VARYING: ReadonlySet<string> = new Set(VARYING_PATHS);
