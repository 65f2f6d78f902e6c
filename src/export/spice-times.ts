import type { Chip } from '../chip/chip.ts';
import type { Drive } from '../engine/circuit.ts';

/** Smallest membrane time constant, s. */
export function shortestTau(chip: Chip): number {
  let shortest = Infinity;
  for (const neurons of chip.neurons) {
    if (neurons === null) continue;
    for (const tau of [...neurons.tau.plus, ...neurons.tau.minus]) shortest = Math.min(shortest, tau);
  }
  return shortest;
}

/** Whether the chip first settles without nudging: to sample the error that is then held, or the offset of d. */
export function hasFreePhase(chip: Chip, drive: Drive): boolean {
  return drive.nudge === 'held' || chip.neurons[1]!.autoZero !== null;
}
