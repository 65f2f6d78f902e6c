import { activate } from '../chip/activation.ts';
import type { Outcome } from '../vocabulary.ts';
import type { Circuit, Drive } from './circuit.ts';
import type { EventLoop } from './event-loop.ts';
import { freeResponse } from './free-response.ts';
import type { Layer, Side } from './layer.ts';
import type { StoppedBy } from './run.ts';

/** What a noiseless run was, from how it ended and from its history. */
export function classify(circuit: Circuit, drive: Drive, loop: EventLoop, stoppedBy: StoppedBy): Outcome {
  if (stoppedBy === 'divergence') return 'diverged';
  if (stoppedBy === 'quiescence') return pinned(circuit, drive, loop, true) ? 'saturated' : 'settled';
  if (loop.history.reversing(loop.time))
    return circuit.chip.rails === null && isGrowing(loop) ? 'diverged' : 'oscillating';
  if (pinned(circuit, drive, loop, false)) return 'saturated';
  return stoppedBy === 'event-budget' && isGrowing(loop) ? 'diverged' : 'slow';
}

/** The first rise of any run sends more and more; growth means something only after so many tau, or beyond so much. */
const RISE = 5;
const FAR = 10;

/** Whether events came faster and faster, past the first rise in time or in size. */
function isGrowing(loop: EventLoop): boolean {
  const { layers, last } = loop.state;
  const late = loop.time > RISE * loop.tau;
  return loop.history.growing(loop.time) && (late || layers.slice(1, last + 1).some(isFar));
}

function isFar({ n, plus, minus }: Layer): boolean {
  for (const { x, offset, gain } of [plus, minus]) {
    for (let i = 0; i < n; i++) if (Math.abs(x[i] - offset[i]) > FAR * gain[i]) return true;
  }
  return false;
}

/**
 * Whether a rail cuts a compartment's output where it does not cut the free chip's. A rail on the flat side of phi, such
 * as a silent relu's lower one, cuts nothing.
 */
function pinned(circuit: Circuit, drive: Drive, loop: EventLoop, atRest: boolean): boolean {
  const { rails } = circuit.chip;
  if (rails === null) return false;
  const [low, high] = rails;
  const free = freeResponse(circuit, drive.input);
  const { layers, last } = loop.state;
  for (let k = 1; k <= last; k++) {
    const layer = layers[k];
    for (let i = 0; i < layer.n; i++) {
      const v = free.potential[k]!.plus[i];
      for (const side of [layer.plus, layer.minus]) {
        const rail = railAt(layer, side, i, atRest);
        if ((rail < 0 && v > low) || (rail > 0 && v < high)) return true;
      }
    }
  }
  return false;
}

/** -1 or +1: the rail that cuts a compartment's output, now or once it is at rest; 0: none. */
function railAt({ activation }: Layer, { x, target, low, high }: Side, i: number, atRest: boolean): number {
  const rail = target[i] < low[i] ? low[i] : target[i] > high[i] ? high[i] : target[i];
  if (rail === target[i] || (!atRest && x[i] !== rail)) return 0;
  if (activate(activation, target[i]) === activate(activation, rail)) return 0;
  return target[i] < rail ? -1 : 1;
}
