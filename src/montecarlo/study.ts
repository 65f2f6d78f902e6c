import type { SamplingPlan } from '../config/plan.ts';
import type { Scenario, SweepPoint } from '../config/scenario.ts';
import { resolveBeta } from './resolve-beta.ts';
import type { Task } from './task.ts';

/** Everything that jobs need to know, sent once to each thread: plain data, no files to read and nothing to train. */
export interface Study {
  readonly seed: string;
  /** Absent: chips are independent. */
  readonly plan?: SamplingPlan;
  /** The first is that of the scenario itself. */
  readonly tasks: readonly Task[];
  readonly points: readonly StudyPoint[];
}

export interface StudyPoint extends SweepPoint {
  readonly beta: number;
  /** Index into `tasks`. */
  readonly task: number;
  /** Points with the same number have the same device and task: chip i of one is chip i of the other. */
  readonly family: number;
  /** Points with the same number have the same synapses and task: their chips i hold the same weights. */
  readonly arrays: number;
}

/** Works out every point's beta. @param taskOf makes what a scenario's chips hold and are tried with */
export function studyOf(
  scenario: Scenario,
  points: readonly SweepPoint[],
  taskOf: (scenario: Scenario) => Task,
): Study {
  const tasks = new Groups(taskKey, taskOf);
  const families = new Groups(
    (own: Scenario) => JSON.stringify([own.device, taskKey(own)]),
    () => null,
  );
  const arrays = new Groups(
    (own: Scenario) => JSON.stringify([own.device.name, own.device.synapse, taskKey(own)]),
    () => null,
  );
  const betas = new Map<string, number>();
  // The scenario's own task is the first, also where no point of the sweep has it.
  tasks.indexOf(scenario);
  const studyPoints = points.map((point): StudyPoint => {
    const own = point.scenario;
    const task = tasks.indexOf(own);
    const family = families.indexOf(own);
    const key = JSON.stringify([family, own.loss, own.beta]);
    const beta = betas.get(key) ?? resolveBeta(own, tasks.values[task]);
    betas.set(key, beta);
    return { ...point, beta, task, family, arrays: arrays.indexOf(own) };
  });
  const { seed, plan } = scenario;
  return { seed, ...(plan === undefined ? {} : { plan }), tasks: tasks.values, points: studyPoints };
}

/** What a task depends on. */
export function taskKey({ device, network, data, loss, probes, seed }: Scenario): string {
  return JSON.stringify([device.neuron.activation, network, data, loss, probes, seed]);
}

/** Values made once for each distinct key, numbered in order of first use. */
class Groups<T, V> {
  readonly values: V[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #key: (item: T) => string;
  readonly #make: (item: T) => V;

  constructor(key: (item: T) => string, make: (item: T) => V) {
    this.#key = key;
    this.#make = make;
  }

  indexOf(item: T): number {
    const key = this.#key(item);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.values.push(this.#make(item)) - 1;
    this.#numbers.set(key, number);
    return number;
  }
}
