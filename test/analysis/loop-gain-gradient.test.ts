import { describe, expect, it } from 'vitest';
import { LoopGainGradient } from '../../src/analysis/loop-gain-gradient.ts';
import { aroundLoop, loopSize } from '../../src/analysis/loop-map.ts';
import { loopMargins } from '../../src/analysis/margins.ts';
import { type SmallSignal, type SmallSignalLayer, smallSignal } from '../../src/analysis/small-signal.ts';
import type { Drive } from '../../src/engine/circuit.ts';
import { normal } from '../../src/random/distributions.ts';
import { stream } from '../../src/random/stream.ts';
import { randomCircuit, zeroState } from './random-circuit.ts';

function signalOf(trial: number, rule: 'dp' | 'dp-transpose'): SmallSignal {
  const layers = [
    [3, 6, 4],
    [3, 7, 5, 4],
    [2, 5, 4, 6, 3],
  ][trial % 3];
  const circuit = randomCircuit(rule, {
    layers,
    seed: `gradient ${trial}`,
    alpha: (trial % 5) / 4,
    mismatch: 0.15,
    tauSpread: 0.3,
    thresholdSpread: 0.1,
    delay: [0, 2e-7, 5e-6, 3e-5][trial % 4],
    separateFeedback: trial % 7 === 0,
  });
  const input = new Float64Array(layers[0]);
  const target = new Float64Array(layers[layers.length - 1]);
  const drive: Drive = { input, target, loss: 'squared-error', beta: 1, nudge: 'live' };
  return smallSignal(circuit, drive, zeroState(circuit.chip));
}

/** What of a circuit can change, one after the other. */
const PARTS = ['slope', 'rate', 'nudge', 'weight', 'sendActivity', 'sendDifference', 'up', 'down', 'all'] as const;
type Part = (typeof PARTS)[number];

/** The circuit with every number of some part changed relatively by `size` times a normal number of its own. */
function changed(signal: SmallSignal, part: Part, size: number, seed: string): SmallSignal {
  const is = (own: Part) => part === 'all' || part === own;
  const arrays = (values: Float64Array, own: Part, ...address: (string | number)[]) => {
    const random = stream(seed, own, ...address);
    return is(own) ? values.map((value) => value * (1 + size * normal(random))) : values;
  };
  const both = (pair: SmallSignalLayer['slope'], own: Part, k: number) => ({
    plus: arrays(pair.plus, own, 'plus', k),
    minus: arrays(pair.minus, own, 'minus', k),
  });
  return {
    ...signal,
    layers: signal.layers.map((layer, k) =>
      layer === null
        ? null
        : {
            ...layer,
            slope: both(layer.slope, 'slope', k),
            rate: both(layer.rate, 'rate', k),
            nudge: both(layer.nudge, 'nudge', k),
            weight: both(layer.weight, 'weight', k),
            sendActivity: arrays(layer.sendActivity, 'sendActivity', k),
            sendDifference: arrays(layer.sendDifference, 'sendDifference', k),
          },
    ),
    up: signal.up.map((weights, k) => weights && arrays(weights, 'up', k)),
    down: signal.down.map((weights, k) => weights && arrays(weights, 'down', k)),
  };
}

function gainOf(signal: SmallSignal): number {
  return 1 / loopMargins(signal).gainMargin!;
}

const CASES = (['dp', 'dp-transpose'] as const).flatMap((rule) =>
  Array.from({ length: 12 }, (_, trial) => ({ rule, trial })),
);

describe('once around the loop', () => {
  it.each(CASES)('carries something to itself at the gain margin, $rule $trial', ({ rule, trial }) => {
    const signal = signalOf(trial, rule);
    const { gainMargin, angularFrequency } = loopMargins(signal);
    if (gainMargin === null) return;
    const at = { factor: gainMargin, angularFrequency: angularFrequency! };
    // The determinant of 1 - F by columns is that of a matrix without inverse: a step of inverse iteration comes back itself.
    const gradient = new LoopGainGradient(signal, gainMargin, angularFrequency!);
    const { x } = gradient as unknown as { x: { re: Float64Array; im: Float64Array } };
    const around = aroundLoop(signal, at, x);
    expect(x.re).toHaveLength(loopSize(signal));
    for (let i = 0; i < x.re.length; i++) {
      expect(around.re[i]).toBeCloseTo(x.re[i], 8);
      expect(around.im[i]).toBeCloseTo(x.im[i], 8);
    }
  });
});

describe('the derivative of the loop gain', () => {
  let compared = 0;
  it.each(CASES)('is what central differences of the gain margin tend to, $rule $trial', ({ rule, trial }) => {
    const signal = signalOf(trial, rule);
    const { gainMargin, angularFrequency } = loopMargins(signal);
    if (gainMargin === null) return;
    const gradient = new LoopGainGradient(signal, gainMargin, angularFrequency!);
    const scale = 1 / gainMargin;
    for (const part of PARTS) {
      const seed = `${trial} ${part}`;
      const over = (step: number) => {
        const [low, high] = [changed(signal, part, -step, seed), changed(signal, part, step, seed)];
        return [gradient.between(low, high) / (2 * step), (gainOf(high) - gainOf(low)) / (2 * step)];
      };
      // Both go like the square of the step, which two steps tell from the limit; the next term is that of the fourth power.
      const [wide, narrow] = [over(2e-4), over(1e-4)];
      const [exact, found] = narrow.map((value, i) => (4 * value - wide[i]) / 3);
      // Margins are found to 1e-11 of themselves, so differences of them over 1e-4 to 1e-7; where a loop is what
      // spreads leave of something that cancels, the fourth power of the step counts for more.
      expect(Math.abs(exact - found) / scale).toBeLessThan(1e-5);
      if (Math.abs(found) / scale > 0.01) compared++;
    }
  });

  it('was compared where it is not zero, many times', () => {
    expect(compared).toBeGreaterThan(80);
  });

  it('is refused of a circuit with other live neurons', () => {
    const signal = signalOf(1, 'dp');
    const { gainMargin, angularFrequency } = loopMargins(signal);
    const gradient = new LoopGainGradient(signal, gainMargin!, angularFrequency!);
    expect(() => gradient.between(signal, signalOf(0, 'dp'))).toThrow('same live neurons');
  });
});
