// A child process, with fail-calls.mjs loaded, that sweeps again and again as `dyadsim sweep` does, each time with other
// calls failing, and tells how it ended: a hundred times quicker than a process for each.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

let told = '';
const { writeSync } = fs;
fs.writeSync = (descriptor, bytes, ...rest) => {
  if (descriptor !== 2) return writeSync(descriptor, bytes, ...rest);
  told += bytes.toString();
  return bytes.length;
};
syncBuiltinESMExports();

const { Command } = await import('commander');
const { reportError } = await import('../../dist/cli/errors.js');
const { default: declare } = await import('../../dist/cli/sweep.js');

process.on('message', async ({ args, failure }) => {
  told = '';
  globalThis.failCalls = { ...failure, log: [] };
  process.argv.splice(2, Infinity, 'sweep', ...args);
  const command = new Command('sweep').exitOverride();
  declare(command);
  const code = await command.parseAsync(args, { from: 'user' }).then(() => 0, reportError);
  process.send({ code, stderr: told, calls: globalThis.failCalls.log });
});
process.send('ready');
