import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { loadDevice } from '../../src/config/load-device.ts';

const { cache } = createRequire(import.meta.url);
const mathjsLoaded = () => Object.keys(cache).some((file) => file.includes('mathjs'));

it('mathjs is loaded by the first expression and not before', () => {
  loadDevice('ideal');
  expect(mathjsLoaded()).toBe(false);
  loadDevice('subthreshold-cmos-180nm');
  expect(mathjsLoaded()).toBe(true);
});
