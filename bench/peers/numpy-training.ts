import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Chip } from '../../src/chip/chip.ts';
import type { Samples } from '../../src/training/evaluate.ts';
import { workFolder } from './programs.ts';
import { PythonProcess } from './python-process.ts';

/** What one epoch in NumPy took, s, and the norm of each array after it. */
export interface NumpyEpoch {
  readonly updates: number;
  readonly outputs: number;
  readonly norms: readonly number[];
}

interface Settings {
  readonly batch: number;
  readonly alpha: number;
  readonly beta: number;
  readonly rate: number;
}

/** A Python process that trains an ideal network by DP-transpose, an epoch whenever it is asked, in single precision. */
export class NumpyTraining {
  private readonly process: PythonProcess;

  constructor({ layers, forward }: Chip, { input, target }: Samples, order: Uint32Array, settings: Settings) {
    const folder = workFolder('numpy-training');
    const write = (name: string, values: Float64Array) => writeFileSync(join(folder, name), Float32Array.from(values));
    write('input', input);
    write('target', target);
    writeFileSync(join(folder, 'order'), order);
    for (const [k, { weights, bias }] of forward.entries()) {
      write(`weights-${k}`, weights);
      write(`bias-${k}`, bias);
    }
    const { batch, alpha, beta, rate } = settings;
    this.process = new PythonProcess('numpy_training.py', [
      folder,
      layers.join(),
      ...[batch, alpha, beta, rate].map(String),
    ]);
  }

  async epoch(): Promise<NumpyEpoch> {
    return (await this.process.ask()) as NumpyEpoch;
  }

  end(): void {
    this.process.end();
  }
}
