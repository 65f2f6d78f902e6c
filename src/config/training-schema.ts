import { z } from 'zod';
import { UPDATE_DEVICE_NAMES } from '../model/update-devices.ts';
import {
  BETA_COURSES,
  DAMPINGS,
  DECAYS,
  FIRST_STATES,
  INFERENCE_ORDERS,
  INFERENCES,
  INITIAL_WEIGHTS,
  LEARNING_MOMENTS,
  MARGIN_TIMES,
  type Nudge,
  OPTIMIZERS,
  PRECISIONS,
  PULSE_SCHEMES,
} from '../model/vocabulary.ts';
import { fields } from './validate.ts';

/** How chips are trained, as `train` of a scenario file states it. */
export const trainingSchema = fields({
  epochs: z.int().min(1).max(10_000).describe('Passes over the training images.').default(10),
  batch: z.int().min(1).max(100_000).describe('Images per update.').default(50),
  images: z.int().min(1).describe('The first so many training images; without it, all.').nullable().default(null),
  tasks: z
    .array(z.array(z.int().min(0).max(255)).min(1))
    .min(2)
    .max(20)
    .describe('Classes to be trained in turn, a list for each task, over and over; without it, all at once.')
    .default([]),
  taskEpochs: z.int().min(1).max(10_000).describe('Epochs of a task before the next one’s turn.').default(5),
  initial: z
    .enum(INITIAL_WEIGHTS)
    .describe('shared: all chips begin with the same weights; own: each with random ones of its own.')
    .default('shared'),
  inference: z
    .enum(INFERENCES)
    .describe(
      'layer-wise: the iteration of the papers, without encoders and time; events: every presentation simulated.',
    )
    .default('layer-wise'),
  passes: z.int().min(1).max(10_000).describe('Passes of the layer-wise iteration, at most.').default(30),
  order: z
    .enum(INFERENCE_ORDERS)
    .describe(
      'Order of the layers in a pass: forward or forward-backward, as in the papers; parallel: all at once, from rest; ' +
        'random: drawn for every pass.',
    )
    .default('forward'),
  damping: z.enum(DAMPINGS).describe('tikhonov: of the hidden layers, as the authors have it.').default('none'),
  state: z
    .enum(FIRST_STATES)
    .describe('fresh: a presentation begins at its free response; carried: where the last one ended.')
    .default('fresh'),
  learn: z
    .enum(LEARNING_MOMENTS)
    .describe('presentation: weights follow when the iteration has ended; pass: after every pass of it.')
    .default('presentation'),
  precision: z
    .enum(PRECISIONS)
    .describe('Of the layer-wise iteration: f64, or f32, faster; weights are held in f64 either way.')
    .default('f64'),
  optimizer: z.enum(OPTIMIZERS).describe('sgd: with momentum; adam: Kingma and Ba 2015.').default('sgd'),
  learningRate: z.number().positive().max(1e6).describe('Step of an update, at its highest.').default(0.1),
  momentum: z.number().min(0).lt(1).describe('Of sgd.').default(0),
  weightDecay: z.number().min(0).max(1).describe('Pull of every weight to 0, per update and rate.').default(0),
  warmUp: z.number().min(0).max(1).describe('First part of the updates, in which the rate rises.').default(0),
  decay: z.enum(DECAYS).describe('constant: the rate stays; cosine: it falls to 0.').default('constant'),
  betaSchedule: fields({
    to: z.number().positive().max(1e6).describe('Beta of the last epoch, times that of the first.'),
    along: z.enum(BETA_COURSES).describe('geometric: by the same factor every epoch; linear.').default('geometric'),
  })
    .describe('Beta falls or rises from epoch to epoch; without it, it stays.')
    .optional(),
  synapse: z
    .union([
      z.literal('exact'),
      fields({
        device: z.enum(UPDATE_DEVICE_NAMES).describe('How a weight answers a pulse, with its spreads and noise.'),
        scheme: z
          .enum(PULSE_SCHEMES)
          .describe(
            'pulses: as wanted changes come; mixed-precision: from a digital sum of them; tiki-taka: onto a fast array, whose columns ' +
              'are transferred in turn; tiki-taka-2: through a digital filter.',
          )
          .default('pulses'),
        fullWeight: z
          .number()
          .positive()
          .max(1e3)
          .describe('Weight of a device at 1, in the largest weight that its array begins with.')
          .default(2),
        mostPulses: z.int().min(1).max(10_000).describe('Pulses that one update gives a synapse at most.').default(31),
        transfer: fields({
          every: z.int().min(1).max(1e6).describe('Updates from the transfer of one column to the next.').default(1),
          rate: z.number().positive().max(100).describe('Part of a fast weight that a transfer gives.').default(0.1),
          visible: z.number().min(0).max(1).describe('Part of the fast weights that the chip sees.').default(1),
        })
          .describe('From the fast array of Tiki-Taka to the slow one.')
          .prefault({}),
        lifetime: z
          .number()
          .min(1)
          .describe('Updates in which a device that leaks does so to 1/e; without it, its own.')
          .nullable()
          .default(null),
      }),
    ])
    .describe('exact: synapses take every update; or {device, scheme ...}: by pulses on devices.')
    .default('exact'),
  margins: z
    .enum(MARGIN_TIMES)
    .describe(
      'When gain margins and lost branches of the probes are worked out: every-epoch; ends: before the first and after the ' +
        'last; never. In networks of hundreds of neurons they take longer than the training.',
    )
    .default('every-epoch'),
  reference: z.boolean().describe('Whether each chip is also trained by its exact gradient.').default(true),
})
  .describe('How chips are trained; for kind: train.')
  .prefault({});

export type TrainingInput = z.output<typeof trainingSchema>;

/** Settings of the iteration that no simulated run has, or that go together with no other; paths from `train`. */
export function* iterationFaults(
  { inference, order, damping, state, learn, precision }: TrainingInput,
  nudge: Nudge,
): Generator<{ path: string[]; message: string }> {
  const usual = { order: 'forward', damping: 'none', state: 'fresh', learn: 'presentation', precision: 'f64' };
  const own = { order, damping, state, learn, precision };
  for (const name of ['order', 'damping', 'state', 'learn', 'precision'] as const) {
    if (own[name] !== usual[name] && inference === 'events') {
      yield { path: [name], message: 'expected inference: layer-wise, whose iteration this is of' };
    }
  }
  if (state === 'carried' && nudge === 'held') {
    yield { path: ['state'], message: 'expected nudge: live, since a carried state has no free response to hold' };
  }
}
