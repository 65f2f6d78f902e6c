import { describe, expect, it } from 'vitest';
import type { TrialRow } from '../../src/montecarlo/row.ts';
import { columnsOf } from '../../src/montecarlo/row-columns.ts';
import { Picker, type Wish } from '../../src/report/pick.ts';
import { syntheticRun } from './synthetic-run.ts';

const { manifest, rows } = syntheticRun();
const contexts = manifest.points.map(({ follow }) => ({ probes: manifest.scenario.probes, follow }));

function picked(own: Partial<Wish>, of: readonly TrialRow[] = rows, parts = 1) {
  const picker = new Picker(
    { metric: 'angleDeg', which: 'worst', count: 3, rule: null, point: null, ...own },
    contexts,
  );
  for (let part = 0; part < parts; part++) picker.add(columnsOf(of.filter((_, i) => i % parts === part)));
  return { picker, found: picker.picked() };
}

const worstAngle = ({ angleDeg }: TrialRow) => Math.max(...angleDeg.map((angle) => angle ?? Number.NaN));
const stable = rows.filter((row) => row.error === null && row.stable === true && !Number.isNaN(worstAngle(row)));

describe('picking', () => {
  it('takes those that failed first, then the largest angles, ties by place', () => {
    const failed = rows.filter(
      (row) => row.error === null && (row.stable === false || (row.stable && Number.isNaN(worstAngle(row)))),
    );
    const { found, picker } = picked({ count: rows.length });
    expect(picker.looked).toBe(rows.length);
    expect(found).toHaveLength(failed.length + stable.length);
    expect(found.slice(0, failed.length).every(({ value }) => value === null)).toBe(true);
    const values = found.slice(failed.length).map(({ value }) => value);
    expect(values).toEqual(stable.map(worstAngle).sort((a, b) => b - a));
    expect(picker.unranked).toBe(rows.length - failed.length - stable.length);
  });

  it('takes the best from the other end', () => {
    const { found } = picked({ which: 'best', count: 2 });
    expect(found.map(({ value }) => value)).toEqual(
      stable
        .map(worstAngle)
        .sort((a, b) => a - b)
        .slice(0, 2),
    );
  });

  it('takes the one next to a quantile, of one rule at one point', () => {
    const own = stable.filter(({ rule, point }) => rule === 'dp-transpose' && point === 1);
    const ofPoint = rows.filter(({ rule, point }) => rule === 'dp-transpose' && point === 1);
    const only = ofPoint.filter((row) => own.includes(row));
    const { found } = picked({ which: 0.5, count: 1, rule: 'dp-transpose', point: 1 }, only);
    const sorted = own.map(worstAngle).sort((a, b) => b - a);
    expect(found[0]).toMatchObject({ point: 1, rule: 'dp-transpose' });
    expect(Math.abs(sorted.indexOf(found[0].value!) - (sorted.length - 1) / 2)).toBeLessThanOrEqual(0.5);
    expect(picked({ which: 0, count: 1 }, only).found[0].value).toBe(sorted[0]);
    expect(picked({ which: 1, count: 1 }, only).found[0].value).toBe(sorted[sorted.length - 1]);
  });

  it('is the same whatever parts the rows come in', () => {
    for (const which of ['worst', 'best', 0.3] as const) {
      expect(picked({ which, count: 5 }, rows, 7).found).toEqual(picked({ which, count: 5 }).found);
    }
  });

  it('knows which way a metric is better: margins down, ratios away from 1', () => {
    const one = stable[0];
    const make = (gainMargin: number, normRatio: number, chip: number): TrialRow => ({
      ...one,
      chip,
      gainMargin,
      normRatio: [1, normRatio],
    });
    const some = [make(3, 1.5, 0), make(2, 0.5, 1), make(4, 1.9, 2)];
    const order = (metric: Wish['metric']) => picked({ metric }, some).found.map(({ chip }) => chip);
    expect(order('gainMargin')).toEqual([1, 0, 2]);
    expect(order('normRatio')).toEqual([1, 2, 0]);
    expect(picked({ metric: 'stable', count: 1 }, [one, { ...one, chip: 5, stable: false }]).found[0]).toMatchObject({
      chip: 5,
      value: 0,
    });
  });

  it('leaves out what was refused or is not known, and counts it', () => {
    const one = stable[0];
    const some = [
      { ...one, stable: null },
      { ...one, chip: 1, error: 'refused' },
      { ...one, chip: 2 },
    ];
    const { found, picker } = picked({}, some);
    expect(found.map(({ chip }) => chip)).toEqual([2]);
    expect([picker.looked, picker.unranked]).toEqual([3, 2]);
  });
});
