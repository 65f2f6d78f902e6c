import type { Chip, Compartments, LayerNeurons } from '../../src/chip/chip.ts';
import { normal } from '../../src/random/distributions.ts';
import { stream } from '../../src/random/stream.ts';

/** What of a chip can change, one after the other. */
export const CHIP_PARTS = [
  'gain',
  'offset',
  'nudgeGain',
  'meanWeight',
  'alpha',
  'threshold',
  'forward',
  'bias',
  'feedback',
  'all',
] as const;
export type ChipPart = (typeof CHIP_PARTS)[number];

/** The chip with every number of some part changed by `size` times a normal number of its own; mean weights and thresholds among others. */
export function changedChip(chip: Chip, part: ChipPart, size: number, seed: string): Chip {
  const moved = (values: Float64Array, own: ChipPart, ...address: (string | number)[]) => {
    const random = stream(seed, own, ...address);
    return part === 'all' || part === own ? values.map((value) => value + size * normal(random)) : values;
  };
  const both = ({ plus, minus }: Compartments, own: ChipPart, k: number) => ({
    plus: moved(plus, own, 'plus', k),
    minus: moved(minus, own, 'minus', k),
  });
  const layer = (neurons: LayerNeurons, k: number): LayerNeurons => ({
    ...neurons,
    gain: both(neurons.gain, 'gain', k),
    offset: both(neurons.offset, 'offset', k),
    nudgeGain: both(neurons.nudgeGain, 'nudgeGain', k),
    meanWeight: both(neurons.meanWeight, 'meanWeight', k),
    alpha: moved(neurons.alpha, 'alpha', k),
    threshold: {
      activity: moved(neurons.threshold.activity, 'threshold', 'activity', k),
      difference: moved(neurons.threshold.difference, 'threshold', 'difference', k),
    },
  });
  return {
    ...chip,
    forward: chip.forward.map(({ weights, bias }, k) => ({
      weights: moved(weights, 'forward', k),
      bias: moved(bias, 'bias', k),
    })),
    feedback: chip.feedback.map((array, k) => array && moved(array, 'feedback', k)),
    neurons: chip.neurons.map((neurons, k) => neurons && layer(neurons, k)),
  };
}
