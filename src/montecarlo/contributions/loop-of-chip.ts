import { LoopGainGradient } from '../../analysis/loop-gain-gradient.ts';
import { signalOnBranch } from '../../analysis/operating-point.ts';
import { Outlook } from '../../analysis/outlook.ts';
import { linearise, type SmallSignal, type State, slopesAt, smallSignal } from '../../analysis/small-signal.ts';
import type { Origin } from '../../chip/sample-chip.ts';
import type { Circuit, Drive } from '../../engine/circuit.ts';
import { aboveKinks, type ChipCircuits } from './chip-circuits.ts';
import type { LocalMetric, MetricOfChips, NoMetric } from './local-metric.ts';

/** The largest loop gain of a chip over its inputs, 1 / gain margin; 0: none is finite. States are those of the inputs. */
export class Loops implements MetricOfChips {
  readonly isLeastAtMedians = false;
  private readonly chips: ChipCircuits;

  constructor(chips: ChipCircuits) {
    this.chips = chips;
  }

  of(origin: Origin): LocalMetric | NoMetric {
    const { circuit, drives } = this.chips.of(origin);
    const outlooks = drives.map((drive) => new Outlook(circuit, drive));
    if (outlooks.some((outlook) => outlook.failure !== null || signalOnBranch(outlook) === null)) return LOST;
    const gains = outlooks.map(({ margins }) => (margins!.gainMargin === null ? 0 : 1 / margins!.gainMargin));
    const value = Math.max(...gains);
    const probe = gains.indexOf(value);
    const slopes = outlooks.map((outlook) => slopesAt(circuit, outlook.point!.state));
    const drive = drives[probe];
    const { state, output } = outlooks[probe].point!;
    const { gainMargin, angularFrequency } = outlooks[probe].margins!;
    let gradient: LoopGainGradient | null = null;
    const near = (other: Origin) => signalNear(circuit, this.chips.of(other).circuit, drive, slopes[probe], output);
    return {
      value,
      regime: String(probe),
      slopes,
      watched: [probe],
      between: (from, to) => {
        if (gainMargin === null) return 0;
        gradient ??= new LoopGainGradient(smallSignal(circuit, drive, state), gainMargin, angularFrequency!);
        return gradient.between(near(from), near(to));
      },
      aboveKink: (other, input) => {
        const chip = this.chips.of(other);
        const { point } = new Outlook(chip.circuit, chip.drives[input]);
        return point === null ? null : aboveKinks(chip.circuit, point.drives);
      },
    };
  }
}

const LOST = 'a branch is lost, or only rails hold it';

/** Another circuit, linearised with the phi' of this one. */
function signalNear({ chip }: Circuit, near: Circuit, drive: Drive, slopes: State, output: Float64Array): SmallSignal {
  const moved = near.chip.neurons.map((layer, k) => {
    const before = chip.neurons[k];
    const own = slopes[k];
    if (layer === null || before === null || own === null) return null;
    const scaled = (side: 'plus' | 'minus') =>
      own[side].map((slope, i) => (slope * layer.gain[side][i]) / before.gain[side][i]);
    return { plus: scaled('plus'), minus: scaled('minus') };
  });
  return linearise(near, drive, drive.beta, moved, output);
}
