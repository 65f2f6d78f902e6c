import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dimension } from '../../src/config/unit-table.ts';
import { type Expression, expression, sameUnits, UNITS_OF } from './expressions.ts';
import { mutateBytes, mutateStructure } from './mutations.ts';
import { Draw } from './random.ts';

/** A file to be read, or an expression for a field of these dimensions. */
export type Case =
  | { readonly kind: 'structure' | 'bytes'; readonly from: string; readonly bytes: Uint8Array }
  | { readonly kind: 'expression'; readonly expression: Expression; readonly accepted: readonly Dimension[] };

interface Source {
  readonly name: string;
  readonly text: string;
}

/** All shipped files, and a measured chip of each golden case of the reference. */
const SOURCES: readonly Source[] = [
  ...['devices', 'scenarios'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => ({ name: join(folder, name), text: readFileSync(join(folder, name), 'utf8') })),
  ),
  ...goldenChips(),
];

const DIMENSIONS = Object.keys(UNITS_OF) as Dimension[];

/** Case n of a seed. */
export function caseAt(seed: string, n: number): Case {
  const draw = new Draw(seed, n);
  const kind = draw.real();
  if (kind < 0.25) {
    const own = expression(draw);
    return { kind: 'expression', expression: own, accepted: acceptedFor(draw, own) };
  }
  const [source, other] = [draw.of(SOURCES), draw.of(SOURCES)];
  if (kind < 0.75) {
    const text = mutateStructure(draw, source.text, other.text);
    return { kind: 'structure', from: source.name, bytes: new Uint8Array(Buffer.from(text)) };
  }
  return { kind: 'bytes', from: source.name, bytes: mutateBytes(draw, source.text, other.text) };
}

/** Mostly dimensions of which one is that of the expression. */
function acceptedFor(draw: Draw, { worth }: Expression): Dimension[] {
  const own = DIMENSIONS.find((name) => worth !== null && sameUnits(UNITS_OF[name] ?? [], worth.units));
  const others = [draw.of(DIMENSIONS), draw.of(DIMENSIONS)];
  return [...new Set(own !== undefined && draw.chance(0.8) ? [others[0], own] : others)];
}

function goldenChips(): Source[] {
  const { cases } = JSON.parse(readFileSync('test/reference/cases.json', 'utf8')) as { cases: { chip: unknown }[] };
  return cases.slice(0, 4).map(({ chip }, i) => ({ name: `chip ${i}`, text: JSON.stringify(chip, null, 1) }));
}
