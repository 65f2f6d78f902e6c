import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Chip } from '../../src/chip/chip.ts';
import { missing, PYTHON, workFolder } from './programs.ts';
import { PythonProcess } from './python-process.ts';

/** Relative difference of outputs that other orders of some hundred terms can make, with a margin. */
const ROUNDING = 1e-9;

interface Pass {
  readonly seconds: number;
  readonly output: readonly number[];
}

export function numpyMissing(): string | null {
  return missing(PYTHON, ['-c', 'import numpy']);
}

/** A Python process that does one forward pass of a batch when asked, in one thread, and says how long that took. */
export class NumpyForward {
  private readonly process: PythonProcess;

  /** @param input batch x n_0, row-major */
  constructor(chip: Chip, input: Float64Array, batch: number) {
    const folder = workFolder('numpy');
    writeFileSync(join(folder, 'input'), input);
    for (const [k, { weights, bias }] of chip.forward.entries()) {
      const { gain, offset, meanWeight } = chip.neurons[k + 1]!;
      const arrays = { weights, bias, gain: gain.minus, offset: offset.minus, mean: meanWeight.minus };
      for (const [name, array] of Object.entries(arrays)) writeFileSync(join(folder, `${name}-${k}`), array);
    }
    this.process = new PythonProcess('numpy_forward.py', [folder, String(batch), chip.layers.join(',')]);
  }

  async pass(): Promise<Pass> {
    return (await this.process.ask()) as Pass;
  }

  /** Refuses to compare the speed of different results; `output` begins with the first sample's a_L. */
  async assertSameOutput(output: Float64Array): Promise<string> {
    const theirs = (await this.pass()).output;
    const off = Math.max(...theirs.map((value, i) => Math.abs(value - output[i]) / Math.max(1, Math.abs(value))));
    if (!(off <= ROUNDING)) throw new Error(`NumPy's outputs differ by ${off}; it is not timed`);
    return `NumPy's outputs agree to ${off.toExponential(1)}`;
  }

  end(): void {
    this.process.end();
  }
}
