import { describe, expect, it } from 'vitest';
import { analyzeLoop } from '../../src/analysis/analyze-loop.ts';
import type { Drive } from '../../src/engine/circuit.ts';
import type { Rule } from '../../src/model/rules.ts';
import { stream } from '../../src/random/stream.ts';
import { PlainCircuit } from './plain-circuit.ts';
import { randomCircuit, zeroState } from './random-circuit.ts';

const TAU = 1e-5;
const STEPS_PER_TAU = 100;

/**
 * The delay equations tau dv/dt = -v + target(v(t - T)) in fixed steps (Heun), from a random start: log of the growth of
 * |v| per tau between one third of the time and its end, and the angular frequency of output 0 by its zero crossings (0: fewer than two).
 */
function simulate(plain: PlainCircuit, beta: number, length: number) {
  const { size, tau, chip } = plain;
  const step = TAU / STEPS_PER_TAU;
  const lag = Math.round(chip.encoder.delay / step);
  const draw = stream('time-domain', chip.name);
  const none = plain.noError();
  // a_L and the error it makes are local to the output; all that arrives there is one hop old.
  const history = Array.from({ length: lag + 1 }, () => Float64Array.from({ length: size }, () => draw() - 0.5));
  const steps = length * STEPS_PER_TAU;
  const norms: number[] = [];
  const crossings: number[] = [];
  let previous = 0;
  for (let n = 0; n < steps; n++) {
    const v = history[history.length - 1];
    const { target, output } = plain.target(history[0], beta, none);
    const later = plain.target(history[1], beta, none).target;
    const euler = v.map((x, i) => x + (step / tau[i]) * (target[i] - x));
    history.push(v.map((x, i) => x + (step / tau[i] / 2) * (target[i] - x + later[i] - euler[i])));
    history.shift();
    norms.push(Math.hypot(...v));
    if (n > steps / 3 && previous > 0 !== output[0] > 0) crossings.push(n);
    previous = output[0];
  }
  const from = Math.floor(steps / 3);
  const peak = (start: number) => Math.max(...norms.slice(start, start + 10 * STEPS_PER_TAU));
  const end = steps - 10 * STEPS_PER_TAU;
  const halfPeriod =
    crossings.length < 2 ? Infinity : (crossings[crossings.length - 1] - crossings[0]) / (crossings.length - 1);
  return {
    growthPerTau: Math.log(peak(end) / peak(from)) / ((end - from) / STEPS_PER_TAU),
    omega: Math.PI / (halfPeriod * step),
  };
}

const CHIP = { layers: [2, 4, 3, 2], mismatch: 0.2, tauSpread: 0.2, thresholdSpread: 0.1, tau: TAU, delay: 5e-6 };

function analyzed(rule: Rule, alpha: number, weightGain: number, beta: number) {
  const circuit = randomCircuit(rule, { ...CHIP, seed: 'in time', alpha, weightGain });
  const target = new Float64Array(2);
  const drive: Drive = { input: new Float64Array(2), target, loss: 'squared-error', beta, nudge: 'live' };
  return {
    analysis: analyzeLoop(circuit, drive, zeroState(circuit.chip)),
    plain: new PlainCircuit(circuit.chip, rule),
  };
}

describe.each([
  { rule: 'dp', alpha: 1, kind: 'oscillation' },
  { rule: 'dp', alpha: 0.1, kind: 'runaway' },
  { rule: 'dp-transpose', alpha: 0.3, kind: 'oscillation' },
] as const)('$rule, alpha $alpha, in time', ({ rule, alpha, kind }) => {
  const { analysis, plain } = analyzed(rule, alpha, 1, 1);
  const critical = analysis.criticalBeta!;

  // Near the limit the growth rate is proportional to beta - critical; 5 % of beta is some 1 % per tau here.
  it('dies out 5 % below the critical beta, grows 5 % above it', () => {
    expect(analysis.kind).toBe(kind);
    expect(simulate(plain, 0.95 * critical, 120).growthPerTau).toBeLessThan(-2e-3);
    expect(simulate(plain, 1.05 * critical, 120).growthPerTau).toBeGreaterThan(2e-3);
  });

  // Ten periods counted to a step of the output, while the other modes have died out.
  it('has there the frequency of the crossing', () => {
    const { omega } = simulate(plain, critical, 240);
    if (kind === 'oscillation') expect(Math.abs(omega / analysis.angularFrequency! - 1)).toBeLessThan(0.01);
    else expect(omega).toBe(0);
  });
});

describe('loops between hidden layers', () => {
  it('can grow whatever beta is, which the count of growing modes shows and the gain margin does not', () => {
    const { analysis, plain } = analyzed('dp', 1, 2, 1e-6);
    expect(analysis.gainMargin).toBeGreaterThan(1e4);
    expect(analysis.unstableModes).toBe(2);
    expect(simulate(plain, 1e-6, 60).growthPerTau).toBeGreaterThan(0.05);
  });
});
