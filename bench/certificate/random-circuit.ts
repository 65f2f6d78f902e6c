import type { Chip, LayerNeurons } from '../../src/chip/chip.ts';
import type { Circuit } from '../../src/engine/circuit.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { ACTIVATIONS } from '../../src/model/activations.ts';
import { RULES } from '../../src/model/rules.ts';
import type { Stream } from '../../src/random/stream.ts';

const TAU = 1e-5;

/** A small chip with everything a chip can have, spreads and rails among them, every choice drawn from one stream. */
export function randomCircuit(draw: Stream): Circuit {
  const pick = <T>(values: readonly T[]) => values[Math.floor(draw() * values.length)];
  const layers = Array.from({ length: 2 + Math.ceil(draw() * 3) }, () => 1 + Math.floor(draw() * 5));
  const spread = pick([0, 0.1, 0.3]);
  const tauSpread = pick([0, 0.1, 0.4]);
  const thresholdSpread = pick([0, 0.3]);
  const alpha = pick([0, 0.25, 0.5, 0.75, 1, draw()]);
  const weightGain = Math.exp(2.5 * draw() - 1.5);
  const separate = draw() < 0.3;
  const biased = draw() < 0.5 ? 0.3 : 0;
  const about = (n: number, value: number, by: number) =>
    Float64Array.from({ length: n }, () => value * (1 + by * (2 * draw() - 1)));
  const array = (k: number) =>
    about(layers[k] * layers[k + 1], 1, 0).map(() => (weightGain * 3.5 * (draw() - 0.5)) / Math.sqrt(layers[k]));
  const neurons = (n: number): LayerNeurons => {
    const both = (value: number, by: number) => ({ plus: about(n, value, by), minus: about(n, value, by) });
    return {
      alpha: about(n, alpha, spread).map((value) => Math.min(1, value)),
      tau: both(TAU, tauSpread),
      gain: both(1, spread),
      offset: {
        plus: about(n, 0, 0).map(() => biased * (draw() - 0.5)),
        minus: about(n, 0, 0).map(() => biased * (draw() - 0.5)),
      },
      nudgeGain: both(1, spread),
      meanWeight: both(1, spread),
      threshold: { activity: about(n, 1, thresholdSpread), difference: about(n, 1, thresholdSpread) },
      autoZero: null,
    };
  };
  const chip: Chip = {
    name: 'random',
    layers,
    activation: pick(ACTIVATIONS),
    forward: layers
      .slice(1)
      .map((n, k) => ({ weights: array(k), bias: about(n, 1, 0).map(() => biased * (draw() - 0.5)) })),
    feedback: layers.slice(1).map((_, k) => (k > 0 && separate ? array(k) : null)),
    neurons: layers.map((n, k) => (k === 0 ? null : neurons(n))),
    encoder: { activityThreshold: 0.01, differenceThreshold: 0.01, delay: pick([0, 0.02, 0.5, 3]) * TAU, jitter: 0 },
    rails: draw() < 0.5 ? null : [-(0.3 + 2 * draw()), 0.3 + 2 * draw()],
    noise: null,
    energy: null,
  };
  return circuitOf(chip, pick(RULES));
}
