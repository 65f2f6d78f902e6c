import type { Spec, Until } from '../config/scenario.ts';
import type { Rule } from '../model/rules.ts';
import type { Block } from '../montecarlo/plan.ts';
import type { TrialRow } from '../montecarlo/row.ts';
import { columnsOf, type RowColumns } from '../montecarlo/row-columns.ts';
import { answerOf } from '../montecarlo/spec-answer.ts';
import { sequenceVerdict, yieldSequence } from '../montecarlo/statistics/spec.ts';
import type { StoppingRule } from '../montecarlo/stopping.ts';
import type { Manifest } from '../store/manifest.ts';
import { SpecTally } from './tally/spec-tally.ts';
import { watchedSpecs } from './watched-specs.ts';

/** One yield that has to be known, of one rule at one point. */
interface Watched {
  readonly point: number;
  readonly rule: Rule;
  readonly spec: Spec;
}

/** Chips of a block by whether they keep each watched spec. */
export type BlockCounts = readonly SpecTally[];

/**
 * Ends a sweep when enough is known of every watched yield: with `decided`, of all specs with a target; with `interval`, of all
 * specs, or of the three yields where there are none. By confidence sequences, which may be looked at after each block.
 */
export class UntilRule implements StoppingRule<BlockCounts> {
  readonly earlier = new Map<number, BlockCounts>();
  readonly #manifest: Manifest;
  readonly #until: Until;
  readonly #watched: readonly Watched[];
  /** Of the first so many blocks. */
  #sum: { blocks: number; readonly counts: BlockCounts };

  constructor(manifest: Manifest, until: Until) {
    this.#manifest = manifest;
    this.#until = until;
    this.#watched = watchedIn(manifest, until);
    this.#sum = { blocks: 0, counts: this.#none() };
  }

  /** Blocks that the last decision was on. */
  get blocks(): number {
    return this.#sum.blocks;
  }

  readonly of = (_block: Block, rows: readonly TrialRow[]): BlockCounts => {
    const counts = this.#none();
    const columns = columnsOf(rows);
    for (let i = 0; i < columns.rows; i++) this.#count(counts, columns, i);
    return counts;
  };

  readonly decide = (known: readonly BlockCounts[]): boolean => {
    // A pure function of the blocks, remembered because one more is known each time.
    if (this.#sum.blocks > known.length) this.#sum = { blocks: 0, counts: this.#none() };
    for (; this.#sum.blocks < known.length; this.#sum.blocks++) {
      known[this.#sum.blocks].forEach((own, at) => {
        this.#sum.counts[at].merge(own);
      });
    }
    return this.#sum.counts.every((counts, at) => this.#isKnown(counts, this.#watched[at].spec));
  };

  /** Takes rows of blocks that were done before, of those blocks that are wanted. */
  readonly takeEarlier = (rows: RowColumns, isWanted: (block: number) => boolean = () => true): void => {
    for (let i = 0; i < rows.rows; i++) {
      const block = Math.floor(rows.chip[i] / this.#manifest.chipsPerBlock);
      if (!isWanted(block)) continue;
      let counts = this.earlier.get(block);
      if (counts === undefined) {
        counts = this.#none();
        this.earlier.set(block, counts);
      }
      this.#count(counts, rows, i);
    }
  };

  #none(): SpecTally[] {
    return this.#watched.map(() => new SpecTally());
  }

  #count(counts: BlockCounts, rows: RowColumns, i: number): void {
    const { scenario, points } = this.#manifest;
    this.#watched.forEach(({ point, rule, spec }, at) => {
      if (rows.point[i] !== point || rows.rule[i] !== rule) return;
      const context = { probes: scenario.probes, follow: points[point].follow };
      counts[at].add(rows.error[i] === null ? answerOf(spec, rows, i, context) : null);
    });
  }

  #isKnown(counts: SpecTally, { target }: Spec): boolean {
    if ('decided' in this.#until) return sequenceVerdict(counts, target!) !== 'not yet known';
    const [low, high] = yieldSequence(counts);
    return high - low <= this.#until.interval;
  }
}

function watchedIn({ scenario, points }: Manifest, until: Until): Watched[] {
  return points.flatMap(({ index, accept }) =>
    scenario.rules.flatMap((rule) => watchedSpecs(until, rule, accept).map((spec) => ({ point: index, rule, spec }))),
  );
}
