import type { State } from '../../analysis/small-signal.ts';
import { chipFrom, type Origin } from '../../chip/sample-chip.ts';
import type { Circuit, Drive } from '../../engine/circuit.ts';
import { unrolled } from '../../engine/unrolled.ts';
import { circuitOf, ruleNamed } from '../../learning/rules.ts';
import { activationNamed } from '../../model/activations.ts';
import type { Rule } from '../../model/rules.ts';
import { firstInputs } from '../chip-on-trial.ts';
import type { Study, StudyPoint } from '../study.ts';

/** A chip wired for a rule, its arrays written out, and what drives it, by input. */
export interface DrivenChip {
  readonly circuit: Circuit;
  readonly drives: readonly Drive[];
}

/** Chips of one rule at one point of a study, made from their draws. */
export class ChipCircuits {
  readonly study: Study;
  readonly point: StudyPoint;
  private readonly definition;

  constructor(study: Study, point: StudyPoint, rule: Rule) {
    this.study = study;
    this.point = point;
    this.definition = ruleNamed(rule, point.scenario.ownRules);
  }

  of(origin: Origin): DrivenChip {
    const { scenario, beta, task } = this.point;
    const { loss, nudge, device } = scenario;
    const { network, probes } = this.study.tasks[task];
    const circuit = unrolled(circuitOf(chipFrom(device, network, origin), this.definition));
    const inputs = firstInputs(circuit.chip, probes);
    const drives = probes.map(({ input, target }, i) => ({ input, firstInput: inputs[i], target, loss, beta, nudge }));
    return { circuit, drives };
  }
}

/** How far compartments that are driven to these v are above the kink of phi that is nearest to 0, by layer and compartment. */
export function aboveKinks({ chip }: Circuit, drives: State): State {
  const { kinks } = activationNamed(chip.activation);
  const above = (x: number) => (Math.abs(x - kinks[0]) <= Math.abs(x - kinks[1]) ? x - kinks[0] : x - kinks[1]);
  return drives.map((v, k) => {
    const neurons = chip.neurons[k];
    if (v === null || neurons === null) return null;
    const of = (side: 'plus' | 'minus') =>
      v[side].map((value, i) => above(neurons.gain[side][i] * value + neurons.offset[side][i]));
    return { plus: of('plus'), minus: of('minus') };
  });
}
