import type { SourceQuality } from '../model/vocabulary.ts';
import { validateDevice } from './device-from.ts';
import { DISK, readDocument } from './disk.ts';
import { type JsonSchema, jsonSchemas } from './json-schemas.ts';
import { deviceFile } from './named-file.ts';
import { leaves } from './provenance.ts';

/** One value of a device file, explained. */
export interface Explanation {
  readonly path: string;
  /** SI unit of the field; empty for words and pure numbers. A percentage or a number of full scales has none itself. */
  readonly unit: string;
  readonly meaning: string;
  /** As written. */
  readonly value: string;
  /** Null: the file does not say. */
  readonly source: string | null;
  readonly quality: SourceQuality | null;
  /** Whether the file states it; else `value` is what holds then. */
  readonly stated: boolean;
}

/**
 * Every parameter of a device file, or of a shipped device by its name: those that the file states in its order, then the
 * others with what holds for them.
 */
export function explainDevice(nameOrFile: string): Explanation[] {
  const document = readDocument(deviceFile(DISK, nameOrFile));
  validateDevice(document);
  const root = jsonSchemas()['device.schema.json'];
  const values = leaves(document.value).filter(({ path }) => path.length > 1 || path[0] === 'spread');
  const stated = values.map(({ path, value, cited }) => {
    const { unit, meaning } = entryAt(root, path);
    return {
      path: path.join('.'),
      unit,
      meaning,
      value,
      source: cited?.source ?? null,
      quality: cited?.quality ?? null,
      stated: true,
    };
  });
  const known = new Set(values.map(({ path }) => path.slice(0, 2).join('.')));
  const others = SECTIONS.flatMap((section) =>
    fieldsOf(root, section)
      .filter((field) => field !== 'source' && !known.has(`${section}.${field}`))
      .map((field) => [section, field]),
  );
  return [...stated, ...others.map((path) => unstated(root, path))];
}

const SECTIONS = ['signal', 'neuron', 'dyad', 'encoder', 'synapse', 'noise', 'energy'] as const;

function fieldsOf(root: JsonSchema, section: string): string[] {
  const schema = root.properties?.[section];
  return typeof schema === 'object'
    ? alternatives(schema).flatMap(({ properties }) => Object.keys(properties ?? {}))
    : [];
}

/** A parameter that a file leaves out: its default, or none of what it describes. */
function unstated(root: JsonSchema, path: readonly string[]): Explanation {
  const [section, field] = path;
  const schema = root.properties?.[section];
  const own = typeof schema === 'object' ? alternatives(schema).map(({ properties }) => properties?.[field]) : [];
  const standard = own.flatMap((found) =>
    typeof found === 'object' && found.default !== undefined ? [found.default] : [],
  );
  const value = standard.length > 0 ? String(standard[0]) : 'none';
  return { path: path.join('.'), ...entryAt(root, path), value, source: null, quality: null, stated: false };
}

/** Unit and description of the field at `path`, of the innermost schema that has one. */
function entryAt(root: JsonSchema, path: readonly string[]): { unit: string; meaning: string } {
  let candidates = alternatives(root);
  let meaning = '';
  for (const step of path) {
    const next = candidates.flatMap(({ properties }) =>
      properties && Object.hasOwn(properties, step) ? [properties[step]] : [],
    );
    candidates = next.flatMap((schema) => (typeof schema === 'object' ? alternatives(schema) : []));
    meaning = candidates.find(({ description }) => description)?.description ?? meaning;
  }
  const unit = [...candidates, ...candidates.flatMap(elements)]
    .map((schema) => schema.unit)
    .find((unit) => unit !== undefined);
  return { unit: typeof unit === 'string' ? unit : '', meaning };
}

/** A schema and what it may be instead. */
function alternatives(schema: JsonSchema): JsonSchema[] {
  const inner = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return [schema, ...inner.flatMap((option) => (typeof option === 'object' ? alternatives(option) : []))];
}

/** Schemas of the entries of a list. */
function elements({ items }: JsonSchema): JsonSchema[] {
  const entries = Array.isArray(items) ? items : [items];
  return entries.flatMap((entry) => (typeof entry === 'object' && entry !== null ? alternatives(entry) : []));
}
