import { type Assignment, assign, blame } from './assign.ts';
import { cornerAssignments, cornersOf } from './corners.ts';
import type { Device } from './device.ts';
import { deviceSchema, VARYING_PATHS } from './device-schema.ts';
import { type InputDocument, readFrom } from './document.ts';
import type { FileSource } from './file-source.ts';
import { InputError } from './input-error.ts';
import { deviceFile } from './named-file.ts';
import { provenanceOf } from './provenance.ts';
import { resolveDevice } from './resolve-device.ts';
import { check, validateDocument } from './validate.ts';

/** A device from its file, or a shipped one by its name. */
export function deviceFrom(files: FileSource, nameOrFile: string): Device {
  return deviceOf(readFrom(files, deviceFile(files, nameOrFile)));
}

/** A device from a document that has been read. */
export function deviceOf(document: InputDocument): Device {
  const device = resolveDevice(validateDocument(document, deviceSchema), provenanceOf(document.value));
  // A corner that cannot be is the file's fault, whoever asks for it.
  for (const corner of cornersOf(document)) {
    const own = cornerAssignments(document, corner);
    if (typeof own !== 'string' && own.length > 0) deviceWith(document, own);
  }
  return device;
}

/** The same with values put in place of the file's. A problem that the file has by itself is told as the file's. */
export function deviceWith(document: InputDocument, assignments: readonly Assignment[]): Device {
  if (assignments.length === 0) return deviceOf(document);
  const raw = assign(document.value, assignments, VARYING);
  const { value, findings } = check(raw, deviceSchema);
  if (value === undefined) {
    validateDocument(document, deviceSchema);
    throw new InputError(blame(findings, assignments));
  }
  return resolveDevice(
    value,
    provenanceOf(
      raw,
      assignments.map(({ target }) => target),
    ),
  );
}

const VARYING: ReadonlySet<string> = new Set(VARYING_PATHS);
