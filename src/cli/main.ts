#!/usr/bin/env node
import module from 'node:module';
import { Command, CommanderError } from 'commander';
import { version } from './command-line.ts';
import { reportError } from './errors.ts';
import { BAD_INPUT, DONE } from './exit-codes.ts';
import { watchStreams, writeError, writeOut } from './standard-streams.ts';

// From Node 22 on: what a command loads is kept compiled for the next call, in Node's own folder for that.
if ('enableCompileCache' in module && typeof module.enableCompileCache === 'function') module.enableCompileCache();

/** Declares a command's arguments, options, help and action. */
type Declare = (command: Command) => void;

/** The commands in the order of their help; each file is loaded only when its command is called. */
const COMMANDS: readonly { name: string; summary: string; load: () => Promise<{ default: Declare }> }[] = [
  { name: 'validate', summary: 'check device, scenario and chip files', load: () => import('./validate.ts') },
  { name: 'sample', summary: 'draw one chip of a device and write it as a file', load: () => import('./sample.ts') },
  { name: 'simulate', summary: 'run one chip on one input, event by event', load: () => import('./simulate.ts') },
  { name: 'analyze', summary: 'stability margins of the learning loop', load: () => import('./analyze.ts') },
  { name: 'sweep', summary: 'Monte Carlo over chips, rules and parameters', load: () => import('./sweep.ts') },
  { name: 'find', summary: 'the limits up to which specs reach their targets', load: () => import('./find.ts') },
  { name: 'submit', summary: 'run a sweep on a cluster, as an array of Slurm', load: () => import('./submit.ts') },
  { name: 'train', summary: 'train sampled chips by every rule', load: () => import('./train.ts') },
  { name: 'report', summary: 'rebuild the report of a run', load: () => import('./report.ts') },
  { name: 'compare', summary: 'compare two runs, and judge the second', load: () => import('./compare.ts') },
  { name: 'status', summary: 'what is in a run directory', load: () => import('./status.ts') },
  { name: 'pick', summary: 'pick chips of a run by a metric, such as the worst', load: () => import('./pick.ts') },
  { name: 'export', summary: 'write one chip as a SPICE netlist', load: () => import('./export.ts') },
  { name: 'data', summary: 'the datasets that scenarios may name', load: () => import('./data.ts') },
  { name: 'devices', summary: 'the devices that come with dyadsim', load: () => import('./devices.ts') },
];

const HELP = `
Examples:
  $ dyadsim devices
  $ dyadsim simulate ideal --rule dp-transpose
  $ dyadsim sweep asymmetric-nudging -o runs/first
  $ dyadsim help sweep

Exit codes: 0 done, 1 the run failed, 2 bad input or usage, 130 interrupted (resumable);
with --check also 3, a spec’s target is not yet known to be met, and 4, it is missed; of compare 4, the second run is
significantly worse, and with --within 3, too few chips to tell.`;

async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('dyadsim')
    .description('Event-driven simulator of analog chips that learn by dual propagation.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .addHelpText('after', HELP)
    .configureOutput({ writeOut, writeErr: (text) => writeError(text.trimEnd()) })
    .exitOverride();
  const called = argv.filter((word) => !word.startsWith('-'));
  const wanted = called[0] === 'help' ? called[1] : called[0];
  for (const { name, summary, load } of COMMANDS) {
    const command = program.command(name).summary(summary).description(summary).exitOverride();
    if (name === wanted) (await load()).default(command);
  }
  await program.parseAsync(argv, { from: 'user' });
}

watchStreams();

try {
  await main(process.argv.slice(2));
} catch (error) {
  // Commander has printed its message; help and version arrive here as errors too.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === DONE ? DONE : BAD_INPUT;
  else process.exitCode = reportError(error);
}
