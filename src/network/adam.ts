import { pow } from '../model/elementary.ts';

/** Decay of the running means of the gradient and of its square, and the floor of the latter's root. */
const FIRST_DECAY = 0.9;
const SECOND_DECAY = 0.999;
const FLOOR = 1e-8;

/** Adam (Kingma and Ba 2015, algorithm 1) on one array of parameters. */
export class Adam {
  private readonly values: Float64Array;
  /** Running means of the direction and of its square, and steps made: what a training has to keep to go on. */
  readonly first: Float64Array;
  readonly second: Float64Array;
  steps = 0;

  constructor(values: Float64Array) {
    this.values = values;
    this.first = new Float64Array(values.length);
    this.second = new Float64Array(values.length);
  }

  /** Moves the parameters along `direction` (minus the gradient) by about `rate` each. */
  step(direction: Float64Array, rate: number): void {
    const { values, first, second } = this;
    this.steps++;
    const firstBias = 1 - pow(FIRST_DECAY, this.steps);
    const secondBias = 1 - pow(SECOND_DECAY, this.steps);
    for (let i = 0; i < values.length; i++) {
      const d = direction[i];
      first[i] = FIRST_DECAY * first[i] + (1 - FIRST_DECAY) * d;
      second[i] = SECOND_DECAY * second[i] + (1 - SECOND_DECAY) * d * d;
      values[i] += (rate * (first[i] / firstBias)) / (Math.sqrt(second[i] / secondBias) + FLOOR);
    }
  }
}
