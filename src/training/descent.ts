import type { Training } from '../config/scenario.ts';
import { cos } from '../model/elementary.ts';
import { Adam } from '../network/adam.ts';

/** Works out how one array of parameters is to change, update by update; what it remembers between updates is its state. */
export interface Descent {
  /** The change along `direction`, minus the gradient, at a rate; valid until the next call. */
  change(direction: Float64Array, rate: number): Float64Array;
  /** Arrays that a checkpoint keeps; writing into them puts another state there. */
  readonly state: readonly Float64Array[];
}

/** The optimizer that a training asks for, of an array of parameters. */
export function descentOf({ optimizer, momentum, weightDecay }: Training, values: Float64Array): Descent {
  const pulled = new Float64Array(values.length);
  const { change, state } = optimizer === 'adam' ? adam(values.length) : sgd(values.length, momentum);
  return {
    state,
    change: (direction, rate) => {
      for (let i = 0; i < values.length; i++) pulled[i] = direction[i] - weightDecay * values[i];
      return change(pulled, rate);
    },
  };
}

/** v becomes momentum v + direction, and the parameters are to change by rate v. */
function sgd(length: number, momentum: number): Descent {
  const velocity = new Float64Array(length);
  const changes = new Float64Array(length);
  return {
    state: [velocity],
    change: (direction, rate) => {
      for (let i = 0; i < length; i++) {
        velocity[i] = momentum * velocity[i] + direction[i];
        changes[i] = rate * velocity[i];
      }
      return changes;
    },
  };
}

function adam(length: number): Descent {
  const changes = new Float64Array(length);
  const own = new Adam(changes);
  const steps = new Float64Array(1);
  return {
    state: [own.first, own.second, steps],
    change: (direction, rate) => {
      changes.fill(0);
      own.steps = steps[0];
      own.step(direction, rate);
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
