import {
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { expression } from './expressions.ts';
import type { Draw } from './random.ts';

/** Values that break what is written without care. */
const VALUES: readonly unknown[] = [
  0,
  -0,
  1,
  -1,
  0.5,
  1e-12,
  1e-300,
  1e300,
  -1e300,
  2 ** 31,
  2 ** 53,
  4294967296,
  Number.NaN,
  Infinity,
  -Infinity,
  true,
  false,
  null,
  '',
  ' ',
  'NaN',
  'Infinity',
  '-1',
  '10 us',
  '10 V',
  '-5 %',
  '1e400',
  '100 %',
  '1e-30 s',
  '1 TV',
  '10us%',
  '0:0.1:1',
  '1:-1:0',
  '0:1e-9:1',
  '0 us:1 us:3 us',
  'ideal',
  '../../etc/passwd',
  'constructor',
  '__proto__',
  'toString',
  '\u0000',
  'a\nb',
  '\u001b[31mred',
  '\u202eabc',
  '😀',
  '\ud800',
  'x'.repeat(5000),
  [],
  {},
  [[]],
  [1, 2, 3],
  ['a'],
  { a: 1 },
  { nominal: 1 },
  { nominal: '10 us', mismatch: '300 %' },
  { from: 'train', epochs: 1 },
  [64, 4, 10],
  [64, 100000, 10],
  [1],
  Array(200).fill(1),
  new Date(0),
];

const KEYS = [
  '',
  ' ',
  'nominal',
  'mismatch',
  '__proto__',
  'constructor',
  'a.b',
  'device.neuron.tau',
  '\u001b[2J',
  'x'.repeat(300),
  '0',
  'tau ',
  'Tau',
];

/** A file changed in its structure: keys and values dropped, doubled, renamed, exchanged, replaced, nested; of several kinds at once. */
export function mutateStructure(draw: Draw, text: string, other: string): string {
  const document = parseDocument(text, { logLevel: 'silent' });
  const donor = parseDocument(other, { logLevel: 'silent' });
  for (let count = draw.of([1, 1, 1, 2, 3]); count > 0; count--) {
    const places = placesOf(document.contents);
    if (places.length === 0) break;
    change(draw, draw.of(places), placesOf(donor.contents));
  }
  try {
    return draw.chance(0.3) ? JSON.stringify(document.toJS(), null, draw.of([0, 2])) : document.toString();
  } catch {
    // What cannot be written: the bytes of both files, one behind the other.
    return `${text}\n${other}`;
  }
}

interface Place {
  readonly parent: YAMLMap | YAMLSeq;
  readonly at: number;
}

function placesOf(root: unknown): Place[] {
  const places: Place[] = [];
  visit(root as Node, {
    Map: (_, map) => {
      for (const at of map.items.keys()) places.push({ parent: map, at });
    },
    Seq: (_, seq) => {
      for (const at of seq.items.keys()) places.push({ parent: seq, at });
    },
  });
  return places;
}

function valueAt({ parent, at }: Place): unknown {
  const item = parent.items[at];
  return isPair(item) ? item.value : item;
}

/** What is taken from a tree may hold the place where it goes to: it would hold itself. */
function copyOf(value: unknown): unknown {
  return isNode(value) ? value.clone() : value;
}

function put({ parent, at }: Place, value: unknown): void {
  const item = parent.items[at];
  if (isPair(item)) item.value = value;
  else (parent as YAMLSeq).items[at] = value;
}

function change(draw: Draw, place: Place, donors: readonly Place[]): void {
  const { parent, at } = place;
  const item = parent.items[at];
  if (item === undefined) return;
  const kind = draw.below(9);
  if (kind === 0) parent.items.splice(at, 1);
  else if (kind === 1) (parent.items as unknown[]).push(isPair(item) ? item.clone() : copyOf(item));
  else if (kind === 2 && isMap(parent)) (item as Pair<unknown, unknown>).key = draw.of(KEYS);
  else if (kind === 3 && isPair(item)) item.key = slip(draw, String(isScalar(item.key) ? item.key.value : item.key));
  else if (kind === 4 && donors.length > 0) put(place, copyOf(valueAt(draw.of(donors))));
  else if (kind === 5) put(place, nested(draw));
  else if (kind === 6) put(place, expression(draw).text);
  else if (kind === 7) scaled(draw, place);
  else put(place, draw.of(VALUES));
}

/** A number, or a text with one, made larger or smaller by orders of magnitude. */
function scaled(draw: Draw, place: Place): void {
  const value = valueAt(place);
  const own = isScalar(value) ? value.value : value;
  const factor = 10 ** (draw.below(25) - 12) * (draw.chance(0.1) ? -1 : 1);
  if (typeof own === 'number') put(place, own * factor);
  else if (typeof own === 'string')
    put(
      place,
      own.replace(/\d+(\.\d+)?/, (digits) => String(Number(digits) * factor)),
    );
  else if (isSeq(value) && value.items.length > 0)
    put({ parent: value, at: draw.below(value.items.length) }, draw.of(VALUES));
}

/** A name with one letter lost, doubled or exchanged. */
function slip(draw: Draw, name: string): string {
  const at = draw.below(name.length + 1);
  return draw.of([
    name.slice(0, at) + name.slice(at + 1),
    name.slice(0, at) + name.slice(at - 1),
    name.toUpperCase(),
    `${name}s`,
    `${name}.${name}`,
  ]);
}

function nested(draw: Draw): unknown {
  let value: unknown = draw.of(VALUES);
  const list = draw.chance(0.5);
  for (let depth = draw.of([1, 2, 5, 50, 200]); depth > 0; depth--) value = list ? [value] : { a: value };
  return value;
}

/** Bytes flipped, cut, doubled, replaced, joined with those of another file, or the text in another encoding. */
export function mutateBytes(draw: Draw, text: string, other: string): Uint8Array {
  let bytes = new Uint8Array(Buffer.from(text));
  for (let count = draw.of([1, 1, 1, 2, 4]); count > 0; count--) {
    const at = draw.below(bytes.length + 1);
    const end = Math.min(bytes.length, at + 1 + draw.below(draw.of([2, 10, 400])));
    const kind = draw.below(9);
    if (kind === 0 && at < bytes.length) bytes[at] ^= 1 << draw.below(8);
    else if (kind === 1) bytes = joined(bytes.subarray(0, at), bytes.subarray(end));
    else if (kind === 2) bytes = joined(bytes.subarray(0, end), bytes.subarray(at));
    else if (kind === 3) bytes = bytes.slice(0, at);
    else if (kind === 4) bytes = joined(bytes.subarray(0, at), Buffer.from(other).subarray(draw.below(other.length)));
    else if (kind === 5) bytes = joined(bytes.subarray(0, at), Buffer.from(draw.of(PIECES)), bytes.subarray(at));
    else if (kind === 6) bytes = new Uint8Array(Buffer.from(new TextDecoder().decode(bytes).replace(/\n/g, '\r\n')));
    else if (kind === 7 && draw.chance(0.2))
      bytes = new Uint8Array(Buffer.from(new TextDecoder().decode(bytes), 'utf16le'));
    else if (kind === 8) bytes = joined(Uint8Array.of(0xef, 0xbb, 0xbf), bytes);
  }
  return bytes;
}

/** What means something to YAML, JSON or a terminal. */
const PIECES = [
  ': ',
  '- ',
  '? ',
  '&a ',
  '*a',
  '!!js/function ',
  '!!binary ',
  '<<: *a',
  '|\n',
  '>-\n',
  '%YAML 1.1\n',
  '---\n',
  '...\n',
  '#',
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  ',',
  '\t',
  '\r',
  '\u0000',
  '\u001b[2J',
  '\u2028',
  '\u0085',
  '\n\n\n',
  '1e999',
  '.nan',
  '.inf',
  '~',
  '0o17',
  '0x1F',
  '1_000',
  'yes',
  '[[[[[[[[[[[[[[[[[[[[',
  '{a: {a: {a: ',
];

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(parts));
}
