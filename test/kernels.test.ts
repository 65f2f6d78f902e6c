import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { buildKernel, KERNELS } from '../scripts/build-kernel.mjs';

it.each(KERNELS)('the compiled kernel of src/%s is the compilation of its source', async (folder) => {
  const squeeze = (text: string) => text.replace(/[\s;]/g, '');
  const committed = readFileSync(new URL(`../src/${folder}/kernel-bytes.ts`, import.meta.url), 'utf8');
  expect(squeeze(committed)).toBe(squeeze(await buildKernel(folder)));
});
