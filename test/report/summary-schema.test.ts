import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { schemaText } from '../../src/config/json-schemas.ts';
import type { Summary } from '../../src/report/summary.ts';
import { summaryJsonSchema } from '../../src/store/summary-json-schema.ts';
import { summarySchema } from '../../src/store/summary-schema.ts';
import { reportOf, summaryOf } from './reports.ts';
import { requestedRun } from './requested-run.ts';
import { ALPHA, syntheticRun, unsimulated } from './synthetic-run.ts';
import { untraceable } from './traceable.ts';

type Frozen<T> = T extends object ? { readonly [K in keyof T]: Frozen<T[K]> } : T;
type Described = Frozen<z.infer<typeof summarySchema>>;
/** A field that one of the two has not, or has of another type, is an error of types here. */
const both: [summary: (own: Described) => Summary, described: (own: Summary) => Described] = [
  (own) => own,
  (own) => own,
];

const NUDGE = { path: 'nudge', labels: ['live', 'held'], values: ['live', 'held'] };
const SPECS = [
  { name: 'angle', metric: 'angleDeg', min: null, max: 30, target: { sigma: 3 }, rules: null },
  { name: 'quick', metric: 'settleTime', min: null, max: 1e-4, target: null, rules: ['dp'] },
] as const;

const RUNS = {
  'of both rules along alpha': syntheticRun(),
  'of one point': syntheticRun([]),
  'of one rule': syntheticRun([ALPHA], { rules: ['dp-transpose'] }),
  'of two axes, one of them words': syntheticRun([ALPHA, NUDGE]),
  'of the static engine': unsimulated(syntheticRun()),
  'with specs': syntheticRun([ALPHA], { accept: { angleDeg: 45, specs: SPECS } }),
  'with specs on what only they request': requestedRun(),
  'half done': (({ manifest, rows }) => ({ manifest, rows: rows.slice(0, 90) }))(syntheticRun()),
  'that was to end': syntheticRun([ALPHA], { until: { interval: 0.05 }, accept: { angleDeg: 45, specs: SPECS } }),
};

describe('summary.schema.json', () => {
  const text = readFileSync(join('schemas', 'summary.schema.json'), 'utf8');

  it('is up to date (else: npm run schemas)', () => {
    expect(text).toBe(schemaText(summaryJsonSchema()));
    expect(both).toHaveLength(2);
  });

  it.each(Object.entries(RUNS))('holds of a summary %s', (_, { manifest, rows }) => {
    const summary = JSON.parse(JSON.stringify(summaryOf(manifest, rows)));
    expect(summarySchema.parse(summary)).toEqual(summary);
    const fromFile = z.fromJSONSchema(JSON.parse(text));
    expect(fromFile.parse(summary)).toEqual(summary);
    for (const [harm, path] of [
      [{ ...summary, more: 1 }, 'more'],
      [{ ...summary, format: 'dyadsim/summary@2' }, 'format'],
      [{ ...summary, trials: { ...summary.trials, found: -1 } }, 'trials'],
    ] as const) {
      expect(fromFile.safeParse(harm).success, path).toBe(false);
      expect(summarySchema.safeParse(harm).success, path).toBe(false);
    }
  });
});

describe('report.md', () => {
  it.each(Object.entries(RUNS))('has no number that is not in the summary %s', async (_, { manifest, rows }) => {
    const { markdown, summary } = await reportOf(manifest, rows);
    expect(untraceable(markdown, JSON.parse(JSON.stringify(summary)))).toEqual([]);
  });

  it.each([
    ['the median of an angle', (cell: Cell) => ({ ...cell, angleDeg: { ...cell.angleDeg!, median: 123.4 } })],
    [
      'an end of an interval',
      (cell: Cell) => ({ ...cell, stable: { ...cell.stable, wilson: [0.12345, 0.98765] as const } }),
    ],
    ['an energy', (cell: Cell) => ({ ...cell, energyPerUpdate: { ...cell.energyPerUpdate!, median: 1.234e-7 } })],
    ['chips that pass', (cell: Cell) => ({ ...cell, aligned: { ...cell.aligned, passed: 7777 } })],
  ])('would be noticed to have another for %s', async (_, change) => {
    const { manifest, rows } = syntheticRun([]);
    const { summary } = await reportOf(manifest, rows);
    const changed = {
      ...summary,
      points: summary.points.map((point) => ({ ...point, cells: point.cells.map(change) })),
    };
    const { renderMarkdown } = await import('../../src/report/markdown.ts');
    const found = untraceable(renderMarkdown(changed, []), JSON.parse(JSON.stringify(summary)));
    expect(found.length).toBeGreaterThan(0);
  });
});

type Cell = Summary['points'][number]['cells'][number];
