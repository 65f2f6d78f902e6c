import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { failedRow } from '../../../src/montecarlo/failed-row.ts';
import type { TrialRow } from '../../../src/montecarlo/row.ts';
import { columnsOf } from '../../../src/montecarlo/row-columns.ts';
import { buildSummary } from '../../../src/report/build-summary.ts';
import { RunTally } from '../../../src/report/tally/run-tally.ts';
import { PartsAlive } from '../../store/parts-alive.ts';
import { tallyOf } from '../reports.ts';
import { requestedRun } from '../requested-run.ts';
import { syntheticRun } from '../synthetic-run.ts';

const made = requestedRun();
const { manifest } = made;
/** Noisy, and some chips cannot be run, so that nothing of a tally is empty. */
const rows = made.rows.map((row) => {
  const noisy = { ...row, watched: 8, left: row.chip % 7 === 0 ? 2 : 0, differenceError: 1e-3 * (1 + row.chip) };
  return row.chip % 23 === 5 && row.point < 3 ? failedRow(row, 2, `chip ${row.chip}: no`) : noisy;
});
const whole = JSON.stringify(buildSummary(manifest, tallyOf(manifest, rows)));

const summaryText = (tally: RunTally) => JSON.stringify(buildSummary(manifest, tally));
const ofChips = (chips: ReadonlySet<number>) => rows.filter(({ chip }) => chips.has(chip));

/** The chips in groups of any size, in any order; each with its rows in some order. */
const groups = fc
  .tuple(
    fc.shuffledSubarray([...Array(100).keys()], { minLength: 100, maxLength: 100 }),
    fc.array(fc.integer({ min: 0, max: 99 }), { maxLength: 12 }),
    fc.boolean(),
  )
  .map(([chips, cuts, reversed]) => {
    const ends = [...new Set([...cuts.sort((a, b) => a - b), 100])];
    return ends.map((end, i): TrialRow[] => {
      const own = ofChips(new Set(chips.slice(i === 0 ? 0 : ends[i - 1], end)));
      return reversed ? own.toReversed() : own;
    });
  });

describe('a tally', () => {
  it('is the same to the last bit however the chips are cut into blocks, and in whatever order those come', () => {
    fc.assert(
      fc.property(groups, (blocks) => {
        const tally = new RunTally(manifest);
        for (const block of blocks) tally.add(columnsOf(block));
        expect(summaryText(tally)).toBe(whole);
      }),
      { seed: 1, numRuns: 20 },
    );
  });

  it('is the same when tallies of parts are merged, in any order and bracketing', () => {
    fc.assert(
      fc.property(groups, fc.infiniteStream(fc.nat()), (blocks, random) => {
        const parts = blocks.map((block) => tallyOf(manifest, block));
        while (parts.length > 1) {
          const [into] = parts.splice(random.next().value % parts.length, 1);
          const [from] = parts.splice(random.next().value % parts.length, 1);
          into.merge(from);
          parts.push(into);
        }
        expect(summaryText(parts[0])).toBe(whole);
      }),
      { seed: 2, numRuns: 20 },
    );
  });

  it('goes on taking rows after a merge, and an empty one changes nothing', () => {
    const [some, others] = [new Set(Array(40).keys()), new Set(Array.from({ length: 60 }, (_, i) => 40 + i))];
    const tally = new RunTally(manifest);
    tally.merge(tallyOf(manifest, ofChips(some)));
    tally.merge(new RunTally(manifest));
    tally.add(columnsOf(ofChips(others)));
    expect(summaryText(tally)).toBe(whole);
  });

  it('refuses a chip that is in two blocks, taken or merged', () => {
    const chip = ofChips(new Set([7]));
    const tally = tallyOf(manifest, ofChips(new Set([6, 7, 8])));
    expect(() => tally.add(columnsOf(chip))).toThrow('point 0, rule dp, chip 7 has two rows');
    const other = tallyOf(manifest, ofChips(new Set([3, 4, 6, 7, 8])));
    expect(() => other.merge(tallyOf(manifest, chip))).toThrow('chips at point 0 have two rows');
  });

  it('keeps no rows', async () => {
    const tally = new RunTally(manifest);
    const alive = new PartsAlive();
    for (let chip = 0; chip < 100; chip += 5) {
      const columns = columnsOf(ofChips(new Set([chip, chip + 1, chip + 2, chip + 3, chip + 4])));
      tally.add(columns);
      alive.see(columns);
      await setImmediate();
    }
    expect(summaryText(tally)).toBe(whole);
    // The one of this turn, and some that a stack still holds.
    expect(Math.max(...alive.counts)).toBeLessThanOrEqual(5);
  });

  it('lists a thousand surprises and refusals, the first of the sweep, and counts all', () => {
    const many = syntheticRun(undefined, { chips: 700 });
    const surprising = many.rows.map((row) =>
      row.chip % 2 === 0
        ? { ...row, surprise: row.error === null ? 1 : null }
        : failedRow(row, 2, `chip ${row.chip}: no`),
    );
    const tally = tallyOf(many.manifest, surprising.toReversed());
    const { surprises, refusals, reasons, predictions } = buildSummary(many.manifest, tally);
    const expected = surprising.flatMap(({ point, chip, rule, surprise }) =>
      surprise === null ? [] : [[point, chip, rule]],
    );
    expect(expected).toHaveLength(5 * 2 * 350);
    expect(surprises.map(({ point, chip, rule }) => [point, chip, rule])).toEqual(expected.slice(0, 1000));
    expect(predictions?.reduce((sum, own) => sum + own.surprises, 0)).toBe(expected.length);
    expect(refusals).toHaveLength(1000);
    expect(refusals[999]).toMatchObject({ point: 1, chip: 299, rule: 'dp-transpose' });
    expect(reasons.reduce((sum, { trials }) => sum + trials, 0)).toBe(5 * 2 * 350);
  });
});
