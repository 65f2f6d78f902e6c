import { originOf } from '../../chip/origin.ts';
import { chipFrom } from '../../chip/sample-chip.ts';
import { chipCost } from '../chip-cost.ts';
import { lossLimit } from '../rare/loss-limit.ts';
import type { Study } from '../study.ts';
import type { ExtremesQuestion } from './questions.ts';

/** Chips one after the other, of which those are told whose branch ends by `within`. */
export interface ScreenRequest {
  readonly first: number;
  readonly chips: number;
  /** A beta. */
  readonly within: number;
}

export interface ScreenAnswer {
  readonly chips: number;
  readonly found: readonly ScreenedChip[];
  /** Chips that cannot be made or followed. */
  readonly unknown: number;
  /** Why the first of them cannot; null: there is none. */
  readonly why: string | null;
}

/** A chip and the beta at which its first branch ends. */
export interface ScreenedChip {
  readonly chip: number;
  readonly lossBeta: number;
}

/** Seconds of work in a request, and requests at most, so that what is kept of the answers does not grow with the chips. */
const SECONDS = 1;
const MOST_REQUESTS = 1000;
/** Chips that are followed as far as the scenario says, before it is known how far the worst are to be looked for. */
const PILOT = 10_000;
/** Of so many all are kept. */
const FEW = 2 * PILOT;
/** Chips that are kept, in those that events may run. */
const KEPT = 4;

/** Chips of every request but the last. */
function blockOf({ point }: ExtremesQuestion): number {
  return Math.max(Math.ceil(SECONDS / chipCost([point])), Math.ceil(point.scenario.chips / MOST_REQUESTS));
}

function requests(question: ExtremesQuestion, from: number, to: number, within: number): ScreenRequest[] {
  const block = blockOf(question);
  const count = Math.ceil((to - from) / block);
  return Array.from({ length: count }, (_, i) => {
    const first = from + i * block;
    return { first, chips: Math.min(block, to - first), within };
  });
}

function pilotSize(question: ExtremesQuestion): number {
  const { chips } = question.point.scenario;
  return chips <= FEW ? chips : Math.ceil(PILOT / blockOf(question)) * blockOf(question);
}

/** As far as the scenario follows branches. */
export function farthest({ point: { beta, scenario } }: ExtremesQuestion): number {
  return scenario.follow * beta;
}

export function pilotRequests(question: ExtremesQuestion): ScreenRequest[] {
  return requests(question, 0, Math.min(pilotSize(question), question.point.scenario.chips), farthest(question));
}

/** All that the pilot leaves; none: it was all. */
export function furtherRequests(question: ExtremesQuestion, pilot: readonly ScreenedChip[]): ScreenRequest[] {
  const { chips } = question.point.scenario;
  return requests(question, Math.min(pilotSize(question), chips), chips, keptWithin(question, pilot));
}

/** The beta below which enough chips are to be expected. @param pilot what it found, in any order */
export function keptWithin(question: ExtremesQuestion, pilot: readonly ScreenedChip[]): number {
  const { chips } = question.point.scenario;
  const size = pilotSize(question);
  if (size >= chips) return farthest(question);
  const rank = Math.ceil((KEPT * question.most * size) / chips);
  return pilot.map(({ lossBeta }) => lossBeta).sort((a, b) => a - b)[rank - 1] ?? farthest(question);
}

/** Draws the chips and looks how far their branches go. */
export function screen(study: Study, { point, rule }: ExtremesQuestion, request: ScreenRequest): ScreenAnswer {
  const { network } = study.tasks[point.task];
  const scoreOf = lossLimit(study, point, rule);
  const found: ScreenedChip[] = [];
  let unknown = 0;
  let why: string | null = null;
  for (let chip = request.first; chip < request.first + request.chips; chip++) {
    try {
      const { score } = scoreOf(
        chipFrom(point.scenario.device, network, originOf(study, chip)),
        point.beta / request.within,
      );
      const lossBeta = point.beta / score!;
      if (lossBeta <= request.within) found.push({ chip, lossBeta });
    } catch (error) {
      unknown++;
      why ??= error instanceof Error ? error.message : String(error);
    }
  }
  return { chips: request.chips, found, unknown, why };
}
