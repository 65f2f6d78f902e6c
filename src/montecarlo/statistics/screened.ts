import { clopperPearsonInterval, type Interval, wilsonInterval } from './proportion.ts';
import { confidenceSequence } from './sequence.ts';

/** Chips of which only a random part was checked, all with the same foretold answer. */
export interface Foretold {
  readonly chips: number;
  /** Of them, drawn at random and simulated. */
  readonly checked: number;
  /** Of those, answered otherwise than foretold, and not answered at all. */
  readonly wrong: number;
  readonly unknown: number;
}

/** What is known of a criterion that the static engine foretold for every chip, and that events were asked for some. */
export interface Screening {
  /** Chips near their limit: all simulated. */
  readonly near: { readonly chips: number; readonly passed: number; readonly unknown: number };
  /** The others, by what was foretold. */
  readonly passing: Foretold;
  readonly failing: Foretold;
}

/** A yield from both engines; unknown answers failing, and passing. */
export interface ScreenedYield {
  /** Null: no chips. */
  readonly fraction: Interval | null;
  /** 95 %, enclosing those of both ends, with Wilson's limits of every part, and with Clopper and Pearson's. */
  readonly wilson: Interval;
  readonly clopperPearson: Interval;
}

type Limits = (count: number, n: number) => Interval;

/**
 * The stratified estimate of a yield from all chips, screened, and the random part of them that was simulated: chips by their
 * answer, near ones as simulated and far ones as foretold, less those foretold to pass that fail, plus those foretold to
 * fail that pass. Its interval adds up the distances of the parts to their limits in squares (Zou and Donner 2008, Statistics
 * in Medicine 27:1693, "MOVER"), so that where no part disagrees it is as wide as the smallness of the sample asks for.
 */
export function screenedYield({ near, passing, failing }: Screening): ScreenedYield {
  const n = near.chips + passing.chips + failing.chips;
  const at = (limits: Limits, unknownPass: boolean) => {
    const answered = near.passed + (unknownPass ? near.unknown : 0) + passing.chips;
    const lost = shareOf(passing, passing.wrong + (unknownPass ? 0 : passing.unknown), limits);
    const won = shareOf(failing, failing.wrong + (unknownPass ? failing.unknown : 0), limits);
    const [low, high] = limits(answered, n);
    const [ofPassing, ofFailing] = [passing.chips / n, failing.chips / n];
    const screened = answered / n;
    const estimate = screened - ofPassing * lost.share + ofFailing * won.share;
    const down = norm(screened - low, ofPassing * (lost.high - lost.share), ofFailing * (won.share - won.low));
    const up = norm(high - screened, ofPassing * (lost.share - lost.low), ofFailing * (won.high - won.share));
    return { estimate, low: Math.max(0, estimate - down), high: Math.min(1, estimate + up) };
  };
  if (n === 0) return { fraction: null, wilson: [0, 1], clopperPearson: [0, 1] };
  const between = (limits: Limits): Interval => [at(limits, false).low, at(limits, true).high];
  return {
    fraction: [at(wilsonInterval, false).estimate, at(wilsonInterval, true).estimate],
    wilson: between(wilsonInterval),
    clopperPearson: between(clopperPearsonInterval),
  };
}

/**
 * 95 % confidence sequence for the same yield, for a sweep that ends when enough is known. A chip passes by its answer so far, near ones as
 * simulated and far ones as foretold; is of the random part and passes although foretold to fail; or is of it and fails although foretold
 * to pass. Each is a chance of its own at every chip, of which there is a sequence at 1 - 0.05/3 (Bonferroni); over `sample` the last two are
 * by how much the foretelling is wrong.
 *
 * @param sample chance of a chip to be of the random part that is simulated wherever its limit is
 */
export function screenedSequence({ near, passing, failing }: Screening, sample: number): Interval {
  const n = near.chips + passing.chips + failing.chips;
  const between = (low: number, high: number): Interval => [
    confidenceSequence(low, n, EVIDENCE_OF_EACH)[0],
    confidenceSequence(high, n, EVIDENCE_OF_EACH)[1],
  ];
  const answered = near.passed + passing.chips;
  const [low, high] = between(answered, answered + near.unknown);
  const [leastLost, mostLost] = between(passing.wrong, passing.wrong + passing.unknown);
  const [leastWon, mostWon] = between(failing.wrong, failing.wrong + failing.unknown);
  return [Math.max(0, low + (leastWon - mostLost) / sample), Math.min(1, high + (mostWon - leastLost) / sample)];
}

/** Three sequences, each of which leaves out the truth in one run of 60 at most. */
const EVIDENCE_OF_EACH = 60;

/** Exact bounds of the part of such chips that the static engine is wrong about, unknown answers right, and wrong; 95 %. */
export function wrongness(part: Foretold): Interval {
  return wrongBetween(part, clopperPearsonInterval);
}

/** The same as a confidence sequence. */
export function wrongnessSequence(part: Foretold): Interval {
  return wrongBetween(part, confidenceSequence);
}

function wrongBetween({ checked, wrong, unknown }: Foretold, limits: Limits): Interval {
  return [limits(wrong, checked)[0], limits(wrong + unknown, checked)[1]];
}

/** The part of foretold chips that are otherwise; nothing is known where none was checked, and nothing is taken away. */
function shareOf({ checked }: Foretold, count: number, limits: Limits) {
  const [low, high] = limits(count, checked);
  return { share: checked === 0 ? 0 : count / checked, low, high };
}

function norm(...parts: readonly number[]): number {
  return Math.sqrt(parts.reduce((sum, part) => sum + part * part, 0));
}
