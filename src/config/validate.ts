import { z } from 'zod';
import type { InputDocument, Path } from './document.ts';
import { InputError, type Problem } from './input-error.ts';
import { withRenamed } from './misspelt.ts';
import { shown } from './shown.ts';
import { didYouMean, meantBy } from './suggest.ts';

/** One thing that a schema holds against a value: where, what was expected, and whether the fault is the key itself. */
export interface Finding {
  readonly path: Path;
  readonly message: string;
  readonly key: boolean;
  /** For an unknown key, the known one that was meant. */
  readonly meant?: string | undefined;
}

/** The document's value after `schema`, or an InputError that lists every problem with its place. */
export function validateDocument<S extends z.ZodType>(document: InputDocument, schema: S): z.output<S> {
  const { value, findings } = check(document.value, schema);
  if (value !== undefined) return value;
  throw new InputError(findings.map((finding) => problemIn(document, finding)));
}

/** The place of a finding in the document it is about. */
export function problemIn(document: InputDocument, { path, message, key }: Finding): Problem {
  return { file: document.file, ...document.position(path, key), path: path.join('.'), message };
}

/** Either the value or what is wrong with it. */
export function check<S extends z.ZodType>(
  input: unknown,
  schema: S,
): { value: z.output<S>; findings: [] } | { value: undefined; findings: Finding[] } {
  const result = parsed(input, schema);
  if (result === null) return { value: undefined, findings: [...check(sample(input), schema).findings, TOO_MANY] };
  if (result.success) return { value: result.data, findings: [] };
  const findings = result.error.issues.flatMap((issue) => findingsOf(issue, input, []));
  return { value: undefined, findings: [...findings, ...insideMisspelt(input, schema, findings)] };
}

/** Null where there is more wrong than zod can hold, some hundred thousand things. */
function parsed<S extends z.ZodType>(input: unknown, schema: S) {
  try {
    return schema.safeParse(input, { error: wholeNumber });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

const TOO_MANY: Finding = { path: [], message: 'more is wrong than can be listed', key: false };

/** The same with the beginnings of its lists; sizes are only compared where all entries are right. */
function sample(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 50).map(sample);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, sample(inner)]));
}

/** What is wrong in fields with a misspelt name, read as what was meant; the name alone would hide it. */
function insideMisspelt(input: unknown, schema: z.ZodType, findings: readonly Finding[]): Finding[] {
  const misspelt = findings.flatMap(({ path, meant }) => (meant === undefined ? [] : [{ path, meant }]));
  if (misspelt.length === 0) return [];
  const renamed = withRenamed(input, misspelt);
  if (renamed === null) return [];
  return check(renamed.value, schema).findings.flatMap((finding) => {
    const path = renamed.written(finding.path);
    return path === null ? [] : [{ ...finding, path }];
  });
}

/** Zod says of anything that is no number that it expected one, of an integer too. */
function wholeNumber({ code, inst }: { readonly code?: string | undefined; readonly inst?: unknown }) {
  return code === 'invalid_type' && inst instanceof z.ZodNumberFormat ? WHOLE : undefined;
}

const WHOLE = 'an integer';

/** A map with these fields and no others; an unknown one is told with the most similar known one. */
export function fields<T extends z.core.$ZodLooseShape>(shape: T): z.ZodObject<T, z.core.$strict> {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? (issue.keys as string[]).map((key) => `unknown field${didYouMean(key, known)}`).join('\n')
        : undefined,
  });
}

function findingsOf(issue: z.core.$ZodIssue, root: unknown, base: Path): Finding[] {
  const path = [...base, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))];
  if (issue.code === 'unrecognized_keys') {
    const messages = issue.message.split('\n');
    return issue.keys.map((key, i) => {
      const message = messages[i] ?? 'unknown field';
      return { path: [...path, key], message, key: true, meant: meantBy(message) };
    });
  }
  const input = valueAt(root, path);
  if (issue.code === 'invalid_union' && issue.errors.length > 0) return unionFindings(issue.errors, root, path);
  return [{ path, message: `${expectation(issue)}, ${got(input)}${hintOf(issue)}`, key: false }];
}

/** What a quantity's reader had to say about the value, in parentheses. */
function hintOf(issue: z.core.$ZodIssue): string {
  const hint: unknown = issue.code === 'custom' ? issue.params?.hint : undefined;
  return typeof hint === 'string' ? ` (${hint})` : '';
}

/** The findings of the one alternative that the value was meant to be, or all alternatives in one line. */
function unionFindings(alternatives: readonly z.core.$ZodIssue[][], root: unknown, path: Path): Finding[] {
  const nested = alternatives.find((issues) => issues.every((issue) => issue.path.length > 0 || hasKeys(issue)));
  const ofItsType = alternatives.filter((issues) => issues.every((issue) => !isOfAnotherType(issue)));
  const meant = nested ?? (ofItsType.length === 1 && !isMap(valueAt(root, path)) ? ofItsType[0] : undefined);
  if (meant) return meant.flatMap((issue) => findingsOf(issue, root, path));
  const expected = alternatives.map((issues) => expectation(issues[0]).replace(/^expected /, ''));
  return [
    { path, message: `expected ${[...new Set(expected)].join(' or ')}, ${got(valueAt(root, path))}`, key: false },
  ];
}

/** Or not the one word that an alternative is. */
function isOfAnotherType(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'invalid_type' || (issue.code === 'invalid_value' && issue.values.length === 1);
}

function isMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasKeys(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'unrecognized_keys';
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  object: 'a map of fields',
  record: 'a map of fields',
  array: 'a list',
  tuple: 'a list',
  string: 'a text',
  number: 'a finite number',
  int: WHOLE,
  boolean: 'true or false',
  null: 'null',
};

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'custom':
      return issue.message;
    case 'invalid_type':
      return `expected ${issue.message === WHOLE ? WHOLE : (TYPE_NAMES[issue.expected] ?? issue.expected)}`;
    case 'invalid_value':
      return `expected ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`;
    case 'too_small':
      return `expected ${sized(issue.origin, issue.inclusive ? '>=' : '>', issue.minimum)}`;
    case 'too_big':
      return `expected ${sized(issue.origin, issue.inclusive ? '<=' : '<', issue.maximum)}`;
    case 'invalid_union':
      return `expected ${optionsOf(issue)
        .map((option) => JSON.stringify(option))
        .join(' or ')}`;
    default:
      return issue.message;
  }
}

/** What the discriminator of a union may be. */
function optionsOf(issue: object): readonly unknown[] {
  return 'options' in issue && Array.isArray(issue.options) ? issue.options : [];
}

function sized(origin: string, sign: string, limit: number | bigint): string {
  if (origin === 'array') return `a list of ${sign} ${limit} entries`;
  if (origin === 'string') return limit === 1 ? 'a text that is not empty' : `a text of ${sign} ${limit} characters`;
  return `${origin === 'int' ? 'an integer' : 'a number'} ${sign} ${limit}`;
}

function got(value: unknown): string {
  return value === undefined ? 'but it is missing' : `got ${shown(value)}`;
}

function valueAt(root: unknown, path: Path): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}
