import { describe, expect, it } from 'vitest';
import { EventLoop } from '../../src/engine/event-loop.ts';
import { type Layer, positionAt } from '../../src/engine/layer.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import type { Activation } from '../../src/model/activations.ts';
import { stream } from '../../src/random/stream.ts';
import { randomChip } from '../analysis/random-circuit.ts';

const TAU = 1e-5;
const STEP = TAU / 40;
const STEPS = 400;

/** How far any signal of a layer is from what its neuron sent last, in thresholds, `dt` after the layer's reference time. */
function farthest({ n, phi, plus, minus, ...layer }: Layer, dt: number): number {
  let most = 0;
  for (let i = 0; i < n; i++) {
    const [p, q] = [plus, minus].map((side) => phi.value(positionAt(side, i, dt)));
    const m = layer.weightPlus[i] * p + layer.weightMinus[i] * q;
    const far = Math.abs(m - layer.sentActivity[i]) / layer.activityThreshold[i];
    most = Math.max(most, far, Math.abs(p - q - layer.sentDifference[i]) / layer.differenceThreshold[i]);
  }
  return most;
}

// A bound that is later than the crossing leaves a signal beyond its threshold until the neuron is looked at again.
describe('under noise every signal stays within a threshold of what was sent', () => {
  const kinds: { activation: Activation; rails?: [number, number]; thermal: number; correlation: number }[] = [
    { activation: 'relu', thermal: 0.1, correlation: TAU / 4 },
    { activation: 'relu', thermal: 0.02, correlation: TAU / 20 },
    { activation: 'relu', rails: [-0.2, 0.5], thermal: 0.2, correlation: TAU / 4 },
    { activation: 'identity', rails: [-0.3, 0.3], thermal: 0.1, correlation: TAU },
    { activation: 'tanh', thermal: 0.2, correlation: TAU / 4 },
    { activation: 'hard-sigmoid', thermal: 0.2, correlation: TAU / 2 },
  ];
  it.each(kinds)('$activation, rails $rails, thermal rms $thermal', ({ activation, rails, thermal, correlation }) => {
    const wish = { layers: [5, 40, 12, 4], seed: `noisy ${activation}`, alpha: 0.3, mismatch: 0.1, tauSpread: 0.2 };
    const chip = randomChip({ ...wish, activation, ...(rails === undefined ? {} : { rails }), weightGain: 0.7 });
    const encoder = { ...chip.encoder, activityThreshold: 0.03, differenceThreshold: 0.02 };
    const read = { relative: 0.05, correlationTime: TAU };
    const noise = { thermal: { rms: thermal, correlationTime: correlation }, flicker: null, read };
    const loop = new EventLoop(circuitOf({ ...chip, encoder, noise }, 'dp-transpose'), TAU);
    const draw = stream('noisy crossings');
    const input = Float64Array.from({ length: 5 }, draw);
    loop.reset(
      { input, target: Float64Array.of(1, 0, 0, 0), loss: 'squared-error', beta: 0.3, nudge: 'live' },
      null,
      null,
    );
    loop.attachNoise((...address) => stream('noisy crossings', ...address));
    loop.state.startNudging();
    loop.passAll();
    let most = 0;
    for (let step = 1; step <= STEPS; step++) {
      loop.advance(step * STEP, Infinity);
      for (const layer of loop.state.layers.slice(1)) most = Math.max(most, farthest(layer, loop.time - layer.time));
    }
    expect(most).toBeLessThan(1 + 1e-6);
    expect(most).toBeGreaterThan(0.99);
    expect(loop.activityEvents + loop.differenceEvents).toBeGreaterThan(300);
  });
});
