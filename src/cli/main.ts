#!/usr/bin/env node
import module from 'node:module';
import { Command, CommanderError } from 'commander';
import { version } from './command-line.ts';
import { COMMANDS } from './commands.ts';
import { printError, reportError, withoutPlace } from './errors.ts';
import { BAD_INPUT, DONE } from './exit-codes.ts';
import { watchStreams, writeError, writeOut } from './standard-streams.ts';

// From Node 22 on: what a command loads is kept compiled for the next call, in Node's own folder for that.
if ('enableCompileCache' in module && typeof module.enableCompileCache === 'function') module.enableCompileCache();

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

const words = process.argv.slice(2);
const json = words.includes('--json');
try {
  await main(words);
} catch (error) {
  process.exitCode = error instanceof CommanderError ? usageError(error) : reportError(error, json);
}

/** Commander has printed its message; help and version arrive here as errors too. */
function usageError({ exitCode, message }: CommanderError): number {
  if (exitCode === DONE) return DONE;
  const plain = message.replace(/^error: /, '');
  if (json) printError({ exitCode: BAD_INPUT, message: plain, problems: [withoutPlace(plain)] });
  return BAD_INPUT;
}
