import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/torture/**/*.torture.ts'],
    // One after another, since each part fills the machine itself; of the short form, which waits more than it works, two at a time.
    // A hang is told by the parts, long before this.
    maxWorkers: process.env.TORTURE === 'short' ? 2 : 1,
    testTimeout: 3_600_000,
    hookTimeout: 600_000,
  },
});
