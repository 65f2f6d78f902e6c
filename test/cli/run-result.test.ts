import { describe, expect, it } from 'vitest';
import { analyzeLoop } from '../../src/analysis/analyze-loop.ts';
import { describeRun } from '../../src/cli/describe-run.ts';
import { simulateFixedPoint } from '../../src/cli/fixed-point-result.ts';
import { simulateEvents } from '../../src/cli/run-result.ts';
import type { Setup } from '../../src/cli/setup.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { stream } from '../../src/random/stream.ts';
import { idealChip } from '../engine/ideal-chip.ts';

/** Products of two such weights overflow, so the loop has no matrix; rails keep the run finite all the same. */
function setUp(weight: number): Setup {
  const weights = [
    [1, 1, 0.5, 0.5],
    [0.5, 0.5, 1, 1],
    [weight, 0.1, 0.1, weight],
  ];
  const chip = idealChip({ layers: [2, 2, 2, 2], weights, activation: 'relu', rails: [-2, 2], alpha: 0 });
  return {
    circuit: circuitOf(chip, 'dp'),
    rule: 'dp',
    unstated: [],
    limits: { horizon: 5e-3, maxEvents: 1e4 },
    probe: null,
    drive: {
      input: Float64Array.of(0.2, 0.4),
      target: Float64Array.of(1, 0),
      loss: 'cross-entropy',
      beta: 0.1,
      nudge: 'live',
    },
    noise: (...address) => stream('run', ...address),
  };
}

describe('an analysis that fails', () => {
  const setup = setUp(1e200);

  it('does fail on this chip', () => {
    expect(() => analyzeLoop(setup.circuit, setup.drive)).toThrow();
  });

  it.each([
    ['events', () => simulateEvents(setup, null)],
    ['fixed-point', () => simulateFixedPoint(setup, { iterations: 3, order: 'forward' })],
  ] as const)('costs its own field, not the run of %s', (engine, run) => {
    const result = run();
    expect(result.engine).toBe(engine);
    expect(result.loop).toBeNull();
    expect(result.loopError).toMatch(/finite|singular|converge/);
    expect(result.state.plus[1]!.some((s) => s > 0)).toBe(true);
    expect(describeRun(result)).toContain(`not analysed: ${result.loopError}`);
  });
});

it('an analysis that does not fail says so', () => {
  const result = simulateEvents(setUp(0.5), null);
  expect(result.loopError).toBeNull();
  expect(result.loop).toEqual(analyzeLoop(setUp(0.5).circuit, setUp(0.5).drive));
  expect(describeRun(result)).toContain('gain margin');
});
