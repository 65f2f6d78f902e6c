import type { AdaptiveScale } from './adaptive-scale.ts';
import { type Chain, type ChainsAnswer, type ChainsRequest, type Failing, isMove } from './chains.ts';
import type { Lineage } from './lineage.ts';

/** A point of a level. */
export interface Point {
  readonly score: number;
  readonly lineage: Lineage;
  /** Null: it does not fail. */
  readonly failing: Failing | null;
}

/** Which level of which repetition, and the score that its points exceed. */
export type LevelAddress = Pick<ChainsRequest, 'repetition' | 'level' | 'above'>;

/** The chains of a level are run in so many groups, between which the scale of their moves is adapted. */
const GROUPS = 5;
/** A request tries about so many points. */
const PER_REQUEST = 100;

/** One level while it is run: asks for chains, group after group, and gathers their points. */
export class LevelRun {
  readonly address: LevelAddress;
  /** The seeds, and the points of the chains that have been run. */
  readonly points: Point[];
  /** Points that were tried, and of these, those whose score is unknown, and those that were moved to. */
  tried = 0;
  unknown = 0;
  made = 0;
  /** Why the first that is unknown is; null: none is. */
  why: string | null = null;
  private readonly seeds: readonly Point[];
  private readonly scale: AdaptiveScale;
  /** Chains that have not been asked for. */
  private readonly groups: Chain[][];

  /** @param seeds where chains begin; none: all of the `count` points are drawn afresh */
  constructor(address: LevelAddress, seeds: readonly Point[], count: number, scale: AdaptiveScale) {
    this.address = address;
    this.points = [...seeds];
    this.seeds = seeds;
    this.scale = scale;
    scale.beginLevel();
    const chains = seeds.length === 0 ? count : seeds.length;
    const groups = seeds.length === 0 ? 1 : Math.min(GROUPS, chains);
    this.groups = Array.from({ length: groups }, () => []);
    for (let number = 0; number < chains; number++) {
      const steps = Math.floor((count - seeds.length + number) / chains);
      // Neighbours have the same ancestors; each group gets some of all.
      this.groups[number % groups].push({ number, seed: seeds[number]?.lineage ?? [], steps });
    }
  }

  /** The next group; none: the level has been run. */
  ask(): ChainsRequest[] {
    const group = this.groups.shift() ?? [];
    const scale = this.seeds.length === 0 ? 1 : this.scale.scale;
    const requests: ChainsRequest[] = [];
    for (let from = 0; from < group.length; ) {
      let to = from;
      for (let points = 0; to < group.length && points < PER_REQUEST; to++) points += group[to].steps;
      requests.push({ ...this.address, scale, chains: group.slice(from, to) });
      from = to;
    }
    return requests;
  }

  /** What came of a group. */
  take(requests: readonly ChainsRequest[], answers: readonly ChainsAnswer[]): void {
    const [made, tried] = [this.made, this.tried];
    requests.forEach(({ chains, scale }, r) => {
      this.why ??= answers[r].unknown;
      for (const [c, chain] of chains.entries()) this.follow(chain, scale, answers[r].tried[c], answers[r].failing);
    });
    if (this.seeds.length > 0) this.scale.adapt(this.made - made, this.tried - tried);
  }

  private follow(
    { number, seed }: Chain,
    scale: number,
    tried: readonly (number | null)[],
    failing: readonly Failing[],
  ) {
    const { level, above } = this.address;
    let point = this.seeds[number] ?? { score: Number.NEGATIVE_INFINITY, lineage: seed, failing: null };
    tried.forEach((score, i) => {
      const step = i + 1;
      if (isMove(score, above)) {
        const found = failing.find((each) => each.chain === number && each.step === step) ?? null;
        point = { score, lineage: [...point.lineage, { level, chain: number, step, scale }], failing: found };
        this.made++;
      }
      if (score === null) this.unknown++;
      this.tried++;
      this.points.push(point);
    });
  }
}
