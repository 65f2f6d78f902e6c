import type { Until } from '../config/scenario.ts';
import type { Rule } from '../model/rules.ts';
import type { Block } from '../montecarlo/plan.ts';
import type { TrialRow } from '../montecarlo/row.ts';
import { columnsOf, type RowColumns } from '../montecarlo/row-columns.ts';
import { sequenceVerdict } from '../montecarlo/statistics/spec.ts';
import type { StoppingRule } from '../montecarlo/stopping.ts';
import type { Manifest } from '../store/manifest.ts';
import { type Watched, WatchedTally } from './tally/watched-tally.ts';
import { watchedSpecs } from './watched-specs.ts';

/** Where a yield has to be known. */
interface Place {
  readonly point: number;
  readonly rule: Rule;
  readonly watched: Watched;
}

/** Chips of a block by whether they keep each watched spec. */
export type BlockCounts = readonly WatchedTally[];

/**
 * Ends a sweep when enough is known of every watched yield: with `decided`, of all specs with a target; with `interval`, of all
 * specs, or of the three yields where there are none. By confidence sequences, which may be looked at after each block.
 */
export class UntilRule implements StoppingRule<BlockCounts> {
  readonly earlier = new Map<number, BlockCounts>();
  readonly #manifest: Manifest;
  readonly #until: Until;
  readonly #places: readonly Place[];
  /** Of the first so many blocks. */
  #sum: { blocks: number; readonly counts: BlockCounts };

  constructor(manifest: Manifest, until: Until) {
    this.#manifest = manifest;
    this.#until = until;
    this.#places = placesIn(manifest, until);
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
    return this.#sum.counts.every((tally, at) => this.#isKnown(tally, this.#places[at].watched));
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

  #none(): WatchedTally[] {
    return this.#places.map(({ watched }) => new WatchedTally(watched));
  }

  #count(counts: BlockCounts, rows: RowColumns, i: number): void {
    this.#places.forEach(({ point, rule }, at) => {
      if (rows.point[i] === point && rows.rule[i] === rule) counts[at].add(rows, i);
    });
  }

  #isKnown(tally: WatchedTally, { spec: { target } }: Watched): boolean {
    if ('decided' in this.#until) return sequenceVerdict(tally.counts, target!) !== 'not yet known';
    const [low, high] = tally.sequence();
    return high - low <= this.#until.interval;
  }
}

function placesIn({ scenario: { rules, probes, screen }, points }: Manifest, until: Until): Place[] {
  return points.flatMap(({ index, accept, engine, follow }) =>
    rules.flatMap((rule) =>
      watchedSpecs(until, rule, accept).map((spec) => {
        const watched = { spec, context: { probes, follow }, screen: engine === 'screened' ? screen : null };
        return { point: index, rule, watched };
      }),
    ),
  );
}
