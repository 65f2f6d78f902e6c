import { type FixedPointOptions, fixedPoint } from '../learning/fixed-point.ts';
import { bySide, describeSetup, gradientOf, loopOf, readOutput, type SimulateResult } from './run-result.ts';
import type { Setup } from './setup.ts';

/** The layer-wise iteration of the papers; `slow` means that its last pass still moved. */
export function simulateFixedPoint(setup: Setup, options: FixedPointOptions): SimulateResult {
  const { circuit, drive } = setup;
  const { state, activity, difference, output, iterations, change, converged, diverged } = fixedPoint(
    circuit,
    drive,
    options,
  );
  return {
    engine: 'fixed-point',
    ...describeSetup(setup),
    outcome: diverged ? 'diverged' : converged ? 'settled' : 'slow',
    deadZone: false,
    railsNeeded: null,
    watch: null,
    stoppedBy: null,
    settleTime: null,
    endTime: null,
    horizon: null,
    maxEvents: null,
    events: null,
    energy: null,
    state: bySide(state),
    ...readOutput(setup, output),
    gradient: gradientOf(setup, activity, difference, !diverged),
    ...loopOf(setup),
    passes: { made: iterations, change },
  };
}
