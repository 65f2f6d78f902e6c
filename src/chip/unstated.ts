/** Of a field of a layer, how many of its neurons are not stated. */
interface Place {
  readonly layer: number;
  readonly missing: number;
  readonly count: number;
}

/** Collects what a chip file leaves out, to say what was put in its place. */
export class Unstated {
  readonly #values: string[] = [];
  /** By field and what was put in. */
  readonly #places = new Map<string, Place[]>();

  /** A field that is not of a layer, and what was put in. */
  value(name: string, text: string): void {
    this.#values.push(`${name}: ${text}`);
  }

  /** An array for the `count` neurons of a layer: what is stated, and `ideal` (`text` for a reader) where nothing is. */
  array(
    name: string,
    layer: number,
    count: number,
    stated: readonly (number | null)[] | undefined,
    ideal: number,
    text = String(ideal),
  ): Float64Array {
    const missing = stated === undefined ? count : stated.filter((value) => value === null).length;
    if (missing > 0) {
      const key = `${name}: ${text}`;
      this.#places.set(key, [...(this.#places.get(key) ?? []), { layer, missing, count }]);
    }
    return Float64Array.from({ length: count }, (_, i) => stated?.[i] ?? ideal);
  }

  /** One line for each field, the two compartments or encoders together where they lack the same: "gain: 1 in layers 1, 2". */
  lines(): string[] {
    const found = [...this.#places].map(([key, places]) => ({ key, where: inWords(places) }));
    const joined = found.flatMap(({ key, where }) => {
      const [first, second] = PAIRS.find((pair) => pair.some((part) => key.includes(part))) ?? [];
      if (first === undefined || second === undefined) return [`${key} ${where}`];
      const other = key.includes(first) ? key.replace(first, second) : key.replace(second, first);
      const both = found.some((each) => each.key === other && each.where === where);
      if (!both) return [`${key} ${where}`];
      return key.includes(first) ? [`${key.replace(first, '')} ${where}`] : [];
    });
    return [...this.#values, ...joined];
  }
}

const PAIRS = [
  ['.plus', '.minus'],
  ['.activity', '.difference'],
] as const;

/** "in layers 1, 2 (3 of 4 neurons)". */
function inWords(places: readonly Place[]): string {
  const parts = places.map(({ layer, missing, count }) =>
    missing === count ? String(layer) : `${layer} (${missing} of ${count} neurons)`,
  );
  return `in ${parts.length > 1 ? 'layers' : 'layer'} ${parts.join(', ')}`;
}
