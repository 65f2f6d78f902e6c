import { type ChipInput, chipSchema, connectedOf, type LayerNeuronsInput } from '../config/chip-schema.ts';
import { type InputDocument, readFrom } from '../config/document.ts';
import type { FileSource } from '../config/file-source.ts';
import { InputError } from '../config/input-error.ts';
import { statedLayers } from '../config/layer-plan.ts';
import { validateDocument } from '../config/validate.ts';
import { arraySizes, type Connected } from '../model/connection.ts';
import type { Chip, Compartments, Encoder, LayerNeurons } from './chip.ts';
import { IDEAL_ACTIVATION, IDEAL_ENCODER, IDEAL_NEURON } from './ideal-values.ts';
import { measuredColumns } from './measured-columns.ts';
import { Unstated } from './unstated.ts';

/** A chip as the plain data of a `dyadsim/chip@1` file; JSON keeps every bit of it but the sign of a zero. */
export function chipToJson(chip: Chip): ChipInput {
  const sizes = arraySizes(chip);
  return {
    format: 'dyadsim/chip@1',
    name: chip.name,
    layers: statedLayers(chip),
    activation: chip.activation,
    forward: chip.forward.map(({ weights, bias }, k) => ({
      weights: rowsOf(weights, sizes[k].columns),
      bias: [...bias],
    })),
    feedback: chip.feedback.map((weights, k) => weights && rowsOf(weights, sizes[k].columns)),
    neurons: chip.neurons.map((neurons) => neurons && neuronsToJson(neurons)),
    encoder: chip.encoder,
    rails: chip.rails && [...chip.rails],
    noise: chip.noise,
    energy: chip.energy,
  };
}

/** The chip of a `dyadsim/chip@1` file; an InputError lists all that is wrong with it. */
export function chipFrom(files: FileSource, path: string): Chip {
  return chipIn(readFrom(files, path)).chip;
}

/** A chip as its file describes it. */
export interface ReadChip {
  readonly chip: Chip;
  /** What the file does not state, with the value of the ideal device that stands in its place. */
  readonly unstated: readonly string[];
}

/** What the ideal device has where a chip file says nothing. */
const ABSENT = { feedback: 'as forward, in transpose', rails: 'none', noise: 'none' } as const;

/** The chip in a document that has been read. */
export function chipIn(document: InputDocument): ReadChip {
  const input = validateDocument(document, chipSchema);
  const connected = connectedOf(input);
  const { layers } = connected;
  const neurons = typeof input.neurons === 'string' ? columnsOf(document, input.neurons, layers) : input.neurons;
  const unstated = new Unstated();
  for (const [name, text] of Object.entries(ABSENT)) {
    if (!Object.hasOwn(Object(document.value), name)) unstated.value(name, text);
  }
  const chip = chipOf(input, connected, neurons, unstated);
  return { chip, unstated: unstated.lines() };
}

/** Neurons from a CSV file; where that cannot be read, it is the name of it that is wrong. */
function columnsOf(document: InputDocument, name: string, layers: readonly number[]) {
  try {
    return measuredColumns(document.files, document.files.beside(document.file, name), layers);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(
      error.problems.map((problem) => {
        if (problem.line !== null) return problem;
        const message = `${problem.file}: ${problem.message}`;
        return { file: document.file, ...document.position(['neurons']), path: 'neurons', message };
      }),
    );
  }
}

/** The chip in validated data, what is not stated as in the ideal device. */
function chipOf(
  input: ChipInput,
  connected: Connected,
  neurons: readonly (LayerNeuronsInput | null)[] | undefined,
  unstated: Unstated,
): Chip {
  if (input.activation === undefined) unstated.value('activation', IDEAL_ACTIVATION);
  const { layers } = connected;
  return {
    name: input.name,
    ...connected,
    activation: input.activation ?? IDEAL_ACTIVATION,
    forward: input.forward.map(({ weights, bias }, k) => ({
      weights: matrixOf(weights),
      bias: unstated.array('bias', k + 1, weights.length, bias, 0),
    })),
    feedback: input.forward.map((_, k) => {
      const weights = input.feedback?.[k] ?? null;
      return weights && matrixOf(weights);
    }),
    neurons: layers.map((count, k) => (k === 0 ? null : neuronsOf(neurons?.[k] ?? {}, k, count, unstated))),
    encoder: encoderOf(input.encoder ?? {}, unstated),
    rails: input.rails,
    noise: input.noise,
    energy: input.energy,
  };
}

/** As a reader writes it: the only values with a unit are times. */
function inUnits(name: string, value: number): string {
  return name === 'tau' || name === 'delay' ? `${Number((1e6 * value).toPrecision(12))} us` : String(value);
}

function encoderOf(stated: Partial<Encoder>, unstated: Unstated): Encoder {
  for (const name of ['activityThreshold', 'differenceThreshold', 'delay'] as const) {
    if (stated[name] === undefined) unstated.value(`encoder.${name}`, inUnits(name, IDEAL_ENCODER[name]));
  }
  return { ...IDEAL_ENCODER, ...stated };
}

function neuronsToJson({ threshold, autoZero, ...neurons }: LayerNeurons): LayerNeuronsInput {
  const listed = ({ plus, minus }: Compartments) => ({ plus: [...plus], minus: [...minus] });
  return {
    alpha: [...neurons.alpha],
    tau: listed(neurons.tau),
    gain: listed(neurons.gain),
    offset: listed(neurons.offset),
    nudgeGain: listed(neurons.nudgeGain),
    meanWeight: listed(neurons.meanWeight),
    threshold: { activity: [...threshold.activity], difference: [...threshold.difference] },
    autoZero: autoZero && [...autoZero],
  };
}

function neuronsOf(stated: LayerNeuronsInput, k: number, count: number, unstated: Unstated): LayerNeurons {
  const both = (name: 'tau' | 'gain' | 'offset' | 'nudgeGain' | 'meanWeight'): Compartments => {
    const ideal = IDEAL_NEURON[name];
    const side = (side: 'plus' | 'minus') =>
      unstated.array(`${name}.${side}`, k, count, stated[name]?.[side], ideal, inUnits(name, ideal));
    return { plus: side('plus'), minus: side('minus') };
  };
  const threshold = (name: 'activity' | 'difference') =>
    unstated.array(`threshold.${name}`, k, count, stated.threshold?.[name], IDEAL_NEURON.threshold);
  return {
    alpha: unstated.array('alpha', k, count, stated.alpha, IDEAL_NEURON.alpha),
    tau: both('tau'),
    gain: both('gain'),
    offset: both('offset'),
    nudgeGain: both('nudgeGain'),
    meanWeight: both('meanWeight'),
    threshold: { activity: threshold('activity'), difference: threshold('difference') },
    autoZero: stated.autoZero ? unstated.array('autoZero', k, count, stated.autoZero, 0) : null,
  };
}

function rowsOf(weights: Float64Array, columns: number): number[][] {
  return Array.from({ length: weights.length / columns }, (_, i) => [
    ...weights.subarray(i * columns, (i + 1) * columns),
  ]);
}

function matrixOf(rows: readonly (readonly number[])[]): Float64Array {
  return Float64Array.from(rows.flat());
}
