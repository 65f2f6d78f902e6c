import type { z } from 'zod';
import { parseText } from '../config/document.ts';
import { InputError } from '../config/input-error.ts';
import { validateDocument } from '../config/validate.ts';
import { fromExactJson } from './exact-json.ts';
import { readBounded } from './read-bounded.ts';
import { OPEN_SEAL, seal, sealFault } from './seal.ts';

/** Bytes. A manifest has some thousand, and some hundred for each point of its sweep. */
const LARGEST = 2 ** 28;
/** A damaged file up to this many characters is looked through for the place; of a larger one only the damage is told. */
const LARGEST_TO_EXPLAIN = 2 ** 20;

/** The text of a JSON object with the field `checksum` added, its last, which covers the whole file. */
export function sealedJson(json: string): Uint8Array {
  const end = json.lastIndexOf('}');
  const bytes = Buffer.from(`${json.slice(0, end).trimEnd()},\n  "checksum": "${OPEN_SEAL}"\n}\n`);
  seal(bytes);
  return bytes;
}

/**
 * The object of a sealed file, its checksum left out. Damage, and what the schema holds against it, are an InputError with
 * file, position and path.
 */
export async function readSealedJson(path: string, schema: z.ZodType): Promise<unknown> {
  const bytes = await readBounded(path, LARGEST);
  if (bytes === null) throw damaged(path, 'too large');
  const fault = sealFault(bytes);
  const text = new TextDecoder().decode(bytes);
  if (fault !== null) throw whatIsWrong(path, text, schema, fault);
  validate(text, path, schema);
  const { checksum: _checksum, ...content } = fromExactJson(text) as Record<string, unknown>;
  return content;
}

function validate(text: string, path: string, schema: z.ZodType): void {
  const document = parseText(text, path);
  validateDocument({ ...document, value: fromExactJson(JSON.stringify(document.value ?? null)) }, schema);
}

/** The damage where it shows; where it does not, that the checksum tells of one. */
function whatIsWrong(file: string, text: string, schema: z.ZodType, fault: string): InputError {
  try {
    if (text.length > 0 && text.length <= LARGEST_TO_EXPLAIN) validate(text, file, schema);
  } catch (error) {
    if (error instanceof InputError) return error.problems[0].path === '' ? ofSyntax(error) : error;
  }
  return damaged(file, fault);
}

function damaged(file: string, fault: string): InputError {
  return new InputError([{ file, line: null, column: null, path: '', message: `damaged (${fault})` }]);
}

/** One syntax error brings others about; and the parser takes JSON for the YAML that it is too. */
function ofSyntax({ problems: [first] }: InputError): InputError {
  return new InputError([{ ...first, message: `damaged (${first.message.replace('valid YAML', 'valid JSON')})` }]);
}
