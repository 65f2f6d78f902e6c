import { type Command, Option } from 'commander';
import { Trace } from '../engine/trace.ts';
import { FIXED_POINT_ORDERS, type FixedPointOrder } from '../model/vocabulary.ts';
import { describeRun } from './describe-run.ts';
import { flagError } from './errors.ts';
import { addRunFlags, DEFAULTS_HELP, DEVICE_OR_CHIP, positiveWholeNumber, type RunFlags } from './flags.ts';
import { Output } from './output.ts';
import { type SimulateResult, simulateEvents } from './run-result.ts';
import { type Setup, setUpOne } from './setup.ts';
import { writeTrace, writeTracePlot } from './trace-files.ts';

interface Flags extends RunFlags {
  readonly engine: 'events' | 'fixed-point';
  readonly iterations?: number;
  readonly order?: FixedPointOrder;
  readonly damping?: boolean;
  readonly trace?: string;
  readonly plot?: string;
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
    .option('--trace <file>', 'write every event and the course of every compartment as CSV, or as Parquet (.parquet)')
    .option('--plot <file>', 'draw the course of the output layer, with events and how it ended, as SVG')
    .option('--json', 'print one JSON object')
    .addHelpText('after', `${DEFAULTS_HELP}${EXAMPLES}`)
    .action(async (target: string | undefined, flags: Flags) => {
      checkFlags(flags);
      const output = new Output(false);
      const setup = await setUpOne(target, flags);
      const trace = flags.trace === undefined && flags.plot === undefined ? null : new Trace();
      const result = flags.engine === 'events' ? simulateEvents(setup, trace) : await iterated(setup, flags);
      if (flags.trace !== undefined && trace !== null) await writeTrace(flags.trace, trace);
      if (flags.plot !== undefined && trace !== null) {
        await writeTracePlot(flags.plot, trace, result, setup.circuit.chip.rails);
      }
      if (flags.json) output.json(result);
      else output.result(describeRun(result));
      if (flags.trace !== undefined) output.note(`trace: ${flags.trace}`);
      if (flags.plot !== undefined) output.note(`plot: ${flags.plot}`);
    });
}

const EXAMPLES = `
Examples:
  $ dyadsim simulate ideal --rule dp --beta 0.2
  $ dyadsim simulate --scenario ideal-quick --rule dp-transpose --chip 3 --probe 1 --json
  $ dyadsim simulate chip.json --rule dp --input 0.2,0.5,1 --target 1 --trace run.csv --plot run.svg`;

function checkFlags({ engine, iterations, order, damping, trace, plot }: Flags): void {
  if (engine === 'fixed-point') {
    for (const [flag, value] of Object.entries({ '--trace': trace, '--plot': plot })) {
      if (value !== undefined) throw flagError(flag, 'the fixed-point iteration has no events and no time to trace');
    }
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
