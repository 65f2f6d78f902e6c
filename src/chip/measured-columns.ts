import { type LayerNeuronsInput, layerNeurons } from '../config/chip-schema.ts';
import type { FileSource } from '../config/file-source.ts';
import { InputError, type Problem } from '../config/input-error.ts';
import { QuantityError, readQuantity } from '../config/quantity.ts';
import { didYouMean } from '../config/suggest.ts';
import { textOf } from '../config/text.ts';
import { check } from '../config/validate.ts';
import { type Cell, csvRows } from '../formats/csv.ts';

const BOTH_SIDES = ['tau', 'gain', 'offset', 'nudgeGain', 'meanWeight'] as const;
const SIDES = ['plus', 'minus'] as const;
const KNOWN: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ...['alpha', 'autoZero', 'threshold.activity', 'threshold.difference'].map((name) => [name, [name]] as const),
  ...BOTH_SIDES.map((name) => [name, SIDES.map((side) => `${name}.${side}`)] as const),
  ...BOTH_SIDES.flatMap((name) => SIDES.map((side) => [`${name}.${side}`, [`${name}.${side}`]] as const)),
]);
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

interface Column {
  readonly name: string;
  /** Unit of the cells; empty: SI, or none. */
  readonly unit: string;
}

/**
 * Neurons from a CSV file of measured columns: a heading with `layer`, `neuron` and parameters such as `gain.plus`, `gain`
 * (both compartments) or `tau.plus [us]`, then a line for each neuron. A cell that is empty was not measured.
 */
export function measuredColumns(
  files: FileSource,
  file: string,
  layers: readonly number[],
): (LayerNeuronsInput | null)[] {
  return new Table(file, layers).read(textOf(files.read(file), file));
}

class Table {
  readonly #file: string;
  readonly #layers: readonly number[];
  readonly #problems: Problem[] = [];

  constructor(file: string, layers: readonly number[]) {
    this.#file = file;
    this.#layers = layers;
  }

  read(text: string): (LayerNeuronsInput | null)[] {
    const [heading = [], ...rows] = csvRows(text);
    if (heading.length === 0) this.#tell(undefined, '', 'expected a heading with layer and neuron');
    this.#throwAny();
    const columns = heading.map((cell) => this.#columnOf(cell));
    for (const needed of ['layer', 'neuron']) {
      if (!columns.some((column) => column?.name === needed))
        this.#tell(heading[0], needed, `expected a column ${needed}, but it is missing`);
    }
    for (const [i, column] of columns.entries()) {
      if (column && columns.findIndex((each) => each?.name === column.name) < i)
        this.#tell(heading[i], column.name, 'expected each column once');
    }
    this.#throwAny();
    const parts = this.#layers.map(() => new Map<string, (number | null)[]>());
    const places = new Map<string, Cell>();
    const seen = new Set<string>();
    for (const row of rows) this.#readRow(row, columns, parts, places, seen);
    this.#throwAny();
    const neurons = parts.map((part, k) => (k === 0 ? null : this.#checked(k, part, places)));
    this.#throwAny();
    return neurons;
  }

  #columnOf(cell: Cell): Column | null {
    const [, name, unit = ''] = /^(.*?)\s*(?:\[(.*)\])?$/.exec(cell.text) ?? [];
    const known = ['layer', 'neuron', ...KNOWN.keys()];
    if (!known.includes(name)) {
      this.#tell(cell, name, `unknown column${didYouMean(name, known)}`);
      return null;
    }
    const unitless = !name.startsWith('tau') && unit !== '' && unit !== '%';
    if (unitless) this.#tell(cell, name, `expected no unit: signals are in full scales, got ${JSON.stringify(unit)}`);
    else if (unit !== '') this.#number(cell, name, '1', unit);
    return { name, unit };
  }

  #readRow(
    row: readonly Cell[],
    columns: readonly (Column | null)[],
    parts: readonly Map<string, (number | null)[]>[],
    places: Map<string, Cell>,
    seen: Set<string>,
  ): void {
    if (row.length !== columns.length) {
      this.#tell(row[0], '', `expected ${columns.length} cells, as in the heading, got ${row.length}`);
      return;
    }
    const k = this.#index(row, columns, 'layer', 1, this.#layers.length - 1);
    const i = k === null ? null : this.#index(row, columns, 'neuron', 0, this.#layers[k] - 1);
    if (k === null || i === null) return;
    if (seen.has(`${k}.${i}`)) this.#tell(row[0], '', `expected each neuron once, got neuron ${i} of layer ${k} again`);
    seen.add(`${k}.${i}`);
    for (const [c, column] of columns.entries()) {
      const cell = row[c];
      if (column === null || cell.text === '') continue;
      const paths = KNOWN.get(column.name) ?? [];
      if (paths.length === 0) continue;
      const value = this.#number(cell, column.name, cell.text, column.unit);
      for (const path of paths) {
        const values = parts[k].get(path) ?? Array<number | null>(this.#layers[k]).fill(null);
        if (values[i] !== null) this.#tell(cell, column.name, `expected ${path} in one column only`);
        values[i] = value;
        parts[k].set(path, values);
        places.set(`${k}.${path}.${i}`, cell);
      }
    }
  }

  #index(row: readonly Cell[], columns: readonly (Column | null)[], name: string, low: number, high: number) {
    const cell = row[columns.findIndex((column) => column?.name === name)];
    const value = Number(cell.text);
    if (/^\d+$/.test(cell.text) && value >= low && value <= high) return value;
    this.#tell(cell, name, `expected an integer from ${low} to ${high}, got ${JSON.stringify(cell.text)}`);
    return null;
  }

  #number(cell: Cell, name: string, text: string, unit: string): number | null {
    try {
      const dimension = unit === '' || unit === '%' ? 'ratio' : 'time';
      if (NUMBER.test(text)) return readQuantity(unit === '' ? Number(text) : `${text} ${unit}`, [dimension]).value;
    } catch (error) {
      if (!(error instanceof QuantityError)) throw error;
      this.#tell(cell, name, `${error.message}, got ${JSON.stringify(`${text} ${unit}`)}`);
      return null;
    }
    this.#tell(cell, name, `expected a number, got ${JSON.stringify(text)}`);
    return null;
  }

  /** The ranges are those of a chip file. */
  #checked(k: number, part: ReadonlyMap<string, (number | null)[]>, places: ReadonlyMap<string, Cell>) {
    const raw: Record<string, unknown> = {};
    for (const [path, values] of part) {
      const [name, side] = path.split('.');
      if (side === undefined) raw[name] = values;
      else raw[name] = { ...Object(raw[name]), [side]: values };
    }
    const { value, findings } = check(raw, layerNeurons);
    for (const { path, message } of findings) this.#tell(places.get([k, ...path].join('.')), path.join('.'), message);
    return value ?? null;
  }

  #tell(cell: Cell | undefined, path: string, message: string): void {
    this.#problems.push({ file: this.#file, line: cell?.line ?? 1, column: cell?.column ?? 1, path, message });
  }

  #throwAny(): void {
    if (this.#problems.length > 0) throw new InputError(this.#problems);
  }
}
