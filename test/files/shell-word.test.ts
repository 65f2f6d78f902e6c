import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shellWord } from '../../src/files/shell-word.ts';

test('what a user would type plainly stays as it is', () => {
  for (const word of ['scenarios/a-b_c.yaml', '--threads', '0:0.25:1', '50%']) expect(shellWord(word)).toBe(word);
});

test('a shell takes every word back as it was', () => {
  const words = fc.sample(fc.string({ unit: fc.constantFrom(...`ab 'x"$\`\\*;&|<>(){}#~!?\n\tµ`), maxLength: 12 }), {
    seed: 1,
    numRuns: 100,
  });
  const back = execFileSync('sh', ['-c', `printf '%s\\0' ${words.map(shellWord).join(' ')}`], { encoding: 'utf8' });
  expect(back.split('\0').slice(0, -1)).toEqual(words);
});
