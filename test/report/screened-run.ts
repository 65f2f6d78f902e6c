import type { TrialRow } from '../../src/montecarlo/row.ts';
import { syntheticRun, unsimulated } from './synthetic-run.ts';

/** Chips 0 to 9 are near their limit, every third chip is of the random part; the others are only foretold. */
export function screenedRun(...how: Parameters<typeof syntheticRun>) {
  const simulated = syntheticRun(...how);
  const foretold = unsimulated(simulated);
  const points = foretold.manifest.points.map((point) => ({ ...point, engine: 'screened' as const, follow: 1.2 }));
  const rows = simulated.rows.map((row, i): TrialRow => {
    const [near, sampled] = [row.chip < 10, row.chip % 3 === 0];
    const own = foretold.rows[i];
    if (row.error !== null || !(near || sampled)) return own;
    const { stable: foretoldStable, inRange: foretoldInRange, aligned: foretoldAligned } = own;
    return { ...row, near, sampled, foretoldStable, foretoldInRange, foretoldAligned };
  });
  const scenario = { ...foretold.manifest.scenario, screen: { near: 0.2, sample: 1 / 3 } };
  return { manifest: { ...foretold.manifest, scenario, points }, rows, foretold: foretold.rows };
}
