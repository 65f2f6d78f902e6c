import type { Path } from './document.ts';
import { MAX_DEPTH } from './nesting.ts';

/** What a JSON text has where; offsets count from 0. */
export interface JsonPlaces {
  /** Where the value at `path` stands, or the nearest parent that exists; with `key`, where its key stands. */
  readonly offset: (path: Path, key?: boolean) => number;
  /** Keys that their object has before. */
  readonly duplicates: readonly { readonly offset: number; readonly key: string }[];
  /** A container that stands deeper than any of ours; null: there is none. */
  readonly tooDeep: number | null;
  /** Where the text ceases to be JSON; null: nowhere. */
  readonly fault: { readonly offset: number; readonly expected: string } | null;
}

/** A container, or the offset of a value that holds no others. */
type Place = number | List | Fields;

interface List {
  readonly at: number;
  readonly items: Place[];
}

interface Fields {
  readonly at: number;
  readonly keys: Map<string, { readonly at: number; value: Place }>;
}

/** Reads a JSON text once, in time that grows with its length only, whatever it holds and however deep. */
export function jsonPlaces(text: string): JsonPlaces {
  const scan = new Scan(text);
  const root = scan.run();
  const { duplicates, tooDeep, fault } = scan;
  return { offset: (path, key) => offsetIn(root, path, key), duplicates, tooDeep, fault };
}

function offsetIn(root: Place, path: Path, key = false): number {
  let place: Place = root;
  for (const [depth, step] of path.entries()) {
    if (typeof place === 'number') break;
    if ('items' in place) {
      const item: Place | undefined = place.items[Number(step)];
      if (item === undefined) break;
      place = item;
    } else {
      const field: { at: number; value: Place } | undefined = place.keys.get(String(step));
      if (field === undefined) break;
      if (key && depth === path.length - 1) return field.at;
      place = field.value;
    }
  }
  return typeof place === 'number' ? place : place.at;
}

const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const SPACE = /[ \t\r\n]*/y;
/** What ends a run of plain characters in a string: a quote, an escape, or a control character, which may not stand there. */
const STOP = /["\\]|[^ -\uffff]/g;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

class Scan {
  readonly duplicates: { offset: number; key: string }[] = [];
  tooDeep: number | null = null;
  fault: JsonPlaces['fault'] = null;
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  run(): Place {
    const open: (List | Fields)[] = [];
    let root: Place | undefined;
    /** Puts a value where the container that is open wants it. */
    const add = (place: Place, key: string | null, keyAt: number): void => {
      const parent = open[open.length - 1];
      root ??= place;
      if (parent === undefined) return;
      if ('items' in parent) parent.items.push(place);
      else if (key !== null) parent.keys.set(key, { at: keyAt, value: place });
    };
    do {
      const parent = open[open.length - 1];
      let key: string | null = null;
      let keyAt = this.#skip();
      if (parent && !this.#continues(parent)) {
        open.pop();
        continue;
      }
      if (parent && 'keys' in parent && this.fault === null) {
        keyAt = this.#skip();
        key = this.#key(parent);
      }
      if (this.fault !== null) break;
      const at = this.#skip();
      const value = this.#value(at);
      add(value, key, keyAt);
      if (typeof value !== 'number' && open.push(value) > MAX_DEPTH) this.tooDeep ??= at;
    } while (open.length > 0 && this.fault === null);
    if (this.fault === null && this.#skip() < this.#text.length) this.#fail('the end of the text');
    return root ?? 0;
  }

  /** Goes past a comma or, with false, past the end of the container. */
  #continues(parent: List | Fields): boolean {
    const [size, end] = 'items' in parent ? [parent.items.length, ']'] : [parent.keys.size, '}'];
    const sign = this.#text[this.#at];
    if (sign === end) {
      this.#at++;
      return false;
    }
    if (size > 0 && sign !== ',') this.#fail(`"," or ${JSON.stringify(end)}`);
    else if (size > 0) this.#at++;
    return true;
  }

  #key(parent: Fields): string {
    const at = this.#at;
    if (this.#text[at] !== '"') this.#fail('a key in double quotes');
    else this.#string();
    if (this.fault !== null) return '';
    const key: string = JSON.parse(this.#text.slice(at, this.#at));
    if (parent.keys.has(key)) this.duplicates.push({ offset: at, key });
    this.#skip();
    if (this.#text[this.#at] !== ':') this.#fail('":"');
    else this.#at++;
    return key;
  }

  #value(at: number): Place {
    const sign = this.#text[at];
    if (sign === '{' || sign === '[') {
      this.#at++;
      return sign === '[' ? { at, items: [] } : { at, keys: new Map() };
    }
    if (sign === '"') this.#string();
    else {
      SCALAR.lastIndex = at;
      if (SCALAR.test(this.#text)) this.#at = SCALAR.lastIndex;
      else this.#fail('a value');
    }
    return at;
  }

  #string(): void {
    STOP.lastIndex = this.#at + 1;
    for (;;) {
      const stop = STOP.exec(this.#text);
      this.#at = stop?.index ?? this.#text.length;
      if (stop?.[0] === '"') {
        this.#at++;
        return;
      }
      ESCAPE.lastIndex = this.#at;
      if (stop?.[0] !== '\\' || !ESCAPE.test(this.#text)) {
        this.#fail('the rest of the text and its closing quote');
        return;
      }
      STOP.lastIndex = ESCAPE.lastIndex;
    }
  }

  #skip(): number {
    SPACE.lastIndex = this.#at;
    SPACE.test(this.#text);
    this.#at = SPACE.lastIndex;
    return this.#at;
  }

  #fail(expected: string): void {
    this.fault ??= { offset: this.#at, expected };
  }
}
