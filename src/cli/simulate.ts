import { type Command, Option } from 'commander';
import { Trace } from '../engine/trace.ts';
import { FIXED_POINT_ORDERS, type FixedPointOrder } from '../model/vocabulary.ts';
import { describeRun } from './describe-run.ts';
import { flagError } from './errors.ts';
import { addRunFlags, DEFAULTS_HELP, DEVICE_OR_CHIP, positiveWholeNumber, type RunFlags } from './flags.ts';
import { Output } from './output.ts';
import { type SimulateResult, simulateEvents } from './run-result.ts';
import { type Setup, setUpOne } from './setup.ts';
import { traceCsv } from './trace-csv.ts';
import { writeResultFile } from './write-result-file.ts';

interface Flags extends RunFlags {
  readonly engine: 'events' | 'fixed-point';
  readonly iterations?: number;
  readonly order?: FixedPointOrder;
  readonly damping?: boolean;
  readonly trace?: string;
  readonly json?: boolean;
}

export default function declare(command: Command): void {
  addRunFlags(command.argument('[device|chip]', DEVICE_OR_CHIP))
    .description('Run one chip on one input, event by event, from rest to quiescence or the horizon.')
    .addOption(
      new Option('--engine <kind>', 'events, or the layer-wise iteration of the papers, without encoders')
        .choices(['events', 'fixed-point'])
        .default('events'),
    )
    .option('--iterations <number>', 'fixed-point: largest number of passes (default: 100)', positiveWholeNumber)
    .addOption(
      new Option('--order <order>', 'fixed-point: order of the layers (default: forward)').choices(FIXED_POINT_ORDERS),
    )
    .option('--damping', 'fixed-point: Tikhonov damping of the hidden layers')
    .option('--trace <file>', 'write every event and the course of every compartment as CSV')
    .option('--json', 'print one JSON object')
    .addHelpText('after', `${DEFAULTS_HELP}${EXAMPLES}`)
    .action(async (target: string | undefined, flags: Flags) => {
      checkFlags(flags);
      const output = new Output(false);
      const setup = await setUpOne(target, flags);
      const trace = flags.trace === undefined ? null : new Trace();
      const result = flags.engine === 'events' ? simulateEvents(setup, trace) : await iterated(setup, flags);
      // Row by row: a long run's trace is larger than a string may be.
      if (flags.trace !== undefined && trace !== null) await writeResultFile('--trace', flags.trace, traceCsv(trace));
      if (flags.json) output.json(result);
      else output.result(describeRun(result));
      if (flags.trace !== undefined) output.note(`trace: ${flags.trace}`);
    });
}

const EXAMPLES = `
Examples:
  $ dyadsim simulate ideal --rule dp --beta 0.2
  $ dyadsim simulate --scenario ideal-quick --rule dp-transpose --chip 3 --probe 1 --json
  $ dyadsim simulate chip.json --rule dp --input 0.2,0.5,1 --target 1 --trace run.csv`;

function checkFlags({ engine, iterations, order, damping, trace }: Flags): void {
  if (engine === 'fixed-point' && trace !== undefined) {
    throw flagError('--trace', 'the fixed-point iteration has no events and no time to trace');
  }
  if (engine === 'fixed-point') return;
  for (const [flag, value] of Object.entries({ '--iterations': iterations, '--order': order, '--damping': damping })) {
    if (value !== undefined) throw flagError(flag, 'needs --engine fixed-point');
  }
}

async function iterated(setup: Setup, { iterations, order, damping }: Flags): Promise<SimulateResult> {
  const { simulateFixedPoint } = await import('./fixed-point-result.ts');
  const options = { iterations: iterations ?? 100, order: order ?? 'forward', damping: damping ?? false };
  return simulateFixedPoint(setup, options);
}
