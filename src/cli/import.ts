import type { Command } from 'commander';
import { DISK } from '../config/disk.ts';
import { InputError } from '../config/input-error.ts';
import { loadScenario } from '../config/load-scenario.ts';
import { arraySizes, type Connected } from '../model/connection.ts';
import { chainedLayers, ORIENTATIONS, type Orientation, withTurned } from '../network/chained-layers.ts';
import type { ForwardArray } from '../network/network.ts';
import { endingOf, tensorsFrom } from '../network/network-from.ts';
import { type Tensor, writeSafetensors } from '../network/safetensors.ts';
import { arraysOf, stateDict, weightNames } from '../network/state-dict.ts';
import { tableOf } from '../report/tables/table.ts';
import { alignedTable } from '../report/terminal.ts';
import { flagError } from './errors.ts';
import { layerSizes } from './flags.ts';
import { Output } from './output.ts';
import { writeResultFile } from './write-result-file.ts';

interface Flags {
  readonly layers?: readonly number[];
  readonly scenario?: string;
  readonly transposed?: boolean;
  readonly output: string;
}

export default function declare(command: Command): void {
  command
    .argument('<file>', 'weights of another program: .safetensors, or .npz')
    .description('Put the arrays of a trained network into a file of weights, and say how they were read.')
    .option('--layers <sizes>', 'neurons per layer, input first (default: as the arrays follow each other)', layerSizes)
    .option('--scenario <file>', 'take the layers of a scenario, also convolutions')
    .option('--transposed', 'arrays are inputs x outputs, not outputs x inputs as PyTorch has them')
    .requiredOption('-o, --output <file>', 'where to write, .json or .safetensors')
    .addHelpText('after', EXAMPLES)
    .action(importWeights);
}

const EXAMPLES = `
From PyTorch: safetensors.torch.save_file(net.state_dict(), 'net.safetensors'). Without --transposed, arrays that fit in
transpose only are turned.

Examples:
  $ dyadsim import net.safetensors -o weights.json
  $ dyadsim import keras.npz --layers 784,128,10 --transposed -o weights.json`;

async function importWeights(file: string, flags: Flags): Promise<void> {
  if (flags.layers !== undefined && flags.scenario !== undefined) {
    throw flagError('--scenario', 'states the layers: leave out --layers');
  }
  const write = WRITERS[endingOf(flags.output)];
  if (write === undefined)
    throw flagError('--output', `expected a name that ends in ${Object.keys(WRITERS).join(' or ')}`);
  const found = tensorsFrom(DISK, file);
  if (found === null) throw refused(file, 'expected a .safetensors or a .npz file');
  const { connected, orientation } = connectedOf(file, found, flags);
  const tensors = orientation === 'inputs x outputs' ? withTurned(found) : found;
  const forward = arraysOf(tensors, connected, file);
  await writeResultFile('--output', flags.output, write(forward, connected));
  new Output(false).result(describe({ file, output: flags.output }, found, forward, connected));
}

/** How the arrays are to be read: as asked for, else as they follow each other, PyTorch's way first. */
function connectedOf(
  file: string,
  tensors: ReadonlyMap<string, Tensor>,
  { layers, scenario, transposed }: Flags,
): { readonly connected: Connected; readonly orientation: Orientation } {
  const asked: Orientation = transposed ? 'inputs x outputs' : 'outputs x inputs';
  if (scenario !== undefined) return { connected: loadScenario(scenario).scenario.network, orientation: asked };
  if (layers !== undefined) return { connected: { layers }, orientation: asked };
  for (const orientation of transposed ? [asked] : ORIENTATIONS) {
    const chained = chainedLayers(tensors, orientation);
    if (chained !== null) return { connected: { layers: chained }, orientation };
  }
  const names = weightNames(tensors);
  const shown = (of: readonly string[]) =>
    of.map((name) => `${name} ${tensors.get(name)!.shape.join(' x ')}`).join(', ');
  if (names.length === 0) {
    throw refused(
      file,
      `no array is known to be a weight; name them <layer>.weight; it has ${shown([...tensors.keys()])}`,
    );
  }
  const isConvolution = names.some((name) => tensors.get(name)!.shape.length === 4);
  const advice = isConvolution ? 'name the scenario that states its layers, --scenario' : 'state --layers';
  throw refused(file, `its arrays do not follow each other: ${shown(names)}; ${advice}`);
}

/** Files of weights by their endings. */
const WRITERS: Readonly<
  Record<string, (forward: readonly ForwardArray[], connected: Connected) => string | Uint8Array>
> = {
  '.json': (forward, connected) => {
    const sizes = arraySizes(connected);
    const arrays = forward.map(({ weights, bias }, k) => ({
      weights: Array.from(bias, (_, i) => [...weights.subarray(i * sizes[k].columns, (i + 1) * sizes[k].columns)]),
      bias: [...bias],
    }));
    return `${JSON.stringify({ layers: connected.layers, forward: arrays })}\n`;
  },
  '.safetensors': (forward, connected) => writeSafetensors(stateDict(forward, connected)),
};

/** How every array was read, and what a scenario says to have them. */
function describe(
  { file, output }: { readonly file: string; readonly output: string },
  found: ReadonlyMap<string, Tensor>,
  forward: readonly ForwardArray[],
  connected: Connected,
): string {
  const { layers, connections } = connected;
  const sizes = arraySizes(connected);
  const names = weightNames(found);
  const table = tableOf(
    1,
    [...names.keys()],
    [
      ['layer', (k) => String(k + 1)],
      ['array', (k) => names[k]],
      ['in the file', (k) => found.get(names[k])!.shape.join(' x ')],
      ['outputs x inputs', (k) => `${sizes[k].rows} x ${sizes[k].columns}`],
      ['largest |weight|', (k) => largest(forward[k].weights)],
      ['largest |bias|', (k) => largest(forward[k].bias)],
    ],
  );
  const own = connections === undefined ? `layers: [${layers.join(', ')}], ` : '';
  const use = `network: { ${own}weights: { from: file, path: ${JSON.stringify(output)} } }`;
  return `${file}: ${layers.join('-')}\n${alignedTable(table)}in a scenario: ${use}`;
}

function largest(values: Float64Array): string {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0).toPrecision(4);
}

function refused(file: string, message: string): InputError {
  return new InputError([{ file, line: null, column: null, path: '', message }]);
}
