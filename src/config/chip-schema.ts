import { z } from 'zod';
import { ACTIVATIONS } from '../model/activations.ts';
import { arraySizes, type Connected } from '../model/connection.ts';
import { layerPlan } from './layer-plan.ts';
import { layersSchema } from './layers-schema.ts';
import { lineOfText } from './schema-parts.ts';
import { fields } from './validate.ts';

const numbers = z.array(z.number());
/** One entry for each neuron; null where it was not measured. */
const perNeuron = (value: z.ZodNumber) => z.array(value.nullable());
const positive = perNeuron(z.number().positive());
const anyNumber = perNeuron(z.number());
const matrix = z
  .array(numbers)
  .min(1)
  .describe(
    '[i][j]: from neuron j of layer k to neuron i of layer k + 1; of a convolution, from number j of a patch to channel i.',
  );

const compartments = (values: typeof positive, description: string) =>
  fields({ plus: values.optional(), minus: values.optional() }).describe(description).optional();

/** What is known of the neurons of a layer; what is left out is as in the ideal device. */
export const layerNeurons = fields({
  alpha: perNeuron(z.number().min(0).max(1)).describe('Asymmetry of the nudging, 0 .. 1.').optional(),
  tau: compartments(positive, 'Membrane time constants, s.'),
  gain: compartments(positive, 'Gains before the activation.'),
  offset: compartments(anyNumber, 'Offsets before the activation, full scales.'),
  nudgeGain: compartments(positive, 'Factors on the nudging gains.'),
  meanWeight: compartments(positive, 'Factors on the weights of the mean.'),
  threshold: fields({
    activity: positive.describe('Own / nominal activity threshold.').optional(),
    difference: positive.describe('Own / nominal difference threshold.').optional(),
  })
    .describe('Encoder thresholds relative to the nominal ones; without it, 1.')
    .optional(),
  autoZero: anyNumber
    .describe('What the auto-zero of d leaves, full scales; without it, no auto-zero.')
    .nullable()
    .optional(),
});

export type LayerNeuronsInput = z.output<typeof layerNeurons>;

const encoder = fields({
  activityThreshold: z.number().positive().describe('Full scales.').optional(),
  differenceThreshold: z.number().positive().describe('Full scales.').optional(),
  delay: z.number().min(0).describe('Event transport delay, s.').optional(),
  jitter: z.number().min(0).describe('Standard deviation of the delay, s.').default(0),
});

const noise = fields({
  thermal: fields({ rms: z.number().min(0), correlationTime: z.number().positive() })
    .describe('rms in full scales at the membrane input; correlation time in s.')
    .nullable()
    .default(null),
  flicker: fields({ rms: z.number().min(0), lowFrequency: z.number().positive(), highFrequency: z.number().positive() })
    .refine(({ lowFrequency, highFrequency }) => lowFrequency < highFrequency, {
      path: ['highFrequency'],
      message: 'expected a frequency above lowFrequency',
    })
    .describe('rms in full scales over the band, Hz.')
    .nullable()
    .default(null),
  read: fields({ relative: z.number().min(0), correlationTime: z.number().positive() })
    .describe('rms relative to each device’s current; correlation time in s.')
    .nullable()
    .default(null),
});

/** A chip file, `dyadsim/chip@1`: one sampled or measured chip; numbers are in SI units, signals in full scales. */
export const chipSchema = fields({
  format: z.literal('dyadsim/chip@1'),
  name: lineOfText('Short name.').default('chip'),
  layers: layersSchema
    .describe(
      'Layers, input first, as a scenario states them; without it, dense ones, with the neurons of the weights.',
    )
    .optional(),
  activation: z
    .enum(ACTIVATIONS)
    .describe(
      'Activation of the hidden layers; the output layer is the identity. Without it, that of the ideal device.',
    )
    .optional(),
  forward: z
    .array(
      fields({
        weights: matrix,
        bias: numbers.describe('One for each row of the weights; without it, 0.').optional(),
      }),
    )
    .min(1)
    .describe('Index k: the array read up, from layer k to layer k + 1.'),
  feedback: z
    .array(matrix.nullable())
    .describe('Index k: the array read down; null: the forward array in transpose. Without it, all null.')
    .optional(),
  neurons: z
    .union([
      z.array(layerNeurons.nullable()).describe('Index k: parameters of layer k; null for the input.'),
      lineOfText('CSV file of measured columns, from the folder of the chip file.'),
    ])
    .describe('What is left out is as in the ideal device.')
    .optional(),
  encoder: encoder.describe('Encoders and link; what is left out is as in the ideal device.').optional(),
  rails: z
    .tuple([z.number(), z.number()])
    .refine(([low, high]) => low <= 0 && high > 0, { message: 'expected a lower limit <= 0 and an upper limit > 0' })
    .describe('Limits of every compartment, full scales; null: none.')
    .nullable()
    .default(null),
  noise: noise.describe('Noise sources; null: none.').nullable().default(null),
  energy: fields({
    event: z.number().min(0).describe('J per event.'),
    staticPerNeuron: z.number().min(0).describe('W per neuron.'),
  })
    .describe('null: not stated.')
    .nullable()
    .default(null),
}).superRefine((chip, context) => {
  for (const { path, message } of sizeFaults(chip)) context.addIssue({ code: 'custom', path, message });
});

export type ChipInput = z.output<typeof chipSchema>;

interface Fault {
  readonly path: (string | number)[];
  readonly message: string;
}

type Sized = Pick<ChipInput, 'layers' | 'forward' | 'feedback' | 'neurons'>;

/** The layers and what connects them: as stated, or dense as the weights have them. */
export function connectedOf({ layers, forward }: Pick<ChipInput, 'layers' | 'forward'>): Connected {
  if (layers !== undefined) return layerPlan(layers).plan;
  return { layers: [forward[0].weights[0].length, ...forward.map(({ weights }) => weights.length)] };
}

/** Arrays whose sizes do not follow from `layers`. */
function sizeFaults(chip: Sized): Fault[] {
  const { forward, feedback } = chip;
  if (forward.length === 0 || (chip.layers !== undefined && chip.layers.length < 2)) return [];
  const wrong = chip.layers === undefined ? [] : layerPlan(chip.layers).faults;
  if (wrong.length > 0) return wrong.map(({ path, message }) => ({ path: ['layers', ...path], message }));
  const connected = connectedOf(chip);
  const { layers } = connected;
  const last = layers.length - 1;
  const neurons = Array.isArray(chip.neurons) ? chip.neurons : undefined;
  const faults = [
    ...lengthFaults(['forward'], forward, last),
    ...lengthFaults(['feedback'], feedback ?? forward, last),
    ...lengthFaults(['neurons'], neurons ?? layers, layers.length),
  ];
  if (faults.length > 0) return faults;
  for (const [k, { rows, columns }] of arraySizes(connected).entries()) {
    faults.push(...matrixFaults(['forward', k, 'weights'], forward[k].weights, rows, columns));
    const { bias } = forward[k];
    if (bias !== undefined) faults.push(...lengthFaults(['forward', k, 'bias'], bias, rows));
    const down = feedback?.[k] ?? null;
    if (k === 0 && down !== null)
      faults.push({ path: ['feedback', 0], message: 'expected null: nothing is sent to the input' });
    else if (down !== null) faults.push(...matrixFaults(['feedback', k], down, rows, columns));
  }
  if (neurons === undefined) return faults;
  return [...faults, ...layers.flatMap((count, k) => neuronFaults(['neurons', k], neurons[k], count))];
}

function neuronFaults(path: readonly [string, number], neurons: LayerNeuronsInput | null, count: number): Fault[] {
  if (path[1] === 0)
    return neurons === null ? [] : [{ path: [...path], message: 'expected null: the input has no neurons' }];
  if (neurons === null) return [{ path: [...path], message: `expected the parameters of ${count} neurons` }];
  return Object.entries(neurons).flatMap(([name, values]) => {
    if (values === undefined || values === null) return [];
    if (Array.isArray(values)) return lengthFaults([...path, name], values, count);
    return Object.entries(values).flatMap(([part, array]) =>
      array === undefined ? [] : lengthFaults([...path, name, part], array, count),
    );
  });
}

function matrixFaults(
  path: (string | number)[],
  rows: readonly (readonly number[])[],
  height: number,
  width: number,
): Fault[] {
  const faults = lengthFaults(path, rows, height);
  return faults.length > 0 ? faults : rows.flatMap((row, i) => lengthFaults([...path, i], row, width));
}

function lengthFaults(path: (string | number)[], list: readonly unknown[], length: number): Fault[] {
  if (list.length === length) return [];
  return [{ path, message: `expected ${length} entries to fit the layers, not ${list.length}` }];
}
