import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { describe, expect, it } from 'vitest';
import { reportOf } from './reports.ts';
import { syntheticRun } from './synthetic-run.ts';

const { manifest, rows } = syntheticRun();
const { plots } = await reportOf(manifest, rows);
const pictures = [...plots.keys()].filter((name) => name.endsWith('.svg'));

/** Marks in a picture, of all kinds. */
function marks(svg: string): number {
  return [...svg.matchAll(/<(?:path|text|line|rect)\b/g)].length;
}

describe('what pictures are drawn from', () => {
  it('is beside every one of them, and nothing else is', () => {
    const specs = pictures.map((name) => name.replace(/\.svg$/, '.vl.json'));
    expect([...plots.keys()].sort()).toEqual([...pictures, ...specs].sort());
  });

  it.each(pictures)('%s: Vega-Lite draws the same marks by it, under its title', async (name) => {
    const spec = JSON.parse(plots.get(name.replace(/\.svg$/, '.vl.json'))!) as TopLevelSpec & {
      title: { text: string };
    };
    const plain = plots.get(name)!.replaceAll('&amp;', '&');
    expect(plain).toContain(spec.title.text);
    const svg = await new View(parse(compile({ ...spec, title: undefined }).spec), { renderer: 'none' }).toSVG();
    // Legends come before the plot, each on a line of its own.
    const drawn = plots.get(name)!.split('\n<g transform="translate(0,').at(-1)!;
    expect(marks(svg)).toBeGreaterThan(5);
    expect(marks(drawn)).toBe(marks(svg));
    expect(JSON.stringify(spec)).not.toContain('"tag"');
  });
});
