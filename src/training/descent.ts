import type { Training } from '../config/scenario.ts';
import { cos, pow } from '../model/elementary.ts';
import type { Numbers } from '../model/numbers.ts';
import { Adam } from '../network/adam.ts';

/** Works out how one array of parameters is to change, update by update; what it remembers between updates is its state. */
export interface Descent {
  /** The change along `direction`, minus the gradient, at a rate; valid until the next call. */
  change(direction: Numbers, rate: number): Float64Array;
  /** Arrays that a checkpoint keeps; writing into them puts another state there. */
  readonly state: readonly Float64Array[];
}

/** The optimizer that a training asks for, of an array of parameters. */
export function descentOf({ optimizer, momentum, weightDecay }: Training, values: Float64Array): Descent {
  return optimizer === 'adam' ? adam(values, weightDecay) : sgd(values, momentum, weightDecay);
}

/** v becomes momentum v + direction - decay values, and the parameters are to change by rate v. */
function sgd(values: Float64Array, momentum: number, decay: number): Descent {
  const velocity = new Float64Array(values.length);
  const changes = new Float64Array(values.length);
  return {
    state: [velocity],
    change: (direction, rate) => {
      for (let i = 0; i < values.length; i++) {
        velocity[i] = momentum * velocity[i] + (direction[i] - decay * values[i]);
        changes[i] = rate * velocity[i];
      }
      return changes;
    },
  };
}

function adam(values: Float64Array, decay: number): Descent {
  const changes = new Float64Array(values.length);
  const pulled = new Float64Array(values.length);
  const own = new Adam(changes);
  const steps = new Float64Array(1);
  return {
    state: [own.first, own.second, steps],
    change: (direction, rate) => {
      for (let i = 0; i < values.length; i++) pulled[i] = direction[i] - decay * values[i];
      changes.fill(0);
      own.steps = steps[0];
      own.step(pulled, rate);
      steps[0] = own.steps;
      return changes;
    },
  };
}

/** The rate at update number `update` of so many: it rises along a line, and then stays or falls to 0 along a half cosine. */
export function rateAt({ learningRate, warmUp, decay }: Training, update: number, updates: number): number {
  const rising = Math.ceil(warmUp * updates);
  if (update < rising) return (learningRate * (update + 1)) / rising;
  if (decay === 'constant') return learningRate;
  return (learningRate / 2) * (1 + cos((Math.PI * (update - rising)) / (updates - rising)));
}

/** Beta of an epoch, 0 the first: `beta` then, and what the schedule asks for in the last. */
export function betaAt({ betaSchedule, epochs }: Training, beta: number, epoch: number): number {
  if (betaSchedule === undefined || epochs === 1) return beta;
  const { to, along } = betaSchedule;
  const part = Math.min(epoch / (epochs - 1), 1);
  return beta * (along === 'linear' ? 1 + (to - 1) * part : pow(to, part));
}
