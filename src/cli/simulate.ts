import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { Trace } from '../engine/trace.ts';
import { describeRun } from './describe-run.ts';
import { addRunFlags, DEFAULTS_HELP, DEVICE_OR_CHIP, type RunFlags } from './flags.ts';
import { Output } from './output.ts';
import { simulateEvents } from './run-result.ts';
import { setUpOne } from './setup.ts';
import { traceCsv } from './trace-csv.ts';

interface Flags extends RunFlags {
  readonly trace?: string;
  readonly json?: boolean;
}

export default function declare(command: Command): void {
  addRunFlags(command.argument('[device|chip]', DEVICE_OR_CHIP))
    .description('Run one chip on one input, event by event, from rest to quiescence or the horizon.')
    .option('--trace <file>', 'write every event and the course of every compartment as CSV')
    .option('--json', 'print one JSON object')
    .addHelpText('after', `${DEFAULTS_HELP}${EXAMPLES}`)
    .action(async (target: string | undefined, flags: Flags) => {
      const output = new Output(false);
      const setup = setUpOne(target, flags);
      const trace = flags.trace === undefined ? null : new Trace();
      const result = simulateEvents(setup, trace);
      if (flags.trace !== undefined && trace !== null) {
        await pipeline(Readable.from(traceCsv(trace)), createWriteStream(flags.trace));
      }
      if (flags.json) output.json(result);
      else output.result(describeRun(result));
      if (flags.trace !== undefined) output.note(`trace: ${flags.trace}`);
    });
}

const EXAMPLES = `
Examples:
  $ dyadsim simulate ideal --rule dp --beta 0.2
  $ dyadsim simulate --scenario scenarios/ideal-quick.yaml --rule dp-transpose --chip 3 --probe 1 --json
  $ dyadsim simulate chip.json --rule dp --input 0.2,0.5,1 --target 1 --trace run.csv`;
