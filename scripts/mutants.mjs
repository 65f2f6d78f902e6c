/*
 * npm run mutants [part of a name]: changes one line of the sources at a time, in a copy, and runs the tests that must
 * notice. Exit code 1 if one mutant survives, or no longer fits the sources.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const WORDS = ['test/verdict/words.test.ts'];
const WATCH = ['test/verdict/watch.test.ts'];
const PLAIN = ['test/engine/plain-loop.test.ts'];
const DEFERRED = ['test/engine/deferred.test.ts'];
const BRANCH = ['test/analysis/branch.test.ts'];
const SMOOTH = ['test/engine/smooth-run.test.ts', ...WORDS];

/** Name, file, what stands there, what is put there, tests that must notice. */
const MUTANTS = [
  [
    'loci that keep to the chord between two frequencies',
    'src/analysis/clear-loop.ts',
    'const INSIDE = cos(Math.PI / 12);',
    'const INSIDE = 1;',
    ['test/analysis/clear-loop.test.ts'],
  ],
  [
    'a loop that is clear at the largest factor alone',
    'src/analysis/loop-form.ts',
    'lower.boundReciprocals(beneath, n, u, from, to);',
    'closed.boundReciprocals(beneath, n, u, from, to);',
    ['test/analysis/loop-form.test.ts'],
  ],
  [
    'lags that differ at one frequency as at none',
    'src/analysis/small-gain.ts',
    'portBounds(layers[1]!, 2)',
    'portBounds(layers[1]!, 1)',
    ['test/analysis/small-gain.test.ts'],
  ],
  [
    'eliminated layers of other pieces',
    'src/learning/kernel/equations.ts',
    'if (v128.any_true(changed)) setInt',
    'if (false) setInt',
    ['test/learning/layer-elimination.test.ts'],
  ],
  ['the same noise on every chip', 'src/montecarlo/noise-streams.ts', "'chip', chip, ", "'chip', 0, ", WATCH],
  ['the same noise on every probe', 'src/montecarlo/noise-streams.ts', "'probe', probe, ", "'probe', 0, ", WATCH],
  [
    'column noise scaled by activities',
    'src/engine/kernel/noise.ts',
    'current(address(above, LayerEntry.down), above, LayerArray.receivedDifference',
    'current(address(above, LayerEntry.down), above, LayerArray.receivedActivity',
    WATCH,
  ],
  [
    'events arrive in the order in which they were sent',
    'src/engine/kernel/line.ts',
    'if (load<f64>(other) <= time) break;',
    'break;',
    PLAIN,
  ],
  [
    'the ziggurat without its corners',
    'src/engine/kernel/random.ts',
    'uniform(state) < Math.exp(-0.5 * x * x)) return x;',
    'uniform(state) < 2) return x;',
    ['test/engine/random.test.ts'],
  ],
  [
    'tanh bends less than it does',
    'src/engine/kernel/crossing.ts',
    'sway = f64x2.add(f64x2.mul(f64x2.mul(f64x2.splat(TANH_CURVATURE), smooth), smooth), f64x2.abs(bend));',
    'sway = zero;',
    ['test/engine/crossing.test.ts', ...PLAIN],
  ],
  [
    'a neuron that fires speaks for its block',
    'src/engine/kernel/next.ts',
    'const ofBlock = bound < inBlock ? bound : inBlock;',
    'const ofBlock = bound;',
    PLAIN,
  ],
  [
    'nothing that arrives from above moves a target',
    'src/engine/kernel/safe.ts',
    'const ofTopDown = f64x2.mul(at(p, bytes, LayerArray.largestDown), stepsDown);',
    'const ofTopDown = f64x2.splat(0);',
    DEFERRED,
  ],
  [
    'pairs have taken up what they let wait',
    'src/engine/kernel/deferred.ts',
    'max(load<i32>(own), settled)',
    'load<i32>(own)',
    DEFERRED,
  ],
  ['arrivals wait beyond the end of a call', 'src/engine/kernel/run.ts', '  endDeferring(loop);\n', '', DEFERRED],
  ['any rest is the rest', 'src/analysis/rest.ts', 'const SAME = 1e-7;', 'const SAME = 1e3;', [...WORDS, ...WATCH]],
  ['no wait before the window', 'src/verdict/simulate.ts', 'const WAIT = 5;', 'const WAIT = 0;', WATCH],
  [
    'the window is not looked at',
    'src/verdict/simulate.ts',
    'const BATCHES_A_CHECK = 4;',
    'const BATCHES_A_CHECK = 1e9;',
    WATCH,
  ],
  [
    'the noise stays on the copy',
    'src/engine/event-loop.ts',
    'state.kernel.exports.stillNoise(state.loop, this.slowerThan);',
    '{}',
    WATCH,
  ],
  ['a copy is not put back', 'src/engine/event-loop.ts', '      state.restore(kept.state);\n', '', WATCH],
  ['the history is not put back', 'src/engine/event-loop.ts', '      history.restore(kept.history);\n', '', WATCH],
  [
    'a chip that left keeps the word of its twin',
    'src/verdict/simulate.ts',
    '{ ...twin, ...gone, stoppedBy',
    '{ ...twin, stoppedBy',
    WATCH,
  ],
  ['batches count as independent', 'src/verdict/observation.ts', 'const MEMORY = 4;', 'const MEMORY = 0;', WATCH],
  [
    'growing modes at the rest do not matter',
    'src/verdict/judge.ts',
    'rest !== null && rest.growing === 0) return atRest',
    'rest !== null) return atRest',
    WORDS,
  ],
  [
    'cut is settled',
    'src/verdict/judge.ts',
    'if (!rest.cut) return isOnBranch',
    'if (isOnBranch) return isOnBranch',
    WORDS,
  ],
  [
    'cut off the branch is clipped',
    'src/verdict/judge.ts',
    "isOnBranch && outlook.headroom !== null ? 'clipped'",
    "outlook.headroom !== null || true ? 'clipped'",
    WORDS,
  ],
  [
    'headroom without a branch',
    'src/verdict/judge.ts',
    "isOnBranch && outlook.headroom !== null ? 'clipped'",
    "isOnBranch ? 'clipped'",
    WORDS,
  ],
  [
    'off the branch is settled',
    'src/verdict/judge.ts',
    "isOnBranch ? 'settled' : 'jumped'",
    "isOnBranch ? 'settled' : 'settled'",
    WORDS,
  ],
  ['a decaying ring chatters', 'src/verdict/judge.ts', 'const DIED_OUT = 0.1;', 'const DIED_OUT = 1e9;', WORDS],
  ['nothing chatters', 'src/verdict/judge.ts', 'const DIED_OUT = 0.1;', 'const DIED_OUT = 0;', WORDS],
  ['a cut run is slow', 'src/verdict/judge.ts', "if (!isChatter && stoppedBy === 'horizon')", 'if (!isChatter)', WORDS],
  ['nothing diverges', 'src/engine/limits.ts', 'export const DIVERGED = 100;', 'export const DIVERGED = 1e300;', WORDS],
  ['a ring that decays lasts', 'src/engine/swings.ts', 'const DECAY = 0.1;', 'const DECAY = 1e9;', SMOOTH],
  [
    'no swings',
    'src/engine/swings.ts',
    'const ENOUGH = 12;',
    'const ENOUGH = 1e9;\nconst NEVER = 1e300;',
    ['test/engine/swings.test.ts'],
  ],
  [
    'signals without delay',
    'src/engine/smooth-run.ts',
    "'activity', time - encoder.delay, time,",
    "'activity', time, time,",
    SMOOTH,
  ],
  ['the integrator is lax', 'src/engine/smooth-run.ts', 'const TOLERANCE = 1e-7;', 'const TOLERANCE = 1e-1;', SMOOTH],
  [
    'the budget does not grow with the free chip',
    'src/verdict/simulate.ts',
    'Math.ceil(outlook.freeScale * defaultMaxEvents(chip))',
    'defaultMaxEvents(chip)',
    WORDS,
  ],
  [
    'a kink is always crossed',
    'src/learning/path.ts',
    'return this.enter(walk) === this.sign;',
    'this.enter(walk); return true;',
    [...BRANCH, 'test/learning/kinks.test.ts', 'test/learning/static-state.test.ts'],
  ],
  [
    'a fold is passed',
    'src/learning/path.ts',
    'if (piece.at(p, trial, trialTangent) !== this.sign) return false;',
    'piece.at(p, trial, trialTangent);',
    ['test/learning/path.test.ts', ...BRANCH],
  ],
  [
    'growing modes do not end a branch',
    'src/analysis/branch.ts',
    "if (atLimit && stretch !== 'kink')",
    'if (false)',
    BRANCH,
  ],
  [
    'rails are not seen on the way',
    'src/analysis/branch.ts',
    'path.at > from && this.isCut()',
    'path.at > from && false',
    BRANCH,
  ],
  ['the branch without rails has them', 'src/analysis/without-rails.ts', ', rails: null }', ' }', BRANCH],
  [
    'the rate of the strength has no encoder gain',
    'src/learning/stationary-equations.ts',
    'const sent = differenceByTopDown[j] * desk.error[j];',
    'const sent = desk.error[j];',
    ['test/learning/linear-piece.test.ts'],
  ],
  [
    'a piece forgets what the output sends back',
    'src/learning/kernel/piece.ts',
    'const strengths = f64x2.splat(strength);',
    'const strengths = f64x2.splat(0);',
    BRANCH,
  ],
  [
    'the tangent of a piece stays as it was where it was entered',
    'src/learning/kernel/piece.ts',
    'number(change, j) - slope * step * number(sentRate, j);',
    'number(change, j);',
    ['test/learning/linear-piece.test.ts'],
  ],
  [
    'a piece is taken for the one of other equations',
    'src/learning/desk.ts',
    'this.path = null;',
    '',
    ['test/learning/desk.test.ts'],
  ],
  [
    'a circuit linearised with neurons of another point',
    'src/analysis/small-signal.ts',
    'if (a[i] !== b[i]) return false;',
    '',
    ['test/analysis/small-signal.test.ts'],
  ],
  [
    'equations find the weights of those before',
    'src/learning/desk.ts',
    'if (k < layers.length - 1) this',
    'if (k < layers.length - 1 && this.circuit !== circuit) this',
    ['test/learning/desk.test.ts'],
  ],
  [
    'modes are not looked at between kinks',
    'src/analysis/branch.ts',
    'if (this.isProportional && path.at > from && this.grewBetween(from)) return;',
    '',
    BRANCH,
  ],
  [
    'no eigenvalue matters',
    'src/analysis/loop-sample.ts',
    'return this.bound > limit && this.radius > limit;',
    'return false;',
    ['test/analysis/margins.test.ts'],
  ],
  [
    'a lost branch has settled',
    'src/verdict/foresee.ts',
    "if (outlook.point === null) return 'lost';",
    "if (outlook.point === null) return 'settled';",
    ['test/verdict/foresee.test.ts'],
  ],
  [
    'what a chip file leaves out is not told',
    'src/chip/unstated.ts',
    'if (missing > 0) {',
    'if (missing === count) {',
    ['test/chip/measured-chip.test.ts'],
  ],
  [
    'both compartments take the plus gain of an own rule',
    'src/learning/rules.ts',
    'minus: functionOfAlpha(minus) });',
    'minus: functionOfAlpha(plus) });',
    ['test/montecarlo/own-rules.test.ts'],
  ],
];

const [only = ''] = process.argv.slice(2);
const copy = mkdtempSync(join(tmpdir(), 'dyadsim-mutants-'));
for (const name of [
  'src',
  'test',
  'bench',
  'devices',
  'scenarios',
  'data',
  'schemas',
  'package.json',
  'tsconfig.json',
  'vitest.config.ts',
  'scripts',
])
  cpSync(name, join(copy, name), { recursive: true });
symlinkSync(join(process.cwd(), 'node_modules'), join(copy, 'node_modules'));

/** Whether the tests pass in the copy. */
function pass(tests) {
  const { status } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--bail', '1', ...tests], {
    cwd: copy,
    timeout: 120_000,
  });
  return status === 0;
}

/** Compiles the kernels of the copy where a source of one was changed. */
function compile(file) {
  if (!file.includes('/kernel/')) return;
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build-kernel.mjs'], { cwd: copy, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

let wrong = 0;
try {
  const chosen = MUTANTS.filter(([name]) => name.includes(only));
  const unchanged = [...new Set(chosen.flatMap(([, , , , tests]) => tests))];
  if (!pass(unchanged)) throw new Error('the tests fail without any mutant');
  for (const [name, file, from, to, tests] of chosen) {
    const text = readFileSync(file, 'utf8');
    const fits = text.split(from).length === 2;
    if (fits) {
      writeFileSync(
        join(copy, file),
        text.replace(from, () => to),
      );
      compile(file);
    }
    const survived = !fits || pass(tests);
    writeFileSync(join(copy, file), text);
    compile(file);
    if (survived) wrong++;
    process.stdout.write(`${!fits ? 'no longer fits' : survived ? 'SURVIVED' : 'caught'}  ${name}\n`);
  }
  process.stdout.write(`${chosen.length - wrong} of ${chosen.length} mutants caught\n`);
} finally {
  rmSync(copy, { recursive: true });
}
process.exitCode = wrong > 0 ? 1 : 0;
