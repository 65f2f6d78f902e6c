import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = new URL('../..', import.meta.url).pathname;
/** Plain JavaScript: without types. The usable window takes minutes, and is left out. */
const COURSES = join(ROOT, 'scripts/pictures/courses.mjs');

it.each([
  ['settling-dyad', 'settlingDyad'],
  ['runaway', 'runaway'],
  ['oscillation', 'oscillation'],
])('docs/pictures/%s.svg is what npm run pictures draws', async (name, draw) => {
  const drawn = await (await import(COURSES))[draw](name);
  expect(drawn).toBe(readFileSync(join(ROOT, 'docs/pictures', `${name}.svg`), 'utf8'));
});
