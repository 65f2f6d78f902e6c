import { LoopGainGradient } from '../../analysis/loop-gain-gradient.ts';
import { signalOnBranch } from '../../analysis/operating-point.ts';
import { Outlook } from '../../analysis/outlook.ts';
import { linearise, type SmallSignal, type State, slopesAt, smallSignal } from '../../analysis/small-signal.ts';
import { chipFrom, type Origin } from '../../chip/sample-chip.ts';
import type { Circuit, Drive } from '../../engine/circuit.ts';
import { unrolled } from '../../engine/unrolled.ts';
import { circuitOf, ruleNamed } from '../../learning/rules.ts';
import { activationNamed } from '../../model/activations.ts';
import type { Rule } from '../../model/rules.ts';
import { firstInputs } from '../chip-on-trial.ts';
import type { Study, StudyPoint } from '../study.ts';

/** The largest loop gain of a chip over its inputs, on which of them, and how it changes. */
export interface ChipLoop {
  /** 1 / gain margin; 0: none is finite. */
  readonly gain: number;
  readonly probe: number;
  /** ds/dv of every compartment, by input: the loop depends on the parameters alone as long as phi' stays. */
  readonly slopes: readonly State[];
  /** The change of the gain from one chip to another, both near this one. */
  between(from: Origin, to: Origin): number;
}

/** The loops of chips of one rule at one point of a study. */
export class Loops {
  private readonly study: Study;
  private readonly point: StudyPoint;
  private readonly definition;

  constructor(study: Study, point: StudyPoint, rule: Rule) {
    this.study = study;
    this.point = point;
    this.definition = ruleNamed(rule, point.scenario.ownRules);
  }

  /** Null: a branch is lost, or only rails hold it. */
  of(origin: Origin): ChipLoop | null {
    const circuit = this.circuitFrom(origin);
    const drives = this.drivesOf(circuit);
    const outlooks = drives.map((drive) => new Outlook(circuit, drive));
    if (outlooks.some((outlook) => outlook.failure !== null || signalOnBranch(outlook) === null)) return null;
    const gains = outlooks.map(({ margins }) => (margins!.gainMargin === null ? 0 : 1 / margins!.gainMargin));
    const gain = Math.max(...gains);
    const probe = gains.indexOf(gain);
    const slopes = outlooks.map((outlook) => slopesAt(circuit, outlook.point!.state));
    const drive = drives[probe];
    const { state, output } = outlooks[probe].point!;
    const { gainMargin, angularFrequency } = outlooks[probe].margins!;
    let gradient: LoopGainGradient | null = null;
    const near = (other: Origin) => this.signalNear(circuit, this.circuitFrom(other), drive, slopes[probe], output);
    return {
      gain,
      probe,
      slopes,
      between: (from, to) => {
        if (gainMargin === null) return 0;
        gradient ??= new LoopGainGradient(smallSignal(circuit, drive, state), gainMargin, angularFrequency!);
        return gradient.between(near(from), near(to));
      },
    };
  }

  /**
   * How far every compartment is above the kink of phi that is nearest to 0 on an input, in full scales of phi's argument, by layer
   * and compartment; null: the branch is lost.
   */
  aboveKink(origin: Origin, probe: number): State | null {
    const circuit = this.circuitFrom(origin);
    const { point } = new Outlook(circuit, this.drivesOf(circuit)[probe]);
    if (point === null) return null;
    const { kinks } = activationNamed(circuit.chip.activation);
    const above = (x: number) => (Math.abs(x - kinks[0]) <= Math.abs(x - kinks[1]) ? x - kinks[0] : x - kinks[1]);
    return point.drives.map((v, k) => {
      const neurons = circuit.chip.neurons[k];
      if (v === null || neurons === null) return null;
      const of = (side: 'plus' | 'minus') =>
        v[side].map((value, i) => above(neurons.gain[side][i] * value + neurons.offset[side][i]));
      return { plus: of('plus'), minus: of('minus') };
    });
  }

  private circuitFrom(origin: Origin): Circuit {
    const { scenario, task } = this.point;
    return unrolled(circuitOf(chipFrom(scenario.device, this.study.tasks[task].network, origin), this.definition));
  }

  private drivesOf(circuit: Circuit): Drive[] {
    const { scenario, beta, task } = this.point;
    const { loss, nudge } = scenario;
    const { probes } = this.study.tasks[task];
    const inputs = firstInputs(circuit.chip, probes);
    return probes.map(({ input, target }, i) => ({ input, firstInput: inputs[i], target, loss, beta, nudge }));
  }

  /** Another circuit, linearised with the phi' of this one. */
  private signalNear({ chip }: Circuit, near: Circuit, drive: Drive, slopes: State, output: Float64Array): SmallSignal {
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
}
