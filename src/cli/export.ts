import { type Command, Option } from 'commander';
import { exportSpice } from '../export/spice.ts';
import { describeUnstated } from './describe-input.ts';
import { addRunFlags, DEFAULTS_HELP, DEVICE_OR_CHIP, type RunFlags } from './flags.ts';
import { Output } from './output.ts';
import { setUpOne } from './setup.ts';
import { writeResultFile } from './write-result-file.ts';

interface Flags extends RunFlags {
  readonly format: 'spice';
  readonly output?: string;
}

export default function declare(command: Command): void {
  addRunFlags(command.argument('[device|chip]', DEVICE_OR_CHIP))
    .description('Write one chip, its rule, input and target as a netlist for ngspice.')
    .addOption(new Option('--format <name>', 'format').choices(['spice']).default('spice'))
    .option('-o, --output <file>', 'where to write (default: standard output)')
    .addHelpText('after', `${DEFAULTS_HELP}${EXAMPLE}`)
    .action(async (target: string | undefined, flags: Flags) => {
      const { circuit, rule, drive, limits, unstated } = await setUpOne(target, flags);
      const title = `${circuit.chip.name}, rule ${rule}, beta ${drive.beta}, ${drive.nudge} error`;
      const netlist = exportSpice(circuit, drive, { title, horizon: limits.horizon });
      const output = new Output(false);
      for (const line of describeUnstated(unstated)) output.note(line);
      if (flags.output === undefined) output.result(netlist.trimEnd());
      else {
        await writeResultFile('--output', flags.output, netlist);
        output.note(`${flags.output}: ${title}`);
      }
    });
}

const EXAMPLE = `
Example:
  $ dyadsim export chip.json --rule dp --input 0.2,0.5,1 --target 1 --format spice -o chip.cir && ngspice -b chip.cir`;
