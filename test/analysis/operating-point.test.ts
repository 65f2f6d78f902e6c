import { describe, expect, it } from 'vitest';
import { analyzeLoop } from '../../src/analysis/analyze-loop.ts';
import { analyzeProbes } from '../../src/analysis/analyze-probes.ts';
import { nominalCriticalBeta } from '../../src/analysis/critical-beta.ts';
import type { Drive } from '../../src/engine/circuit.ts';
import { staticState } from '../../src/learning/static-state.ts';
import { stream } from '../../src/random/stream.ts';
import { goldenCases } from './golden-cases.ts';
import { randomCircuit } from './random-circuit.ts';

describe.each(goldenCases())('$name, operating point found', ({ circuit, drive, factor, angularFrequency }) => {
  it('gives the margin at the state of the reference', () => {
    const analysis = analyzeLoop(circuit, drive);
    if (analysis.operatingPoint === 'lost') {
      // The reference has a stationary state there all the same: behind the end of the branch, and with growing modes.
      expect(factor).toBeLessThan(1);
      expect(analysis.gainMargin).toBeNull();
      expect(analysis.lossBeta).toBeLessThan(drive.beta);
      return;
    }
    expect(analysis.operatingPoint).toBe('stable');
    expect(analysis.gainMargin === null).toBe(factor === null);
    if (factor === null) return;
    expect(Math.abs(analysis.gainMargin! / factor - 1)).toBeLessThan(1e-3);
    expect(Math.abs(analysis.angularFrequency! - angularFrequency!)).toBeLessThanOrEqual(1e-3 * angularFrequency!);
  });
});

describe('analyzeProbes', () => {
  const circuit = randomCircuit('dp', {
    layers: [6, 9, 7, 3],
    seed: 'probes',
    alpha: 0,
    activation: 'relu',
    delay: 2e-7,
  });
  const probes = Array.from({ length: 6 }, (_, index) => {
    const draw = stream('probes', index);
    const target = new Float64Array(3);
    target[index % 3] = 1;
    return { input: Float64Array.from({ length: 6 }, () => draw()), target, label: index % 3 };
  });
  const drives = probes.map(
    ({ input, target }): Drive => ({ input, target, loss: 'squared-error', beta: 0.01, nudge: 'live' }),
  );

  it('puts the branch that ends first first', () => {
    const ends = analyzeProbes(circuit, drives).map(({ lossBeta }) => lossBeta ?? Infinity);
    expect(ends).toEqual(drives.map((drive) => analyzeLoop(circuit, drive).lossBeta ?? Infinity).sort((a, b) => a - b));
    expect(ends[0]).toBeLessThan(ends[5]);
  });

  it('puts infinite margins last', () => {
    const held = drives.map((drive, i): Drive => ({ ...drive, nudge: i < 3 ? 'held' : 'live' }));
    const margins = analyzeProbes(circuit, held).map(({ gainMargin }) => gainMargin);
    expect(margins.slice(3)).toEqual([null, null, null]);
    expect(margins.slice(0, 3)).not.toContain(null);
  });

  // At beta = 0.01 nudging moves no relu across its kink here, so that the free chip has the same limit.
  it('agrees with the critical beta of the nominal chip', () => {
    const critical = Math.min(...analyzeProbes(circuit, drives).map(({ criticalBeta }) => criticalBeta!));
    expect(Math.abs(critical / nominalCriticalBeta(circuit.chip, probes, 'squared-error')! - 1)).toBeLessThan(1e-9);
  });
});

describe('beyond the limit', () => {
  const beyond = () => {
    const circuit = randomCircuit('dp', { layers: [6, 9, 7, 3], seed: 'beyond', alpha: 0, delay: 2e-7 });
    const input = new Float64Array(6).fill(0.5);
    const target = Float64Array.of(1, 0, 0);
    const critical = nominalCriticalBeta(circuit.chip, [{ input, target, label: 0 }], 'squared-error')!;
    const drive: Drive = { input, target, loss: 'squared-error', beta: 1.1 * critical, nudge: 'live' };
    return { circuit, drive, critical };
  };

  it('the branch of a linear chip is lost at the critical beta, and has no margin there', () => {
    const { circuit, drive, critical } = beyond();
    const { operatingPoint, gainMargin, unstableModes, lossBeta, lossBy } = analyzeLoop(circuit, drive);
    expect({ operatingPoint, gainMargin, unstableModes, lossBy }).toEqual({
      operatingPoint: 'lost',
      gainMargin: null,
      unstableModes: null,
      lossBy: 'mode',
    });
    expect(Math.abs(lossBeta! / critical - 1)).toBeLessThan(1e-11);
  });

  it('its stationary state is there, unstable, with a margin of 1/1.1', () => {
    const { circuit, drive } = beyond();
    const { state } = staticState(circuit, drive);
    const { operatingPoint, gainMargin, unstableModes, spectralAbscissa } = analyzeLoop(circuit, drive, state);
    expect(operatingPoint).toBe('given');
    expect(Math.abs(gainMargin! * 1.1 - 1)).toBeLessThan(1e-11);
    expect(unstableModes).toBe(1);
    expect(spectralAbscissa).toBeGreaterThan(0);
  });

  it('a chip that rests against a rail is reported as pinned', () => {
    const circuit = randomCircuit('dp', { layers: [1, 1, 1], seed: 'pinned', alpha: 1, rails: [-1, 1] });
    circuit.chip.forward[1].weights.set([0.5]);
    // With the output's plus compartment at its rail d_2 = 1, so D_1 = m_1 = 0.5 and a_2 = 0.25: a_2 + beta (1 - a_2) = 4
    // keeps it there. At beta = 0.5 no compartment is beyond 0.5, since |D_2| is not.
    const at = (beta: number) => {
      const drive = {
        input: new Float64Array(1),
        target: Float64Array.of(1),
        loss: 'squared-error',
        nudge: 'live',
      } as const;
      return analyzeLoop(circuit, { ...drive, beta });
    };
    expect(at(5).operatingPoint).toBe('pinned');
    expect(at(0.5).operatingPoint).toBe('stable');
  });
});
