import { describe, expect, it } from 'vitest';
import { trainingCharts } from '../../../src/report/training/charts.ts';
import type { Curve, TrainingCell, TrainingSummary } from '../../../src/report/training/summary.ts';

const band = (median: number) => ({ median, low: median, high: median });

function curve(epoch: number, change: Partial<Curve>): Curve {
  return {
    epoch,
    chips: 2,
    accuracy: band(0.5),
    loss: band(1),
    angleDeg: null,
    angleByLayer: [null, null],
    gainMargin: null,
    certifiedBeta: null,
    unsettled: 0,
    ...change,
  };
}

const summary = (cells: readonly (readonly [rule: string, curves: readonly Curve[]])[]) => {
  const points = [
    { index: 0, label: 'as described', alpha: 0, beta: 0.1, cells: cells.map(([rule, curves]) => ({ rule, curves })) },
  ];
  return { chips: 2, seed: 's', rules: cells.map(([rule]) => rule), points } as unknown as TrainingSummary & {
    readonly points: readonly { readonly cells: readonly TrainingCell[] }[];
  };
};

const files = async (own: TrainingSummary) => (await trainingCharts(own)).map(({ file }) => file);

describe('pictures of trainings', () => {
  it('are none of what no chip has, or is 0 in all', async () => {
    const bare = summary([['dp', [curve(0, { certifiedBeta: band(0) }), curve(1, { certifiedBeta: band(0) })]]]);
    expect(await files(bare)).toEqual(['accuracy-0.svg', 'loss-0.svg']);
    const full = curve(1, { certifiedBeta: band(0.2), gainMargin: band(3), angleDeg: band(20), angleByLayer: [20, 5] });
    expect(await files(summary([['dp', [curve(0, {}), full]]]))).toEqual(
      ['accuracy', 'loss', 'angle', 'margin', 'certified', 'angles'].map((name) => `${name}-0.svg`),
    );
  });

  it('name the rules that they show, with the mark that each has everywhere', async () => {
    const own = curve(0, { gainMargin: band(3) });
    const charts = await trainingCharts(
      summary([
        ['mine', [curve(0, {})]],
        ['yours', [own]],
      ]),
    );
    const legendOf = (name: string) => charts.find(({ file }) => file === `${name}-0.svg`)!.svg;
    expect(legendOf('margin')).toContain('yours');
    expect(legendOf('margin')).not.toContain('mine');
    const stroke = (svg: string) =>
      /<path d="M0 6H26"[^>]*stroke="([^"]+)"[^>]*>(?:(?!<path d="M0 6H26").)*yours/s.exec(svg)![1];
    expect(stroke(legendOf('margin'))).toBe(stroke(legendOf('accuracy')));
  });

  it('map the angle of every array and epoch, the output’s on top, and not that of the exact gradient', async () => {
    const curves = [curve(0, { angleByLayer: [12, 34] }), curve(1, { angleByLayer: [56, null] })];
    const [map] = (
      await trainingCharts(
        summary([
          ['dp', curves],
          ['backprop', [curve(0, { angleByLayer: [0, 0] })]],
        ]),
      )
    ).slice(-1);
    expect(map.file).toBe('angles-0.svg');
    const texts = [...map.svg.matchAll(/<text[^>]*transform="translate\(([-\d.]+),([-\d.]+)\)"[^>]*>([^<]+)<\/text>/g)];
    const at = (text: string) => {
      const [, x, y] = texts.find(([, , , own]) => own === text)!;
      return { x: Number(x), y: Number(y) };
    };
    expect(at('34').y).toBeLessThan(at('12').y);
    expect(at('34').x).toBe(at('12').x);
    expect(at('56').x).toBeGreaterThan(at('12').x);
    expect(at('56').y).toBe(at('12').y);
    // Their letters are of two sizes.
    expect(Math.abs(at('array 2').y - at('34').y)).toBeLessThan(2);
    expect(at('\u2013')).toEqual({ x: at('56').x, y: at('34').y });
    expect(map.svg).toContain('dp: 56, none deg after 1 epoch.');
    expect(map.svg).not.toContain('Backprop');
  });
});
