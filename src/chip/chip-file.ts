import { type ChipInput, chipSchema } from '../config/chip-schema.ts';
import { type InputDocument, readDocument } from '../config/document.ts';
import { validateDocument } from '../config/validate.ts';
import { type Chip, type Compartments, IDEAL_ENCODER, type LayerNeurons } from './chip.ts';

/** A chip as the plain data of a `dyadsim/chip@1` file; JSON keeps every bit of it but the sign of a zero. */
export function chipToJson(chip: Chip): ChipInput {
  const { layers } = chip;
  return {
    format: 'dyadsim/chip@1',
    name: chip.name,
    layers: [...layers],
    activation: chip.activation,
    forward: chip.forward.map(({ weights, bias }, k) => ({ weights: rowsOf(weights, layers[k]), bias: [...bias] })),
    feedback: chip.feedback.map((weights, k) => weights && rowsOf(weights, layers[k])),
    neurons: chip.neurons.map((neurons) => neurons && neuronsToJson(neurons)),
    encoder: chip.encoder,
    rails: chip.rails && [...chip.rails],
    noise: chip.noise,
    energy: chip.energy,
  };
}

/** The chip of a `dyadsim/chip@1` file; an InputError lists all that is wrong with it. */
export function readChip(path: string): Chip {
  return chipIn(readDocument(path));
}

/** The chip in a document that has been read. */
export function chipIn(document: InputDocument): Chip {
  return chipOf(validateDocument(document, chipSchema));
}

/** The chip in validated data: thresholds that are not stated are nominal, an encoder that is not stated the ideal one. */
function chipOf(input: ChipInput): Chip {
  return {
    name: input.name,
    layers: input.layers,
    activation: input.activation,
    forward: input.forward.map(({ weights, bias }) => ({ weights: matrixOf(weights), bias: Float64Array.from(bias) })),
    feedback: input.forward.map((_, k) => {
      const weights = input.feedback?.[k] ?? null;
      return weights && matrixOf(weights);
    }),
    neurons: input.neurons.map((neurons) => neurons && neuronsOf(neurons)),
    encoder: input.encoder ?? IDEAL_ENCODER,
    rails: input.rails,
    noise: input.noise,
    energy: input.energy,
  };
}

type NeuronsInput = NonNullable<ChipInput['neurons'][number]>;

function neuronsToJson({ threshold, autoZero, ...neurons }: LayerNeurons): NeuronsInput {
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

function neuronsOf({ threshold, autoZero, ...neurons }: NeuronsInput): LayerNeurons {
  const typed = ({ plus, minus }: NeuronsInput['tau']): Compartments => ({
    plus: Float64Array.from(plus),
    minus: Float64Array.from(minus),
  });
  const nominal = neurons.alpha.map(() => 1);
  return {
    alpha: Float64Array.from(neurons.alpha),
    tau: typed(neurons.tau),
    gain: typed(neurons.gain),
    offset: typed(neurons.offset),
    nudgeGain: typed(neurons.nudgeGain),
    meanWeight: typed(neurons.meanWeight),
    threshold: {
      activity: Float64Array.from(threshold?.activity ?? nominal),
      difference: Float64Array.from(threshold?.difference ?? nominal),
    },
    autoZero: autoZero ? Float64Array.from(autoZero) : null,
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
