import { describe, expect, it } from 'vitest';
import { confidenceSequence } from '../../src/montecarlo/statistics/sequence.ts';
import { type BlockCounts, UntilRule } from '../../src/report/until.ts';
import type { Manifest } from '../../src/store/manifest.ts';
import { summaryOf } from './reports.ts';
import { screenedRun } from './screened-run.ts';
import { syntheticRun } from './synthetic-run.ts';

const { manifest, rows } = syntheticRun();
const kept = { ...rows.find((row) => row.error === null)!, stable: true, inRange: true, aligned: true };
const block = { index: 0, firstChip: 0, chips: 1 };

/** What is known of one chip that does well under every rule at these points. */
function chipAt(rule: UntilRule, { points, scenario }: Manifest, which: (point: number) => boolean) {
  const of = points.flatMap(({ index }) =>
    which(index) ? scenario.rules.map((name) => ({ ...kept, point: index, rule: name })) : [],
  );
  return rule.of(block, of);
}

describe('until an interval', () => {
  const enough = 20;
  const width = 1 - confidenceSequence(enough, enough)[0];
  const chips = (count: number, which: (point: number) => boolean = () => true) => {
    const rule = new UntilRule(manifest, { interval: width });
    return Array.from({ length: count }, () => chipAt(rule, manifest, which));
  };
  const isEnough = (known: readonly BlockCounts[]) => new UntilRule(manifest, { interval: width }).decide(known);

  it('goes on up to the chip with which the confidence sequence is as narrow', () => {
    expect(isEnough(chips(enough - 1))).toBe(false);
    expect(isEnough(chips(enough))).toBe(true);
  });

  it('asks for it at every point by the chips of that point', () => {
    const last = manifest.points.length - 1;
    const elsewhere = (point: number) => point !== last;
    expect(last).toBeGreaterThan(0);
    expect(isEnough(chips(10 * enough, elsewhere))).toBe(false);
    expect(isEnough([...chips(enough, elsewhere), ...chips(enough, (point) => point === last)])).toBe(true);
  });
});

describe('until an interval, where chips are screened', () => {
  const { manifest: screened, rows: own } = screenedRun();
  const blocks = (rule: UntilRule, count: number) =>
    Array.from({ length: count }, (_, chip) =>
      rule.of(
        block,
        own.filter((row) => row.chip === chip),
      ),
    );
  const widthAfter = (chips: number) => {
    const until = { interval: 1 };
    const of = { ...screened, scenario: { ...screened.scenario, until } };
    const courses = summaryOf(
      of,
      own.filter(({ chip }) => chip < chips),
    ).points.flatMap(({ cells }) => cells.flatMap((cell) => cell.courses!));
    return Math.max(...courses.map(({ steps }) => steps.at(-1)!.bounds[1] - steps.at(-1)!.bounds[0]));
  };

  it.each([70, 90])('%i chips are enough where the course of no point and rule is wider', (count) => {
    const width = widthAfter(count);
    const isEnough = (interval: number) => {
      const rule = new UntilRule(screened, { interval });
      return rule.decide(blocks(rule, count));
    };
    expect(width).toBeLessThan(1);
    expect(isEnough(width)).toBe(true);
    expect(isEnough(width - 1e-9)).toBe(false);
  });
});
