import { z } from 'zod';
import { ACTIVATIONS } from '../vocabulary.ts';
import { lineOfText } from './schema-parts.ts';
import { fields } from './validate.ts';

const numbers = z.array(z.number());
const positive = z.array(z.number().positive());
const fraction = z.array(z.number().min(0).max(1));
const matrix = z.array(numbers).min(1).describe('[i][j]: from neuron j of layer k to neuron i of layer k + 1.');

const compartments = (values: z.ZodArray<z.ZodNumber>, description: string) =>
  fields({ plus: values, minus: values }).describe(description);

const layerNeurons = fields({
  alpha: fraction.describe('Asymmetry of the nudging, 0 .. 1.'),
  tau: compartments(positive, 'Membrane time constants, s.'),
  gain: compartments(positive, 'Gains before the activation.'),
  offset: compartments(numbers, 'Offsets before the activation, full scales.'),
  nudgeGain: compartments(positive, 'Factors on the nudging gains.'),
  meanWeight: compartments(positive, 'Factors on the weights of the mean.'),
  threshold: fields({
    activity: positive.describe('Own / nominal activity threshold.'),
    difference: positive.describe('Own / nominal difference threshold.'),
  })
    .describe('Encoder thresholds relative to the nominal ones; without it, 1.')
    .optional(),
  autoZero: numbers
    .describe('What the auto-zero of d leaves, full scales; without it, no auto-zero.')
    .nullable()
    .optional(),
});

const encoder = fields({
  activityThreshold: z.number().positive().describe('Full scales.'),
  differenceThreshold: z.number().positive().describe('Full scales.'),
  delay: z.number().min(0).describe('Event transport delay, s.'),
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
  layers: z.array(z.int().min(1)).min(2).describe('Neurons per layer, input first.'),
  activation: z.enum(ACTIVATIONS).describe('Activation of the hidden layers; the output layer is the identity.'),
  forward: z
    .array(fields({ weights: matrix, bias: numbers.describe('One for each neuron of layer k + 1.') }))
    .describe('Index k: the array read up, from layer k to layer k + 1.'),
  feedback: z
    .array(matrix.nullable())
    .describe('Index k: the array read down; null: the forward array in transpose. Without it, all null.')
    .optional(),
  neurons: z.array(layerNeurons.nullable()).describe('Index k: parameters of layer k; null for the input.'),
  encoder: encoder.describe('Encoders and link; without it, those of the ideal device.').optional(),
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

/** Arrays whose sizes do not follow from `layers`. */
function sizeFaults({ layers, forward, feedback, neurons }: Sized): Fault[] {
  const last = layers.length - 1;
  if (last < 1) return [];
  const faults = [
    ...lengthFaults(['forward'], forward, last),
    ...lengthFaults(['feedback'], feedback ?? forward, last),
    ...lengthFaults(['neurons'], neurons, layers.length),
  ];
  if (faults.length > 0) return faults;
  for (let k = 0; k < last; k++) {
    faults.push(...matrixFaults(['forward', k, 'weights'], forward[k].weights, layers[k + 1], layers[k]));
    faults.push(...lengthFaults(['forward', k, 'bias'], forward[k].bias, layers[k + 1]));
    const down = feedback?.[k] ?? null;
    if (k === 0 && down !== null)
      faults.push({ path: ['feedback', 0], message: 'expected null: nothing is sent to the input' });
    else if (down !== null) faults.push(...matrixFaults(['feedback', k], down, layers[k + 1], layers[k]));
  }
  return [...faults, ...layers.flatMap((count, k) => neuronFaults(['neurons', k], neurons[k], count))];
}

function neuronFaults(path: readonly [string, number], neurons: Sized['neurons'][number], count: number): Fault[] {
  if (path[1] === 0)
    return neurons === null ? [] : [{ path: [...path], message: 'expected null: the input has no neurons' }];
  if (neurons === null) return [{ path: [...path], message: `expected the parameters of ${count} neurons` }];
  return Object.entries(neurons).flatMap(([name, values]) => {
    if (values === undefined || values === null) return [];
    if (Array.isArray(values)) return lengthFaults([...path, name], values, count);
    return Object.entries(values).flatMap(([part, array]) => lengthFaults([...path, name, part], array, count));
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
