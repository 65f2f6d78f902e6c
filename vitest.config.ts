import { defineConfig } from 'vitest/config';

/** Files that put something in the place of a module or a table, or look at what is loaded: each in a process of its own. */
const ALONE = [
  'test/config/lazy-units.test.ts',
  'test/files/make-folder.test.ts',
  'test/model/one-descriptor.test.ts',
  'test/network/digits.test.ts',
  'test/store/moments.test.ts',
  'test/store/no-links.test.ts',
];
/** Those that start programs, whose time is theirs. */
const PROGRAMS = ['test/{browser,cli,cluster,determinism,fuzz}/**/*.test.ts', 'test/*.test.ts'];

export default defineConfig({
  test: {
    // Monte Carlo and event-simulation tests take seconds on a loaded 2-core machine; no test reads a clock.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'alone', include: [...ALONE, ...PROGRAMS] } },
      // Modules are loaded and compiled once for all of them, which is a third of their time.
      {
        extends: true,
        test: { name: 'together', include: ['test/**/*.test.ts'], exclude: [...ALONE, ...PROGRAMS], isolate: false },
      },
    ],
  },
});
