import { type DrawSource, drawGroup, drawSources } from '../../chip/draw-source.ts';
import { originOf } from '../../chip/origin.ts';
import type { Origin } from '../../chip/sample-chip.ts';
import { scaledDraws } from '../../chip/scaled-draws.ts';
import type { ContributedMetric } from '../../model/contributed-metrics.ts';
import type { Rule } from '../../model/rules.ts';
import type { DrawFactor } from '../../model/vocabulary.ts';
import type { Study, StudyPoint } from '../study.ts';
import { Angles } from './angle-of-chip.ts';
import { ChipCircuits } from './chip-circuits.ts';
import type { MetricOfChips } from './local-metric.ts';
import { Loops } from './loop-of-chip.ts';
import { Losses } from './loss-of-chip.ts';
import { PathWalk } from './path-walk.ts';

/** What a metric of one chip is made up of. */
export interface ChipContributions {
  /** By group. */
  readonly parts: readonly number[];
  /** Of the chip of medians, with which the path begins. */
  readonly start: number;
}

/** Why a chip has none. */
export interface Untold {
  readonly why: string;
}

/** The groups of draws that a chip has, and its contributions. */
export interface Contributing {
  readonly names: readonly string[];
  of(chip: number): ChipContributions | Untold;
}

/** Draws of yes and no, in which nothing is smooth: what they do is what the chip of medians with them is without them. */
const JUMPS = 'synapse.stuck';

const METRICS: Readonly<Record<ContributedMetric, new (chips: ChipCircuits) => MetricOfChips>> = {
  gainMargin: Loops,
  lossBeta: Losses,
  angleDeg: Angles,
};

/**
 * Contributions of groups of draws to a metric of a chip (Aumann, Shapley 1974; also integrated gradients): the derivative by every
 * draw, times the draw, along the straight path from the chip of medians to the chip. They add up to the difference of the two.
 */
export function contributing(
  study: Study,
  point: StudyPoint,
  rule: Rule,
  of: ContributedMetric,
  by: readonly DrawFactor[],
): Contributing {
  const sources = drawSources(point.scenario.device, study.tasks[point.task].network);
  const groups = [...new Set(sources.map((source) => drawGroup(source, by)))];
  const groupOf = new Map(sources.map((source) => [JSON.stringify(source), groups.indexOf(drawGroup(source, by))]));
  const isJump = ({ parameter }: DrawSource) => parameter === JUMPS;
  const smooth = groups.map((_, g) => sources.some((own) => !isJump(own) && groupOf.get(JSON.stringify(own)) === g));
  const jumping = sources.find(isJump);
  const metric = new METRICS[of](new ChipCircuits(study, point, rule));

  const along = (chip: number): ChipContributions | Untold => {
    const origin = originOf(study, chip);
    const scaled = (factorOf: (source: DrawSource) => number): Origin => {
      return { ...origin, draws: scaledDraws(origin.draws, factorOf) };
    };
    const parts = groups.map(() => 0);
    const start = metric.of(scaled(() => 0));
    if (typeof start === 'string') return onTheWay(start);
    /** The chip whose draws are this part of its own, those of one group another. */
    const at = (t: number, group?: number, own = t) =>
      scaled((source) => (isJump(source) ? 1 : groupOf.get(JSON.stringify(source)) === group ? own : t));
    if (jumping !== undefined) {
      const withJumps = metric.of(at(0));
      if (typeof withJumps === 'string') return onTheWay(withJumps);
      parts[groupOf.get(JSON.stringify(jumping))!] += withJumps.value - start.value;
    }
    const why = new PathWalk(metric, at, smooth, parts).walk();
    return why === null ? { parts, start: start.value } : onTheWay(why);
  };
  return {
    names: groups,
    of: (chip) => {
      try {
        return along(chip);
      } catch (error) {
        return { why: error instanceof Error ? error.message : String(error) };
      }
    },
  };
}

function onTheWay(why: string): Untold {
  return { why: `on the way from the chip of medians ${why}` };
}
