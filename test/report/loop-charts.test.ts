import { describe, expect, it } from 'vitest';
import { bodeChart } from '../../src/report/charts/bode-chart.ts';
import { angleOf, loopMarks } from '../../src/report/charts/loop-marks.ts';
import { nyquistChart } from '../../src/report/charts/nyquist-chart.ts';

/** k / (1 + j omega) with a delay T. */
function onePole(k: number, delay: number, points = 400) {
  const omega = Float64Array.from({ length: points + 1 }, (_, p) => (p === 0 ? 0 : 10 ** (-3 + (6 * p) / points)));
  const size = omega.map((w) => k / Math.hypot(1, w));
  const angle = omega.map((w) => -Math.atan(w) - w * delay);
  return {
    omega,
    loci: [{ re: size.map((r, p) => r * Math.cos(angle[p])), im: size.map((r, p) => r * Math.sin(angle[p])) }],
  };
}

const picture = (k: number, delay = 0) => ({ subject: 'a chip <b>', response: onePole(k, delay) });
const words = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text).join(' ');

/** Where a growing function is 0, by bisection. */
function root(of: (x: number) => number, low: number, high: number): number {
  let [a, b] = [low, high];
  for (let i = 0; i < 60; i++) [a, b] = of((a + b) / 2) < 0 ? [(a + b) / 2, b] : [a, (a + b) / 2];
  return (a + b) / 2;
}

describe('margins read off a loop', () => {
  it('are at frequency 0 and on the unit circle for one pole', () => {
    // |2 / (1 + jw)| = 1 at w = sqrt 3, where the angle is -60 deg.
    const { gain, phase, radius } = loopMarks(onePole(2, 0));
    expect(gain).toEqual({ omega: 0, re: 2, im: expect.closeTo(0, 15) });
    expect([phase?.omega, angleOf(phase!)]).toEqual([expect.closeTo(Math.sqrt(3), 3), expect.closeTo(-60, 2)]);
    expect(radius).toBe(2);
  });

  it('have no crossing of the unit circle inside it', () => {
    expect(loopMarks(onePole(0.5, 0)).phase).toBeNull();
  });

  it('find the crossing at which a negative loop with a delay begins to swing', () => {
    // -3 e^{-0.5jw} / (1 + jw) meets the positive axis where atan w + w / 2 = pi.
    const { gain, phase } = loopMarks(onePole(-3, 0.5, 4000));
    const omega = root((w) => Math.atan(w) + w / 2 - Math.PI, 0, 10);
    expect(gain?.omega).toBeCloseTo(omega, 3);
    expect(gain?.re).toBeCloseTo(3 / Math.hypot(1, omega), 3);
    const circle = Math.sqrt(8);
    expect(phase?.omega).toBeCloseTo(circle, 3);
    expect(Math.abs(angleOf(phase!))).toBeCloseTo(180 - ((Math.atan(circle) + circle / 2) * 180) / Math.PI, 1);
  });

  it('see a locus that touches the axis from below, and take the farthest of several', () => {
    const omega = Float64Array.of(0, 1, 2);
    const touching = { re: Float64Array.of(0.1, 0.3, 0.2), im: Float64Array.of(-0.2, 0, -0.1) };
    const other = { re: Float64Array.of(0.2, 0.1, 0.1), im: Float64Array.of(0, 0.1, 0.1) };
    expect(loopMarks({ omega, loci: [other, touching] }).gain).toEqual({ omega: 1, re: 0.3, im: 0 });
  });

  it('are none on the negative axis, nor beyond a million', () => {
    expect(loopMarks(onePole(-0.5, 0)).gain).toBeNull();
    expect(loopMarks(onePole(9e-7, 0)).gain).toBeNull();
    expect(loopMarks(onePole(1.1e-6, 0)).gain).not.toBeNull();
    expect(loopMarks({ omega: Float64Array.of(0, 1), loci: [] })).toEqual({ gain: null, phase: null, radius: 0 });
  });
});

describe('pictures of one loop', () => {
  it('are SVG files of their own, the subject escaped, of large, small and empty loops', async () => {
    for (const k of [2, 0.04, -0.04, 0]) {
      for (const svg of [
        await nyquistChart(picture(k)),
        await bodeChart('magnitude', picture(k)),
        await bodeChart('phase', picture(k)),
      ]) {
        expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
        expect(svg).toContain('a chip &lt;b&gt;');
        expect(svg).not.toMatch(/NaN|undefined|Infinity|href=/);
      }
    }
  });

  it('show the locus: the Nyquist picture has a curve for positive and one for negative frequencies, and the cross', async () => {
    const svg = await nyquistChart(picture(2));
    const curves = [...svg.matchAll(/ d="M[^"]{400,}"/g)];
    expect(curves).toHaveLength(2);
  });

  it('magnify a loop that is far from its limit, and say how far', async () => {
    const svg = await nyquistChart(picture(0.04));
    // The locus goes from 0.04 to 0 along half a circle, 0.02 high: of 362 px for 2.6 times 0.04 these are 139 and 70.
    const numbers = [...svg.matchAll(/ d="(M[^"]{400,})"/g)][1][1]
      .match(/[-\d.]+,[-\d.]+/g)!
      .map((pair) => pair.split(',').map(Number));
    const span = (k: number) => Math.max(...numbers.map((at) => at[k])) - Math.min(...numbers.map((at) => at[k]));
    expect(span(0)).toBeCloseTo(362 / 2.6, 0);
    expect(span(1)).toBeCloseTo(362 / 2.6 / 2, 0);
    expect(words(svg)).toContain('25.0 times as large (28.0 dB)');
    expect(words(svg)).toContain('Magnified: +1 is off to the right, 25.0 times as far');
    expect(words(await nyquistChart(picture(2)))).not.toContain('Magnified');
  });

  it('mark the margins in the Bode plots, with their frequencies', async () => {
    const magnitude = words(await bodeChart('magnitude', picture(-3, 0.5)));
    const omega = root((w) => Math.atan(w) + w / 2 - Math.PI, 0, 10);
    const decibels = -20 * Math.log10(3 / Math.hypot(1, omega));
    const hertz = (omega / (2 * Math.PI)) * 1000;
    expect(magnitude).toContain(`Gain margin ${decibels.toFixed(1)} dB at ${hertz.toFixed(0)} mHz`);
    // In the note, and at the mark over its own background.
    expect(magnitude.split(`${decibels.toFixed(1)} dB`)).toHaveLength(4);
    expect(words(await bodeChart('phase', picture(2)))).toMatch(/Phase margin 60\.0 deg at 276 mHz.* 60\.0 deg/);
    expect(words(await bodeChart('magnitude', picture(2)))).toContain(
      'Gain margin −6.0 dB at 0 Hz, marked at the left',
    );
    expect(words(await bodeChart('phase', picture(0.5)))).toContain('No locus reaches 0 dB');
    expect(words(await bodeChart('magnitude', picture(0)))).toContain('nothing is fed back');
  });

  it('are the same bytes each time', async () => {
    expect(await nyquistChart(picture(2))).toBe(await nyquistChart(picture(2)));
  });
});
