import { expect, it } from 'vitest';
import type { Compartments } from '../../src/chip/chip.ts';
import { sampleChip } from '../../src/chip/sample-chip.ts';
import type { Circuit, Drive } from '../../src/engine/circuit.ts';
import { fixedPoint } from '../../src/learning/fixed-point.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { staticState } from '../../src/learning/static-state.ts';
import type { Rule } from '../../src/model/rules.ts';
import { RULES } from '../../src/model/rules.ts';
import type { Nudge } from '../../src/model/vocabulary.ts';
import { FIXED_POINT_ORDERS, NUDGES } from '../../src/model/vocabulary.ts';
import { stream } from '../../src/random/stream.ts';
import { simulate } from '../../src/verdict/simulate.ts';
import { shippedDevice, untrainedNetwork } from './shipped-device.ts';

const SEED = 'engines agree';
const LAYERS = [16, 12, 10, 6];
const NETWORK = untrainedNetwork(LAYERS, 'relu', SEED);
const CHIPS = [0, 1, 2, 3, 4, 5];
const THRESHOLDS = [10 ** -2.5, 1e-3, 10 ** -3.5, 1e-4];

/** A chip of the shipped subthreshold device with all its mismatch, 4-bit weights and rails; auto-zeroed, or not. */
function circuitAt(threshold: number, rule: Rule, index: number, autoZero: boolean): Circuit {
  const device = shippedDevice('subthreshold-cmos-180nm', {
    'dyad.alpha': 0.35,
    'dyad.autoZero': autoZero ? { residual: 0.002 } : null,
    'encoder.jitter': '0 s',
    'encoder.activityThreshold': { nominal: threshold, mismatch: '16 %' },
    'encoder.differenceThreshold': { nominal: threshold, mismatch: '16 %' },
    noise: null,
  });
  return circuitOf(sampleChip(device, NETWORK, SEED, index), rule);
}

function driveOf(index: number, nudge: Nudge): Drive {
  const random = stream(SEED, 'input', index);
  const input = Float64Array.from({ length: LAYERS[0] }, () => 0.5 * random());
  const target = Float64Array.from({ length: LAYERS[3] }, (_, i) => (i === index ? 1 : 0));
  return { input, target, loss: 'squared-error', beta: 0.1, nudge };
}

type State = readonly (Compartments | null)[];

/** rms difference of all compartments' outputs. */
function distance(a: State, b: State): number {
  const squares = a.flatMap((layer, k) =>
    layer === null
      ? []
      : [...layer.plus].flatMap((plus, i) => [(plus - b[k]!.plus[i]) ** 2, (layer.minus[i] - b[k]!.minus[i]) ** 2]),
  );
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
}

function byEvents(circuit: Circuit, drive: Drive): State {
  const { outcome, state } = simulate(circuit, drive, { horizon: 40, maxEvents: 1e7 });
  expect(outcome).toBe('settled');
  return state;
}

function byNewton(circuit: Circuit, drive: Drive): State {
  const { converged, state } = staticState(circuit, drive);
  expect(converged).toBe(true);
  return state;
}

function byIteration(circuit: Circuit, drive: Drive): State {
  const [forward, both] = FIXED_POINT_ORDERS.map((order) => fixedPoint(circuit, drive, { iterations: 2000, order }));
  expect([forward.converged, both.converged]).toEqual([true, true]);
  expect(distance(forward.state, both.state)).toBeLessThan(1e-10);
  return forward.state;
}

const SETUPS = RULES.flatMap((rule) =>
  NUDGES.flatMap((nudge) => [true, false].map((autoZero) => ({ rule, nudge, autoZero }))),
);

/** Slope of log10 of the errors over that of the thresholds, 1 within 0.2; at the smallest at most five of them. */
function expectFirstOrder(logErrors: readonly number[]): void {
  const centred = (values: readonly number[]) => values.map((v) => v - values.reduce((a, b) => a + b) / values.length);
  const [x, y] = [centred(THRESHOLDS.map(Math.log10)), centred(logErrors)];
  const slope = x.reduce((sum, v, i) => sum + v * y[i], 0) / x.reduce((sum, v) => sum + v * v, 0);
  expect(Math.abs(slope - 1)).toBeLessThan(0.2);
  expect(10 ** logErrors[3]).toBeLessThan(5 * THRESHOLDS[3]);
}

it.each(SETUPS)(
  '$rule, error $nudge, auto-zero $autoZero: events end where nothing changes, and where the papers do',
  ({ rule, nudge, autoZero }) => {
    const others = [byNewton, byIteration];
    // Means over chips of log10 of the distance: one run's error is a sawtooth in the threshold.
    const logErrors = others.map(() => THRESHOLDS.map(() => 0));
    THRESHOLDS.forEach((threshold, t) => {
      for (const index of CHIPS) {
        const circuit = circuitAt(threshold, rule, index, autoZero);
        const drive = driveOf(index, nudge);
        const events = byEvents(circuit, drive);
        others.forEach((other, o) => {
          logErrors[o][t] += Math.log10(distance(events, other(circuit, drive))) / CHIPS.length;
        });
      }
    });
    for (const logs of logErrors) expectFirstOrder(logs);
  },
);
