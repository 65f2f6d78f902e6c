import type { Spec } from '../../src/config/scenario.ts';
import type { RequestedMetric } from '../../src/model/metrics.ts';
import { type SyntheticRun, syntheticRun } from './synthetic-run.ts';

const spec = (metric: RequestedMetric, min: number | null, max: number | null): Spec => {
  return { name: metric, metric, min, max, target: { fraction: 0.5 }, rules: null };
};

/** The made-up run with specs on what only they request: two phase margins alike, an infinite one for every infinite gain margin. */
export function requestedRun(): SyntheticRun {
  const specs = [spec('phaseMargin', 30, null), spec('testAccuracy', 0.9, null), spec('loss', null, 0.3)];
  const { manifest, rows } = syntheticRun(undefined, { accept: { angleDeg: 45, specs } });
  return {
    manifest,
    rows: rows.map((row) => ({
      ...row,
      phaseMargin: row.gainMargin === null ? null : 10 + Math.floor(7 * row.gainMargin),
      testAccuracy: row.error === null ? 0.8 + row.chip / 1000 : null,
      loss: row.error === null ? 0.1 + row.chip / 500 : null,
    })),
  };
}
