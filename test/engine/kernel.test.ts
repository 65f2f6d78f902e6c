import { describe, expect, it } from 'vitest';
import { peerChip } from '../../bench/peer-chip.ts';
import type { Chip } from '../../src/chip/chip.ts';
import { JavaScriptCompute } from '../../src/engine/compute.ts';
import { Kernel } from '../../src/engine/kernel.ts';
import type { ComputeClass } from '../../src/engine/network-state.ts';
import { Trace } from '../../src/engine/trace.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { Simulator } from '../../src/verdict/simulate.ts';
import { GOLDEN, goldenChip, goldenDrive } from '../reference/golden.ts';

/** Everything a run did, to the bit. */
function course(chip: Chip, drive: Parameters<Simulator['run']>[0], Compute: ComputeClass, maxEvents = 20_000) {
  const trace = new Trace();
  const result = new Simulator(circuitOf(chip, 'dp'), Compute).run(drive, { horizon: 2e-3, maxEvents }, { trace });
  return { result, events: Float64Array.from(trace.events), course: Float64Array.from(trace.course) };
}

describe('the compiled kernel', () => {
  for (const golden of GOLDEN) {
    it(`${golden.name}: the same bits as the JavaScript pass, event by event`, () => {
      const chip = goldenChip(golden, 1e-3);
      expect(course(chip, goldenDrive(golden), Kernel)).toEqual(course(chip, goldenDrive(golden), JavaScriptCompute));
    });
  }

  it('the same bits with rails, odd layer sizes and a runaway', () => {
    const { chip, input, target } = peerChip([17, 33, 16, 3], 'kernel');
    for (const rails of [null, [-0.7, 0.9] as const]) {
      for (const activation of ['relu', 'hard-sigmoid', 'identity'] as const) {
        const drive = { input, target, loss: 'cross-entropy', beta: 3, nudge: 'live' } as const;
        const variant = { ...chip, rails, activation };
        expect(course(variant, drive, Kernel, 5000)).toEqual(course(variant, drive, JavaScriptCompute, 5000));
      }
    }
  });
});
