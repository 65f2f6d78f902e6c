import { type Command, Option } from 'commander';
import { chipToJson } from '../chip/chip-file.ts';
import { originOf } from '../chip/origin.ts';
import { chipFrom } from '../chip/sample-chip.ts';
import { loadDevice } from '../config/load-device.ts';
import type { Scenario } from '../config/scenario.ts';
import { nominalNetwork } from '../network/nominal-network.ts';
import { describeScale } from './describe-input.ts';
import { flagError } from './errors.ts';
import { layerSizes, wholeNumber } from './flags.ts';
import { Output } from './output.ts';
import { scenarioAt, usualScenario } from './scenario-of.ts';
import { writeChipFile } from './write-chip-file.ts';

interface Flags {
  readonly layers?: readonly number[];
  readonly weights?: 'trained' | 'random';
  readonly scenario?: string;
  readonly point?: number;
  readonly chip: number;
  readonly seed?: string;
  readonly output?: string;
}

export default function declare(command: Command): void {
  command
    .argument('[device]', 'device file or name of a shipped device; left out: the device of --scenario')
    .description('Draw one chip of a device, or exactly that chip of a sweep, and write it as a chip file.')
    .option('--layers <sizes>', 'neurons per layer, input first (default: 64,32,10)', layerSizes)
    .addOption(
      new Option('--weights <kind>', 'nominal weights: trained on the digits, or random').choices([
        'trained',
        'random',
      ]),
    )
    .option('--scenario <file>', 'take device, network and seed from a scenario')
    .option('--point <index>', 'apply the values of this point of its sweep', wholeNumber)
    .option('--chip <index>', 'chip number', wholeNumber, 0)
    .option('--seed <text>', 'seed (default: of the scenario, else "1")')
    .option('-o, --output <file>', 'where to write (default: standard output)')
    .addHelpText('after', EXAMPLES)
    .action(async (target: string | undefined, flags: Flags) => {
      const scenario = scenarioOf(target, flags);
      const network = nominalNetwork(scenario);
      const chip = chipFrom(scenario.device, network, originOf(scenario, flags.chip));
      const output = new Output(false);
      if (flags.output === undefined) output.json(chipToJson(chip));
      else await writeChipFile(flags.output, chip, output);
      output.note(describeScale(network));
    });
}

const EXAMPLES = `
Examples:
  $ dyadsim sample ideal --layers 64,32,10 --seed 7 -o chip.json
  $ dyadsim sample rram-hfo2 --layers 8,6,3 --weights random -o small.json
  $ dyadsim sample --scenario asymmetric-nudging --point 2 --chip 41 -o chip-41.json`;

function scenarioOf(target: string | undefined, flags: Flags): Scenario {
  const device = target === undefined ? null : loadDevice(target);
  if (flags.scenario !== undefined) {
    if (flags.layers ?? flags.weights)
      throw flagError('--scenario', 'states the network: leave out --layers and --weights');
    const scenario = scenarioAt(flags.scenario, flags.point);
    return { ...scenario, device: device ?? scenario.device, seed: flags.seed ?? scenario.seed };
  }
  if (flags.point !== undefined) throw flagError('--point', 'needs --scenario');
  if (device === null) throw flagError('device', 'name a device, or give --scenario');
  const usual = usualScenario(device);
  const layers = flags.layers ?? usual.network.layers;
  const weights = weightsOf(layers, flags, usual);
  return { ...usual, seed: flags.seed ?? usual.seed, network: { ...usual.network, layers, weights } };
}

function weightsOf(layers: readonly number[], { weights }: Flags, usual: Scenario): Scenario['network']['weights'] {
  if (weights === 'random') return { from: 'random', gain: 1 };
  if (layers[0] !== 64 || layers[layers.length - 1] !== 10) {
    throw flagError(
      '--layers',
      'weights trained on the digits need 64 inputs and 10 outputs; or give --weights random',
    );
  }
  return usual.network.weights;
}
