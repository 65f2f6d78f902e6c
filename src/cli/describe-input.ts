import type { NominalNetwork } from '../network/network.ts';
import { threeDigits } from '../report/format.ts';

/** What a chip file leaves out, and what stands in its place; nothing where it states all. */
export function describeUnstated(unstated: readonly string[]): string[] {
  if (unstated.length === 0) return [];
  return ['not stated, so as in the ideal device', ...unstated.map((line) => `  ${line}`)];
}

/** What became of the unit of a network's weights. */
export function describeScale({ scale }: NominalNetwork): string {
  if (scale.every((factor) => factor === 1)) return 'weights as they stand, not scaled';
  return `weights scaled to full scale; one full scale of layers 0 to ${scale.length - 1} was ${scale.map(threeDigits).join(', ')}`;
}
