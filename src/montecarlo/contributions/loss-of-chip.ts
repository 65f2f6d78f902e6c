import { LossBetaGradient } from '../../analysis/loss-beta-gradient.ts';
import { firstLoss, Outlook } from '../../analysis/outlook.ts';
import { withoutRails } from '../../analysis/without-rails.ts';
import type { Origin } from '../../chip/sample-chip.ts';
import { keptSlopes } from '../../learning/kept-pieces.ts';
import { aboveKinks, type ChipCircuits } from './chip-circuits.ts';
import type { LocalMetric, MetricOfChips, NoMetric } from './local-metric.ts';

/**
 * How near a chip is to where its first branch ends: beta / lossBeta, the largest over its inputs, 0 where none ends as far as the scenario
 * follows them. States are those of the inputs where the first ends.
 */
export class Losses implements MetricOfChips {
  readonly isLeastAtMedians = false;
  private readonly chips: ChipCircuits;

  constructor(chips: ChipCircuits) {
    this.chips = chips;
  }

  of(origin: Origin): LocalMetric | NoMetric {
    const { beta, scenario } = this.chips.point;
    const { circuit, drives } = this.chips.of(origin);
    const outlooks = drives.map((drive) => new Outlook(circuit, drive));
    const failed = outlooks.find(({ failure }) => failure !== null);
    if (failed !== undefined) return NOT_FOLLOWED;
    const end = firstLoss(outlooks, scenario.follow * beta);
    if (end === null) return NONE_ENDS;
    if (end === 0) return WITHOUT_NUDGE;
    const ended = outlooks.map((outlook) => outlook.endingAt(end));
    const input = ended.findIndex((own) => own !== null);
    const { circuit: endedCircuit, branch } = ended[input]!;
    const gradient = LossBetaGradient.of({ circuit: endedCircuit, drive: drives[input] }, branch);
    if (typeof gradient === 'string') return gradient === 'free' ? WITHOUT_NUDGE : NO_DERIVATIVE;
    const isUnrailed = endedCircuit !== circuit;
    const near = (other: Origin) => {
      const chip = this.chips.of(other);
      return { circuit: isUnrailed ? withoutRails(chip.circuit) : chip.circuit, drive: chip.drives[input] };
    };
    const value = beta / end;
    const slopes = drives.map((_, i) => (i === input ? keptSlopes(branch.lastStretch!.equations) : []));
    return {
      value,
      regime: `${input} ${gradient.by} ${isUnrailed}`,
      slopes,
      watched: [input],
      between: (from, to) => {
        const part = -gradient.between(near(from), near(to)) / end;
        if (Math.abs(part) > STEEPEST) throw new Error(NO_DERIVATIVE);
        return value * part;
      },
      aboveKink: (other, state) => {
        const chip = near(other);
        const there = state === input ? gradient.equationsOf(chip) : null;
        return there === null ? null : aboveKinks(chip.circuit, there.snapshot().drives);
      },
    };
  }
}

const NOT_FOLLOWED = 'a branch cannot be followed';
const WITHOUT_NUDGE = 'a chip is lost without any nudge';
const NO_DERIVATIVE =
  'the first branch ends where there is no derivative: it folds or only touches a kink, or several compartments are at their kinks at once';
/** Of beta, what draws that move by a ten thousandth move it by at most, where it has a derivative that tells anything. */
const STEEPEST = 0.02;

/** Where no branch ends nothing changes with the chip, as far as is looked. */
const NONE_ENDS: LocalMetric = {
  value: 0,
  regime: 'none',
  slopes: [],
  watched: [],
  between: () => 0,
  aboveKink: () => null,
};
