import { z } from 'zod';
import { type Path, readFrom } from '../config/document.ts';
import type { FileSource } from '../config/file-source.ts';
import { InputError } from '../config/input-error.ts';
import { layerPlan } from '../config/layer-plan.ts';
import { layersSchema } from '../config/layers-schema.ts';
import { fields, problemIn, validateDocument } from '../config/validate.ts';
import { ACTIVATIONS, type Activation } from '../model/activations.ts';
import { arraySizes, type Connected } from '../model/connection.ts';
import type { ForwardArray, NominalNetwork } from './network.ts';
import { npzWeights } from './npz-weights.ts';
import { readSafetensors, type Tensor } from './safetensors.ts';
import { arraysOf } from './state-dict.ts';

/** Where other programs keep weights. */
const BINARY: ReadonlySet<string> = new Set(['.npy', '.pt', '.pth', '.h5', '.onnx', '.nir', '.pkl']);

/** The tensors of a .safetensors or .npz file; null: by its name it is a text. */
export function tensorsFrom(files: FileSource, path: string): Map<string, Tensor> | null {
  const ending = endingOf(path);
  if (ending === '.safetensors') return readSafetensors(files.read(path), path);
  if (ending === '.npz') return npzWeights(files.read(path), path);
  if (!BINARY.has(ending)) return null;
  const message = `expected the JSON of a dyadsim/chip@1 file, a .safetensors or a .npz file, a ${ending} file is not read`;
  throw new InputError([{ file: path, line: null, column: null, path: '', message }]);
}

/** What is read of a chip file, or of any file with such a `forward`; everything else in it is another's. */
const schema = z.looseObject({
  layers: z
    .array(z.union([z.int().min(1), layersSchema.element]))
    .min(2)
    .optional(),
  activation: z.enum(ACTIVATIONS).optional(),
  forward: z.array(fields({ weights: z.array(z.array(z.number())).min(1), bias: z.array(z.number()).optional() })),
});

/**
 * The weights of a file, `forward` as in a chip file, or the layers of a .safetensors or .npz file, in full scales as they
 * stand; biases that it leaves out are 0. They must fit the layers, and the activation where the file states one; an InputError
 * lists all that does not.
 */
export function networkFrom(
  files: FileSource,
  path: string,
  connected: Connected,
  activation: Activation,
): NominalNetwork {
  const { layers, connections } = connected;
  const own = { layers, ...(connections === undefined ? {} : { connections }) };
  const whole = { ...own, activation, scale: layers.map(() => 1), testAccuracy: null };
  const tensors = tensorsFrom(files, path);
  if (tensors !== null) return { ...whole, forward: arraysOf(tensors, own, path) };
  const document = readFrom(files, path);
  const input = validateDocument(document, schema);
  const problems = [...mismatches(input, own, activation)].map(([at, message]) =>
    problemIn(document, { path: at, message, key: false }),
  );
  if (problems.length > 0) throw new InputError(problems);
  const forward = input.forward.map(
    ({ weights, bias }): ForwardArray => ({
      weights: Float64Array.from(weights.flat()),
      bias: Float64Array.from(bias ?? weights.map(() => 0)),
    }),
  );
  return { ...whole, forward };
}

/** In small letters, with its point; '' where there is none. */
export function endingOf(path: string): string {
  return (/\.[^./\\]+$/.exec(path)?.[0] ?? '').toLowerCase();
}

function* mismatches(
  input: z.output<typeof schema>,
  connected: Connected,
  activation: Activation,
): Generator<[Path, string]> {
  const { layers } = connected;
  if (input.activation !== undefined && input.activation !== activation) {
    yield [['activation'], `expected ${activation}, the device's, got ${input.activation}`];
  }
  const stated = input.layers === undefined ? layers : layerPlan(input.layers).plan.layers;
  if (stated.join() !== layers.join()) {
    yield [['layers'], `expected the scenario's ${layers.join('-')}, got ${stated.join('-')}`];
    return;
  }
  if (input.forward.length !== layers.length - 1) {
    yield [['forward'], `expected ${layers.length - 1} arrays for ${layers.join('-')}, got ${input.forward.length}`];
    return;
  }
  const sizes = arraySizes(connected);
  for (const [k, { weights, bias }] of input.forward.entries()) {
    const { rows, columns } = sizes[k];
    if (weights.length !== rows) {
      yield [['forward', k, 'weights'], `expected ${rows} rows, got ${weights.length}`];
    }
    const short = weights.findIndex((row) => row.length !== columns);
    if (short >= 0) {
      yield [['forward', k, 'weights', short], `expected ${columns} weights, got ${weights[short].length}`];
    }
    if (bias !== undefined && bias.length !== rows) {
      yield [['forward', k, 'bias'], `expected ${rows} entries, got ${bias.length}`];
    }
  }
}
