import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { dyadsim } from './dyadsim.ts';

const folder = mkdtempSync(join(tmpdir(), 'dyadsim-completion-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A program's output; what it says on stderr is an error. */
function shell(program: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, HOME: folder },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

const isThere = (program: string) => spawnSync(program, ['--version']).status === 0;
const file = (name: string) => join(folder, `dyadsim.${name}`);

beforeAll(async () => {
  for (const name of ['bash', 'zsh', 'fish']) {
    const { code, stdout } = await dyadsim('completion', name);
    expect(code).toBe(0);
    writeFileSync(file(name), stdout);
  }
});

/** What bash offers behind these words. */
function bash(words: readonly string[]): string[] {
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const script = `source ${file('bash')}; COMP_WORDS=(dyadsim ${quoted}); COMP_CWORD=${words.length}; _dyadsim; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return shell('bash', '--norc', '-c', script)
    .split('\n')
    .filter((word) => word !== '');
}

/** What zsh offers: all of it, for to choose from it is the shell's part. Its own functions are replaced by ones that print. */
function zsh(words: readonly string[]): string[] {
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const script = `compadd() { shift; print -l -- "$@" }; _files() { print -- FILES }; _describe() { print -l -- \${(P)2} }; source ${file('zsh')}; words=(dyadsim ${quoted}); CURRENT=$#words; _dyadsim || true`;
  return shell('zsh', '-f', '-c', script)
    .split('\n')
    .filter((word) => word !== '');
}

/** What fish offers, without descriptions. */
function fish(words: readonly string[]): string[] {
  const line = ['dyadsim', ...words].join(' ');
  return shell('fish', '-c', `source ${file('fish')}; complete -C '${line}'`)
    .split('\n')
    .map((row) => row.split('\t')[0])
    .filter((word) => word !== '' && !word.startsWith('dyadsim.') && !word.startsWith('.'));
}

describe.skipIf(!isThere('bash'))('bash (skipped where it is not installed)', () => {
  test('offers commands, flags, values of flags and names', () => {
    expect(bash([''])).toEqual(expect.arrayContaining([...COMMANDS.map(({ name }) => name), 'help', '--version']));
    expect(bash(['sim'])).toEqual(['simulate']);
    expect(bash(['sweep', 'asym'])).toEqual(['asymmetric-nudging']);
    expect(bash(['sweep', 'x.yaml', '--th'])).toEqual(['--threads']);
    expect(bash(['simulate', '--rule', ''])).toEqual(['dp', 'dp-transpose']);
    expect(bash(['simulate', 'ide'])).toEqual(['ideal']);
    expect(bash(['simulate', '--scenario', 'ide'])).toEqual(['ideal-quick']);
    expect(bash(['validate', 'ide'])).toEqual(['ideal', 'ideal-quick']);
    expect(bash(['pick', 'run', '--metric', 'gain'])).toEqual(['gainMargin', 'gainMarginDb']);
    expect(bash(['completion', 'b'])).toEqual(['bash']);
    expect(bash(['help', 'comp'])).toEqual(['compare', 'completion']);
    expect(bash(['devices', '--explain', 'pc'])).toEqual(['pcm']);
    // Then the shell itself offers files.
    expect(bash(['simulate', './x'])).toEqual([]);
  });

  test('knows it for the command', () => {
    const registered = shell('bash', '--norc', '-c', `source ${file('bash')}; complete -p dyadsim`);
    expect(registered).toBe('complete -o bashdefault -o default -F _dyadsim dyadsim\n');
  });
});

describe.skipIf(!isThere('zsh'))('zsh (skipped where it is not installed)', () => {
  test('offers commands, flags, values of flags, names and files', () => {
    expect(zsh(['sim'])).toEqual(expect.arrayContaining(COMMANDS.map(({ name, summary }) => `${name}:${summary}`)));
    expect(zsh(['simulate', '--rule', ''])).toEqual(['dp', 'dp-transpose']);
    expect(zsh(['simulate', '--trace', ''])).toContain('FILES');
    expect(zsh(['simulate', '--beta', ''])).not.toContain('FILES');
    expect(zsh(['sweep', ''])).toEqual(expect.arrayContaining(['--threads', '-o', 'asymmetric-nudging', 'FILES']));
    expect(zsh(['pick', 'run', '--metric', ''])).toContain('gainMarginDb');
  });
});

describe.skipIf(!isThere('fish'))('fish (skipped where it is not installed)', () => {
  test('completes commands, flags, values of flags and names', () => {
    expect(fish(['sim'])).toEqual(['simulate']);
    expect(fish(['sweep', 'asym'])).toEqual(['asymmetric-nudging']);
    expect(fish(['sweep', 'x.yaml', '--th'])).toEqual(['--threads']);
    expect(fish(['simulate', '--rule', ''])).toEqual(['dp', 'dp-transpose']);
    expect(fish(['pick', 'run', '--metric', 'gain'])).toEqual(['gainMargin', 'gainMarginDb']);
    expect(fish(['completion', ''])).toEqual(expect.arrayContaining(['bash', 'fish', 'zsh']));
  });
});

test('another shell is refused', async () => {
  const { code, stderr } = await dyadsim('completion', 'csh');
  expect(code).toBe(2);
  expect(stderr).toContain('Allowed choices are bash, zsh, fish');
});
