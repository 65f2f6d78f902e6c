import type { Chip } from '../../chip/chip.ts';
import { drawnStreams, normalDraws } from '../../chip/normal-draws.ts';
import { chipFrom, type Origin } from '../../chip/sample-chip.ts';
import { normalQuantiles } from '../../random/normal-quantiles.ts';
import { uniforms } from '../../random/uniforms.ts';
import type { Study, StudyPoint } from '../study.ts';
import type { LimitState, Scored } from './chains.ts';
import { type Fresh, type Lineage, pointOf } from './lineage.ts';

/** The chips of one point of a study as points of the space of their standard normal draws. */
export class ChipSpace {
  /** Draws of a chip. */
  readonly dimension: number;
  private readonly study: Study;
  private readonly point: StudyPoint;
  private readonly streams;

  constructor(study: Study, point: StudyPoint) {
    this.study = study;
    this.point = point;
    this.streams = drawnStreams(point.scenario.device, study.tasks[point.task].network);
    this.dimension = this.streams.reduce((sum, { count }) => sum + count, 0);
  }

  /** Fresh draws of a repetition: every stream of every step has its own address (seed, 'rare', repetition, level, chain, step, ...). */
  fresh(repetition: number): Fresh {
    return ({ level, chain, step }, into) => {
      let at = 0;
      for (const own of uniforms(this.streams, this.study.seed, 'rare', repetition, level, chain, step)) {
        into.set(normalQuantiles(own), at);
        at += own.length;
      }
    };
  }

  /** Standard normal draws times `sigma`, at (seed, 'scaled sigma', sigma, chip, ...). */
  scaled(sigma: number, chip: number): Float64Array {
    const z = new Float64Array(this.dimension);
    let at = 0;
    for (const own of uniforms(this.streams, this.study.seed, 'scaled sigma', sigma, chip)) {
      for (const normal of normalQuantiles(own)) z[at++] = sigma * normal;
    }
    return z;
  }

  /** What a chip of these standard normal numbers is made of. */
  origin(z: Float64Array, name: string): Origin {
    return { name, draws: normalDraws(this.streams, z) };
  }

  /** The chip at which a lineage ends. */
  originOf(repetition: number, lineage: Lineage, name: string): Origin {
    return this.origin(pointOf(lineage, this.dimension, this.fresh(repetition)), name);
  }

  chip(origin: Origin): Chip {
    return chipFrom(this.point.scenario.device, this.study.tasks[this.point.task].network, origin);
  }

  /** A limit state of chips as one of their draws; what cannot be made or worked out is not known. */
  limit(of: (origin: Origin, above: number) => Scored): LimitState {
    return (z, above) => {
      try {
        return of(this.origin(z, 'rare'), above);
      } catch (error) {
        return { score: null, words: error instanceof Error ? error.message : String(error) };
      }
    };
  }
}
