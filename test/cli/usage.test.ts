import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { dyadsim } from './dyadsim.ts';

test('help lists every command on stdout and ends with 0', async () => {
  const { code, stdout, stderr } = await dyadsim('--help');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const { name } of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
  expect(stdout).toMatch(/Exit codes: 0 done, 1 .*, 2 .*, 130/);
});

test.each(COMMANDS)('$name --help shows how to call it, with an example', async ({ name, load }) => {
  let help = '';
  const command = new Command(`dyadsim ${name}`).configureOutput({ writeOut: (text) => (help += text) });
  (await load()).default(command);
  command.outputHelp();
  expect(help).toMatch(new RegExp(`^Usage: dyadsim ${name} `));
  expect(help).toMatch(new RegExp(`Examples?:\\n(.*\\n)*?.*\\$ .*dyadsim ${name}`));
});

test('help COMMAND is COMMAND --help', async () => {
  expect(await dyadsim('help', 'report')).toEqual(await dyadsim('report', '--help'));
});

test('--version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(await dyadsim('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

test.each([
  { args: [], message: /Usage: dyadsim/ },
  { args: ['simulat'], message: /unknown command 'simulat'.*\n.*simulate/ },
  { args: ['validate'], message: /missing required argument 'file'/ },
  { args: ['validate', '--no-such-option'], message: /unknown option '--no-such-option'/ },
  { args: ['simulate', 'ideal'], message: /required option '--rule <rule>' not specified/ },
  {
    args: ['simulate', 'ideal', '--rule', 'backprop'],
    message: /--rule: expected dp or dp-transpose, got "backprop"/,
  },
  {
    args: ['simulate', 'ideal', '--rule', 'dp', '--beta', 'NaN'],
    message: /'NaN' is invalid. Expected a finite number/,
  },
  { args: ['simulate', 'ideal', '--rule', 'dp', '--beta', '0'], message: /'0' is invalid. Expected a number above 0/ },
  { args: ['simulate', 'ideal', '--rule', 'dp', '--probe', '-1'], message: /Expected a whole number from 0/ },
  {
    args: ['simulate', 'ideal', '--rule', 'dp', '--order', 'forward'],
    message: /^--order: needs --engine fixed-point/,
  },
  { args: ['sweep', 'scenarios/ideal-quick.yaml'], message: /required option '-o, --output <folder>' not specified/ },
  { args: ['sweep', 'x.yaml', '-o', 'runs/x', '--shard', '3/2'], message: /Expected I\/N with 1 <= I <= N/ },
  { args: ['sweep', 'x.yaml', '-o', 'runs/x', '--resume', '--overwrite'], message: /cannot be used with option/ },
  { args: ['sweep', 'no-such.yaml', '-o', 'runs/x'], message: /^no-such\.yaml: no such file/ },
  { args: ['report', 'no-such-run'], message: /no-such-run is no run directory/ },
  { args: ['sample', 'ideal', '--layers', '3,0'], message: /Expected two or more sizes from 1/ },
  { args: ['sample', 'ideal', '--layers', '3,2'], message: /^--layers: .*--weights random/ },
  { args: ['export', 'ideal', '--rule', 'dp', '--format', 'verilog'], message: /Allowed choices are spice/ },
  { args: ['devices', '--explain', 'no-such'], message: /^no-such: no such file, and no shipped device/ },
])('bad usage ends with 2 and a message on stderr: $args', async ({ args, message }) => {
  const { code, stdout, stderr } = await dyadsim(...args);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/\bat .*\.js:\d+/);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});

test('devices lists what is shipped, and explains every number', async () => {
  const { stdout } = await dyadsim('devices', '--json');
  const { devices } = JSON.parse(stdout);
  expect(devices.map(({ name }: { name: string }) => name)).toContain('ideal');
  const explained = await dyadsim('devices', '--explain', 'ideal');
  expect(explained.code).toBe(0);
  expect(explained.stdout).toMatch(/neuron\.tau = 10 us {2}\[s\]\n {2}.*\n {2}assumed: definition/);
});
