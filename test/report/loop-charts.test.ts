import { describe, expect, it } from 'vitest';
import { bodeChart, nyquistChart } from '../../src/report/charts/loop-charts.ts';

/** One pole: lambda = 2/(1 + j omega), which encircles +1. */
const omega = Float64Array.from({ length: 50 }, (_, p) => (p === 0 ? 0 : 10 ** (p / 10 - 3)));
const response = {
  omega,
  loci: [{ re: omega.map((w) => 2 / (1 + w * w)), im: omega.map((w) => (-2 * w) / (1 + w * w)) }],
};
const picture = { subject: 'a chip <b>', response };

describe('pictures of one loop', () => {
  it('are SVG files of their own, the subject escaped', async () => {
    for (const svg of [
      await nyquistChart(picture),
      await bodeChart('magnitude', picture),
      await bodeChart('phase', picture),
    ]) {
      expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
      expect(svg).toContain('a chip &lt;b&gt;');
      expect(svg).not.toMatch(/NaN|undefined|href=/);
    }
  });

  it('show the locus: the Nyquist picture has a curve for positive and one for negative frequencies, and the cross', async () => {
    const svg = await nyquistChart(picture);
    const curves = [...svg.matchAll(/ d="M[^"]{400,}"/g)];
    expect(curves).toHaveLength(2);
  });

  it('are the same bytes each time', async () => {
    expect(await nyquistChart(picture)).toBe(await nyquistChart(picture));
  });
});
