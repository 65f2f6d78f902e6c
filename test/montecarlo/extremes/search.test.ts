import { describe, expect, it } from 'vitest';
import type { FailingBeta } from '../../../src/montecarlo/extremes/failing-beta.ts';
import type { ExtremesQuestion } from '../../../src/montecarlo/extremes/questions.ts';
import { Search } from '../../../src/montecarlo/extremes/search.ts';
import { normal } from '../../../src/random/distributions.ts';
import { stream } from '../../../src/random/stream.ts';

const STEP = 0.01;

function question(own: Partial<ExtremesQuestion>): ExtremesQuestion {
  return { worst: 10, miss: 0.05, most: 3000, step: STEP, ...own } as ExtremesQuestion;
}

/** Chips whose logarithm of lossBeta is spread so that e^16 times as many are below each further unit, as of real chips. */
function population(random: () => number, count: number, spread: number) {
  return Array.from({ length: count }, (_, chip) => {
    const lossBeta = Math.exp(Math.log(random()) / 16);
    return { chip, lossBeta, fails: lossBeta * Math.exp(spread * normal(random)) };
  });
}

/** As a search by steps from lossBeta tells it. */
function stepped(lossBeta: number, fails: number): FailingBeta {
  const place = Math.ceil(Math.log(fails / lossBeta) / Math.log1p(STEP));
  return { holds: lossBeta * (1 + STEP) ** (place - 1), fails: lossBeta * (1 + STEP) ** place };
}

/** Runs a search to its end. */
function run(own: Partial<ExtremesQuestion>, chips: ReturnType<typeof population>, within: number) {
  const kept = chips.filter(({ lossBeta }) => lossBeta <= within);
  const search = new Search(question(own), kept, chips.length - kept.length, within);
  for (let round = 0; search.requests.length > 0; round++) {
    if (round > 20) throw new Error('a search without an end');
    search.take(search.requests.map(({ chip, lossBeta }) => stepped(lossBeta, chips[chip].fails)));
  }
  const truth = chips.map(({ chip, lossBeta, fails }) => {
    const known = stepped(lossBeta, fails);
    return { chip, fails: 'fails' in known ? known.fails! : 0 };
  });
  const limit = search.rounds.map((round) => round.limit!);
  /** Whether a chip that no round up to this one ran fails before the last of the worst. */
  const missed = (at: number) => {
    const { first } = search.rounds[at];
    const done = new Set(search.kept.slice(0, first).map(({ chip }) => chip));
    const own = truth.filter(({ chip }) => !done.has(chip) && !(at === limit.length - 1 && search.measured.has(chip)));
    return own.some(({ fails }) => fails < limit[at]);
  };
  return { search, missed };
}

describe('a search', () => {
  const RUNS = 120;
  const spread = 0.5 / 16;
  const runs = Array.from({ length: RUNS }, (_, i) => {
    const chips = population(stream('search', i), 20_000, spread);
    return run({ worst: 20, most: 8000 }, chips, 0.95);
  });

  it('misses one of the worst no more often than asked', () => {
    const missed = runs.filter(({ search, missed }) => missed(search.rounds.length - 1)).length;
    // Of 5 %, 4.9 standard errors above.
    expect(missed / RUNS).toBeLessThan(0.05 + 4.9 * Math.sqrt((0.05 * 0.95) / RUNS));
    for (const { search } of runs) expect(search.rounds[search.rounds.length - 1].missed).toBeLessThanOrEqual(0.05);
  });

  it('goes on where stopping would have missed some', () => {
    // After three times as many chips as are wanted, one of the worst is missing in more runs than are allowed.
    const early = runs.filter(({ missed }) => missed(0)).length;
    expect(early / RUNS).toBeGreaterThan(0.05);
    for (const { search } of runs) expect(search.rounds.length).toBeGreaterThan(1);
  });

  it('tells the worst in the order of events, with their ranks by screening', () => {
    const { search } = runs[0];
    const ranked = search.ranked();
    const fails = ranked.map(({ byEvents }) => ('fails' in byEvents ? byEvents.fails! : 0));
    expect(fails).toEqual([...fails].sort((a, b) => a - b));
    for (const { chip, rank } of ranked.slice(0, 20)) expect(search.kept[rank - 1].chip).toBe(chip);
    expect(search.rounds[search.rounds.length - 1].limit).toBe(fails[19]);
  });
});

describe('the end of a search', () => {
  it('comes after the first round where screening is right', () => {
    const { search } = run({}, population(stream('exact'), 20_000, 1e-6), 0.95);
    expect(search.rounds).toHaveLength(1);
    expect(search.rounds[0].first).toBe(60);
    expect(search.rounds[0].audited).toBe(40);
    // Errors of nothing, known to a step.
    expect(search.rounds[0].largestError).toBeCloseTo(STEP, 4);
    // Half is that of the bound on the errors being wrong.
    expect(search.rounds[0].missed).toBeGreaterThanOrEqual(0.025);
  });

  it('is said not to show it where the most was run', () => {
    const { search } = run({ most: 100 }, population(stream('most'), 20_000, 0.1), 0.95);
    const last = search.rounds[search.rounds.length - 1];
    expect(last.first).toBe(100);
    expect(last.missed).toBeGreaterThan(0.05);
  });

  it('counts the chips beyond those that were kept', () => {
    // Kept no farther than just behind the last of the worst: almost all that may be missed is beyond.
    const chips = population(stream('beyond'), 20_000, 0.01);
    const within = [...chips].sort((a, b) => a.lossBeta - b.lossBeta)[100].lossBeta;
    const kept = chips.filter(({ lossBeta }) => lossBeta <= within);
    const missedOf = (rest: number) => {
      const search = new Search(question({}), kept, rest, within);
      search.take(search.requests.map(({ chip, lossBeta }) => stepped(lossBeta, chips[chip].fails)));
      return search.rounds[0].missed;
    };
    expect(missedOf(0)).toBeLessThan(0.1);
    expect(missedOf(1e9)).toBe(1);
    // Each of them adds as much.
    const [none, some, more] = [0, 1000, 2000].map(missedOf);
    expect((more - none) / (some - none)).toBeCloseTo(2, 6);
  });

  it('knows nothing where fewer fail than are wanted, or none was kept', () => {
    const chips = population(stream('few'), 300, 0.01);
    const search = new Search(question({}), chips.slice(0, 5), 295, 0.5);
    search.take(search.requests.map(({ chip, lossBeta }) => stepped(lossBeta, chips[chip].fails)));
    expect(search.rounds[0]).toMatchObject({ limit: null, missed: 1, first: 5 });
    expect(search.requests).toEqual([]);
    expect(new Search(question({}), [], 300, 0.5).requests).toEqual([]);
  });

  it('ranks none of which events do not tell, and takes no error from it', () => {
    const chips = population(stream('undecided'), 20_000, 0.01);
    const kept = chips.filter(({ lossBeta }) => lossBeta <= 0.95);
    const search = new Search(question({}), kept, chips.length - kept.length, 0.95);
    const [open] = search.requests;
    search.take(
      search.requests.map(({ chip, lossBeta }) => {
        return chip === open.chip ? { undecided: lossBeta } : stepped(lossBeta, chips[chip].fails);
      }),
    );
    const ranked = search.ranked();
    expect(ranked[ranked.length - 1].chip).toBe(open.chip);
    expect(search.rounds[0].audited).toBe(40);
    const fails = ranked[9].byEvents;
    expect(search.rounds[0].limit).toBe('fails' in fails ? fails.fails : null);
  });
});
