import { createRequire } from 'node:module';
import type { Document, LineCounter, Pair } from 'yaml';
import type { InputDocument, Path, Position } from './document.ts';
import { InputError } from './input-error.ts';

/** More aliases than this are taken for an attempt to exhaust the memory. */
const MAX_ALIASES = 100;

const require = createRequire(import.meta.url);

/** The parser, loaded when a text needs it: JSON does only where something is wrong with it. */
function yaml(): typeof import('yaml') {
  return require('yaml');
}

/** A YAML text as a document; `file` names it in messages. */
export function parseYaml(text: string, file: string): InputDocument {
  const { LineCounter, parseDocument } = yaml();
  const lines = new LineCounter();
  const parsed = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const faults = [
    ...[...parsed.errors, ...parsed.warnings].map(({ message, pos }) => ({ offset: pos[0], message })),
    ...danglingAliases(parsed),
  ];
  if (faults.length > 0) {
    throw new InputError(
      faults.map(({ offset, message }) => {
        return { file, ...place(lines, offset), path: '', message: `not valid YAML: ${message}` };
      }),
    );
  }
  return { file, text, value: plainValue(parsed, file), position: (path, key) => locate(parsed, lines, path, key) };
}

function danglingAliases(parsed: Document): { offset: number; message: string }[] {
  const found: { offset: number; message: string }[] = [];
  yaml().visit(parsed, {
    Alias(_, alias) {
      if (alias.resolve(parsed)) return;
      found.push({ offset: startOf(alias) ?? 0, message: `Unresolved alias *${alias.source}` });
    },
  });
  return found;
}

function plainValue(parsed: Document, file: string): unknown {
  try {
    return parsed.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new InputError([{ file, line: 1, column: 1, path: '', message: `not valid YAML: ${message}` }]);
  }
}

function locate(parsed: Document, lines: LineCounter, path: Path, key = false): Position {
  const { isCollection, isMap } = yaml();
  let node: unknown = parsed.contents;
  let offset = startOf(node) ?? 0;
  for (const [depth, step] of path.entries()) {
    if (!isCollection(node)) break;
    const pair = isMap(node) ? node.items.find((item) => keyOf(item) === String(step)) : undefined;
    const last = depth === path.length - 1;
    node = pair ? pair.value : node.get(step, true);
    offset = startOf(pair && last && key ? pair.key : node) ?? startOf(pair?.key) ?? offset;
    if (node === undefined) break;
  }
  return place(lines, offset);
}

function keyOf(pair: Pair): string {
  return String(yaml().isScalar(pair.key) ? pair.key.value : pair.key);
}

function startOf(node: unknown): number | undefined {
  return yaml().isNode(node) ? node.range?.[0] : undefined;
}

function place(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}
