import { type WorstCase, worstCase } from '../verdict/worst-case.ts';
import type { WiredChip } from './setup.ts';

/** What one search of a chip spends. */
const EFFORT = { restarts: 8, moves: 80 } as const;
/** Betas up to this times the one asked for are tried, and at least up to the other. */
const TIMES = 10;
const AT_LEAST = 10;

/**
 * The worst-input search of a bench: inputs of the box [0, 1], starts at its probes, and as targets theirs and a one-hot one
 * for each output, as high as their highest.
 */
export function searchWorst({ circuit, drives, limits }: WiredChip, seed = '1'): WorstCase | null {
  const { layers } = circuit.chip;
  const { loss, nudge, beta } = drives[0].drive;
  const given = drives.map(({ drive }) => drive.target);
  const highest = given.reduce((most, target) => Math.max(most, ...target), 0) || 1;
  const oneHot = (label: number) =>
    Float64Array.from({ length: layers[layers.length - 1] }, (_, i) => (i === label ? highest : 0));
  return worstCase(circuit, {
    loss,
    nudge,
    input: { low: new Float64Array(layers[0]), high: new Float64Array(layers[0]).fill(1) },
    targets: [...given, ...Array.from({ length: layers[layers.length - 1] }, (_, label) => oneHot(label))],
    starts: drives.map(({ drive }) => drive.input),
    beta: Math.max(TIMES * beta, AT_LEAST),
    ...EFFORT,
    seed,
    limits,
    noise: drives[0].noise,
  });
}
