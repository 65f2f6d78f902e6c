import { describe, expect, it } from 'vitest';
import { Branch } from '../../src/analysis/branch.ts';
import { sampleChip } from '../../src/chip/sample-chip.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { arraysOf, copyOf, zeros } from '../../src/linear/arrays.ts';
import { DEVICE, randomNetwork, relative } from '../chip/device.ts';

describe('arrays of zeros', () => {
  it('share no number with each other, whatever their lengths', () => {
    const lengths = Array.from({ length: 3000 }, (_, i) => (i * 37) % 701);
    const arrays = [...lengths.map(zeros), ...arraysOf(...lengths)];
    arrays.forEach((array, i) => {
      expect(array.length).toBe(lengths[i % lengths.length]);
      expect(array.every((value) => value === 0)).toBe(true);
      array.fill(i + 1);
    });
    expect(arrays.every((array, i) => array.every((value) => value === i + 1))).toBe(true);
  });

  it('have memory of their own where they are long', () => {
    expect(zeros(100_000).buffer.byteLength).toBe(800_000);
    expect(zeros(8).buffer.byteLength).toBeLessThanOrEqual(32768);
  });

  it('are copied, not shared', () => {
    const values = Float64Array.of(1, Number.NaN, -0, Infinity);
    const copy = copyOf(values);
    values.fill(7);
    expect(copy).toEqual(Float64Array.of(1, Number.NaN, -0, Infinity));
  });
});

/** How many arrays with memory of their own are made: each costs some 0.5 us, as much as a product of 32 x 10. */
function ownArrays(work: () => void): number {
  const { Float64Array: Plain } = globalThis;
  let made = 0;
  class Counted extends Plain {
    constructor(...given: [number]) {
      super(...given);
      if (!((given[0] as unknown) instanceof ArrayBuffer)) made++;
    }
  }
  globalThis.Float64Array = Counted as unknown as Float64ArrayConstructor;
  try {
    work();
  } finally {
    globalThis.Float64Array = Plain;
  }
  return made;
}

it('a state on its branch makes few arrays with memory of their own', () => {
  const varied = { ...DEVICE.neuron, gain: { ...DEVICE.neuron.gain, mismatch: relative(0.1) } };
  const network = randomNetwork([64, 32, 10]);
  const input = new Float64Array(64).fill(0.5);
  const target = new Float64Array(10).fill(0.2);
  const states = 20;
  const circuits = Array.from({ length: states }, (_, index) =>
    circuitOf(sampleChip({ ...DEVICE, neuron: varied }, network, 'arrays', index), 'dp-transpose'),
  );
  let found = 0;
  const made = ownArrays(() => {
    for (const circuit of circuits) {
      const drive = { input, target, loss: 'squared-error', beta: 0.1, nudge: 'live' } as const;
      if (new Branch(circuit, drive).at(0.1) !== null) found++;
    }
  });
  expect(found).toBe(states);
  // 19 counted, 16 of them the ends of its pieces, which a chip keeps; one for each array that it works with would be 130.
  expect(made / states).toBeLessThan(30);
});
