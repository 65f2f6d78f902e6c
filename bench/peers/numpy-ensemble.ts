import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Circuit } from '../../src/engine/circuit.ts';
import { workFolder } from './programs.ts';
import { PythonProcess } from './python-process.ts';

interface Answer {
  readonly seconds: number;
  readonly steps: number;
  /** Of chip, then probe: s_plus and s_minus of the hidden layer, then of the output. */
  readonly states: readonly number[];
}

/** Chips of one device, wired for a rule, with the same probes. */
export interface Ensemble {
  readonly circuits: readonly Circuit[];
  /** Of each circuit, W_0 x + b of each probe. */
  readonly firstInputs: readonly (readonly Float64Array[])[];
  readonly targets: readonly Float64Array[];
  readonly beta: number;
  /** Nominal, s. */
  readonly tau: number;
}

/** A Python process that steps all chips and probes at once until they are at rest, whenever it is asked, in one thread. */
export class NumpyEnsemble {
  private readonly process: PythonProcess;

  /** @param accuracy of the states, full scales */
  constructor({ circuits, firstInputs, targets, beta, tau }: Ensemble, accuracy: number) {
    const folder = workFolder('numpy-ensemble');
    const write = (name: string, arrays: readonly Float64Array[]) =>
      writeFileSync(join(folder, name), Float64Array.from(arrays.flatMap((array) => [...array])));
    const { layers, rails } = circuits[0].chip;
    write('inputs', firstInputs.flat());
    write(
      'weights',
      circuits.map(({ chip }) => chip.forward[1].weights),
    );
    write(
      'bias',
      circuits.map(({ chip }) => chip.forward[1].bias),
    );
    write('targets', targets);
    for (const k of [1, 2]) {
      const neurons = circuits.map(({ chip }) => chip.neurons[k]!);
      const nudging = circuits.map((circuit) => circuit.nudging[k]!);
      for (const name of ['tau', 'gain', 'offset'] as const) {
        for (const kind of ['plus', 'minus'] as const) {
          write(
            `${name}-${kind}-${k}`,
            neurons.map((layer) => layer[name][kind]),
          );
        }
      }
      for (const [name, field] of Object.entries(FIELDS) as [string, (typeof FIELDS)[keyof typeof FIELDS]][]) {
        write(
          `${name}-${k}`,
          nudging.map((layer) => layer[field]),
        );
      }
      for (const name of ['activity', 'difference'] as const) {
        write(
          `${name}-${k}`,
          neurons.map(({ threshold }) => threshold[name]),
        );
      }
    }
    const [low, high] = rails ?? [-Infinity, Infinity];
    const sizes = [circuits.length, targets.length, layers[1], layers[2]];
    this.process = new PythonProcess('numpy_ensemble.py', [
      folder,
      ...[...sizes, beta, low, high, tau, accuracy].map((value) => String(value).replace('Infinity', 'inf')),
    ]);
  }

  async run(): Promise<Answer> {
    return (await this.process.ask()) as Answer;
  }

  end(): void {
    this.process.end();
  }
}

const FIELDS = {
  'nudge-plus': 'gainPlus',
  'nudge-minus': 'gainMinus',
  'mean-plus': 'weightPlus',
  'mean-minus': 'weightMinus',
} as const;
