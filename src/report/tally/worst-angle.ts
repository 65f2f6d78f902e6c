import type { RowColumns } from '../../montecarlo/row-columns.ts';

/** The largest angle of a chip's layers, deg; null: it is not stable, or a layer has none. */
export function worstAngle({ stable, weightLayers, angleDeg }: RowColumns, i: number): number | null {
  if (stable[i] !== true || weightLayers[i] === 0) return null;
  let worst = 0;
  for (let k = 0; k < weightLayers[i]; k++) {
    const angle = angleDeg[k][i];
    if (angle === null) return null;
    worst = Math.max(worst, angle);
  }
  return worst;
}
