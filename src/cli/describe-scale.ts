import type { NominalNetwork } from '../network/network.ts';
import { threeDigits } from '../report/format.ts';

/** What became of the unit of a network's weights. */
export function describeScale({ scale }: NominalNetwork): string {
  if (scale.every((factor) => factor === 1)) return 'weights as they stand, not scaled';
  return `weights scaled to full scale; one full scale of layers 0 to ${scale.length - 1} was ${scale.map(threeDigits).join(', ')}`;
}
