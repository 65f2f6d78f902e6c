import type { Chip } from '../chip/chip.ts';
import { atan2 } from '../model/elementary.ts';

/** How far the array that is read down is from the one that is read up. */
export interface WeightTransport {
  /** Between layer k and layer k + 1. */
  readonly layer: number;
  /** Angle between B_k and W_k as vectors, deg. */
  readonly angleDeg: number;
  /** |B_k - W_k| / |W_k|. */
  readonly relativeError: number;
}

/**
 * Weight-transport error of the layers whose feedback array is not the forward array read in transpose: devices of its
 * own, or the same ones behind other wires. Empty where weights are shared exactly.
 */
export function weightTransport(chip: Chip): WeightTransport[] {
  return chip.feedback.flatMap((down, layer) => {
    if (down === null) return [];
    const up = chip.forward[layer].weights;
    const upNorm = norm(up);
    const downNorm = norm(down);
    // 2 atan2(|u - v|, |u + v|) of the unit vectors is exact also for tiny angles.
    let apart = 0;
    let together = 0;
    let error = 0;
    for (let i = 0; i < up.length; i++) {
      apart += (up[i] / upNorm - down[i] / downNorm) ** 2;
      together += (up[i] / upNorm + down[i] / downNorm) ** 2;
      error += (up[i] - down[i]) ** 2;
    }
    const angleDeg = (2 * atan2(Math.sqrt(apart), Math.sqrt(together)) * 180) / Math.PI;
    return { layer, angleDeg, relativeError: Math.sqrt(error) / upNorm };
  });
}

function norm(array: Float64Array): number {
  return Math.sqrt(array.reduce((sum, value) => sum + value * value, 0));
}
