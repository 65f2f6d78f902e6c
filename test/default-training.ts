import type { Training } from '../src/config/scenario.ts';

/** A short training with all else as where a file does not state it. */
export const DEFAULT_TRAINING: Training = {
  epochs: 2,
  batch: 50,
  images: null,
  initial: 'shared',
  tasks: [],
  taskEpochs: 5,
  inference: 'layer-wise',
  passes: 30,
  order: 'forward',
  damping: 'none',
  state: 'fresh',
  learn: 'presentation',
  optimizer: 'sgd',
  learningRate: 0.1,
  momentum: 0,
  weightDecay: 0,
  warmUp: 0,
  decay: 'constant',
  margins: 'every-epoch',
  synapse: 'exact',
  reference: true,
};
