import { expect, it } from 'vitest';
import { LagPairs } from '../../src/analysis/lag-pairs.ts';
import { stream } from '../../src/random/stream.ts';

const POINTS = 60;

/** u e t and u / (e t), with complex numbers. */
function turned(
  [p, q]: readonly [number, number],
  [plus, minus]: readonly [number, number],
  delay: number,
  { along, back }: { readonly along: number; readonly back: number },
  omega: number,
): { readonly value: number; readonly reciprocal: number } {
  const [x, y] = [omega / plus, omega / minus];
  const re = p / (1 + x * x) + q / (1 + y * y);
  const im = -(p * x) / (1 + x * x) - (q * y) / (1 + y * y);
  const angle = omega * delay;
  // e t, and 1 / (e t) as its conjugate over the square of its modulus; u = along - j omega back.
  const [u, v] = [re * Math.cos(angle) + im * Math.sin(angle), im * Math.cos(angle) - re * Math.sin(angle)];
  const square = u * u + v * v;
  return {
    value: along * u + omega * back * v,
    reciprocal: (along * u - omega * back * v) / square,
  };
}

it('bounds the real parts of two lags and a hop, and of what is 1 over them, on intervals, from one side and closely', () => {
  const draw = stream('lag pairs');
  const within = (low: number, high: number) => low * (high / low) ** draw();
  const pairs = new LagPairs(1);
  const [least, most] = [new Float64Array(1), new Float64Array(1)];
  const near = { value: 0, reciprocal: 0, line: 0, reciprocalLine: 0 };
  for (let trial = 0; trial < 4000; trial++) {
    const one = draw() < 0.2;
    const amounts = [within(0.1, 3), one ? 0 : (draw() < 0.5 ? -1 : 1) * within(0.05, 3)] as const;
    const rates = [within(0.5, 2), within(0.5, 2)] as const;
    const fastest = Math.max(...rates) * (draw() < 0.5 ? 1 : 1.5);
    const delay = [0, 1e-3, 0.1, 1][Math.floor(4 * draw())];
    const [from, to] = [within(0.01, 4), within(1.01, 6)];
    const u = { along: [1, 0.5, 0, -1][Math.floor(4 * draw())], back: [0, 0.5, -0.5, 2][Math.floor(4 * draw())] };
    if ((from * to) ** 0.5 * delay > 3) continue;
    pairs.setTimes(fastest, delay);
    pairs.set(0, ...amounts, ...rates);
    if (Math.abs(pairs.whole[0]) < 1e-3) continue;
    const scale = (s: number) => 1 + s / fastest ** 2;
    const at = (s: number, by = u) => turned(amounts, rates, delay, by, Math.sqrt(s));
    pairs.boundValues(most, 1, u, from, from * to);
    pairs.boundReciprocals(least, 1, u, from, from * to);
    let [high, low, peak] = [-Infinity, Infinity, 0];
    for (let i = 0; i <= POINTS; i++) {
      const s = from * to ** (i / POINTS);
      const { value, reciprocal } = at(s);
      high = Math.max(high, scale(s) * value);
      low = Math.min(low, scale(s) * reciprocal);
      const { value: x } = at(s, { along: 1, back: 0 });
      const { value: y } = at(s, { along: 0, back: 1 / Math.sqrt(s) });
      peak = Math.max(peak, Math.hypot(x, y) * Math.sqrt(scale(s)));
    }
    const room = 1e-9 * (Math.abs(most[0]) + Math.abs(least[0]) + Math.abs(high) + Math.abs(low));
    expect(high).toBeLessThanOrEqual(most[0] + room);
    expect(low).toBeGreaterThanOrEqual(least[0] - room);
    expect(peak).toBeLessThanOrEqual(pairs.peak(0) * (1 + 1e-9));
    if (to < 1.1 && most[0] - high < 0.1 * Math.abs(high)) near.value++;
    if (to < 1.1 && low - least[0] < 0.1 * Math.abs(low)) near.reciprocal++;
    // From omega = 0 on, along lines that begin at what is there, for the reciprocal where that is positive.
    if (pairs.whole[0] < 0) pairs.turnRound(1);
    const sign = Math.sign(amounts[0] + amounts[1]);
    const tilted = { along: 1, back: u.back };
    pairs.drawValues(most, 1, tilted, from);
    pairs.drawReciprocals(least, 1, tilted, from);
    const [start, beginning] = [pairs.whole[0], 1 / pairs.whole[0]];
    let [above, beneath] = [Infinity, Infinity];
    for (let i = 1; i <= POINTS; i++) {
      const share = i / POINTS;
      const { value, reciprocal } = at(share * from, tilted);
      above = Math.min(above, start + share * (most[0] - start) - scale(share * from) * sign * value);
      beneath = Math.min(beneath, scale(share * from) * sign * reciprocal - beginning - share * (least[0] - beginning));
    }
    const size = 1e-9 * (Math.abs(start) + Math.abs(beginning) + Math.abs(most[0]) + Math.abs(least[0]));
    expect(above).toBeGreaterThanOrEqual(-size);
    expect(beneath).toBeGreaterThanOrEqual(-size);
    if (from < 0.1 && above < 0.01 * Math.abs(start)) near.line++;
    if (from < 0.1 && beneath < 0.01 * Math.abs(beginning)) near.reciprocalLine++;
  }
  for (const count of Object.values(near)) expect(count).toBeGreaterThan(100);
});
