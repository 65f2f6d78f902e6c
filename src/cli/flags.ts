import { type Command, InvalidArgumentError, Option } from 'commander';
import { LOSSES, type Loss } from '../model/losses.ts';
import { RULES, type Rule } from '../model/rules.ts';
import { NUDGES, type Nudge } from '../model/vocabulary.ts';

/** Flags that say what is run: which chip, wired how, driven by what. */
export interface RunFlags {
  readonly rule: Rule;
  readonly scenario?: string;
  readonly point?: number;
  readonly chip?: number;
  readonly probe?: number;
  readonly seed?: string;
  readonly nudge?: Nudge;
  readonly beta?: number;
  readonly loss?: Loss;
  readonly input?: string;
  readonly target?: string;
  readonly horizon?: string;
  readonly maxEvents?: number;
}

/** What DEVICE|CHIP stands for, for the argument's help. */
export const DEVICE_OR_CHIP = 'device file, name of a shipped device, or chip file; left out: the device of --scenario';

export function addRunFlags(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--rule <rule>',
        `learning rule: ${RULES.join(', ')}, or one that the scenario defines`,
      ).makeOptionMandatory(),
    )
    .option(
      '--scenario <file>',
      'take network, probes, loss, nudge and beta from a scenario, a file or the name of a shipped one',
    )
    .option('--point <index>', 'apply the values of this point of its sweep', wholeNumber)
    .option('--chip <index>', 'chip number to sample; without it the nominal chip, which has no spread', wholeNumber)
    .option('--probe <index>', 'which probe input (default: 0)', wholeNumber)
    .option('--seed <text>', 'seed of chip and noise (default: of the scenario, else "1")')
    .addOption(new Option('--nudge <kind>', 'output error live or held (default: live)').choices(NUDGES))
    .option('--beta <number>', 'nudging strength (default: of the scenario, else 0.1)', positiveNumber)
    .addOption(new Option('--loss <name>', 'loss (default: squared-error)').choices(LOSSES))
    .option('--input <values>', 'input instead of a probe: a .json file with an array, or 0.1,0.2,...')
    .option('--target <value>', 'class:3 or 3, or one value per output: 0,1,0, or a .json file with them')
    .option('--horizon <time>', 'how long the input is presented, such as "5 ms" (default: 500 largest nominal tau)')
    .option('--max-events <number>', 'event budget', positiveWholeNumber);
}

/** How device-only commands fill in what is not given. */
export const DEFAULTS_HELP = `
Without --scenario and with a device, the network is 64-32-10, trained on the digits; the input is its probe 0. A chip
file needs --input and --target, or --scenario for a probe. A class means the target that the network was trained
for (with a chip file and --input: 1 for the class, 0 for the others). One output has no classes: --target 0.3 is its value.`;

export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(Number(text))) {
    throw new InvalidArgumentError('Expected a whole number from 0.');
  }
  return Number(text);
}

export function positiveWholeNumber(text: string): number {
  const value = wholeNumber(text);
  if (value === 0) throw new InvalidArgumentError('Expected a whole number from 1.');
  return value;
}

export function positiveNumber(text: string): number {
  const value = number(text);
  if (!(value > 0)) throw new InvalidArgumentError('Expected a number above 0.');
  return value;
}

export function layerSizes(text: string): number[] {
  const sizes = text.split(',').map(Number);
  if (sizes.length < 2 || sizes.some((size) => !Number.isSafeInteger(size) || size < 1)) {
    throw new InvalidArgumentError('Expected two or more sizes from 1, such as 64,32,10.');
  }
  return sizes;
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('Expected a finite number.');
  return value;
}
