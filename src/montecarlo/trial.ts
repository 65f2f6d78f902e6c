import { FARTHEST, type Outlook } from '../analysis/outlook.ts';
import { originOf } from '../chip/origin.ts';
import { arraysFrom, chipFrom, type Origin } from '../chip/sample-chip.ts';
import type { ChipArrays } from '../chip/synapse.ts';
import type { Circuit, Drive } from '../engine/circuit.ts';
import type { NoiseStreams } from '../engine/noise.ts';
import { ruleNamed } from '../learning/rules.ts';
import type { Rule } from '../model/rules.ts';
import { targetOf } from '../network/probes.ts';
import { stream } from '../random/stream.ts';
import { foresee } from '../verdict/foresee.ts';
import type { Presentation } from '../verdict/run-result.ts';
import { worstCase } from '../verdict/worst-case.ts';
import { ChipOnTrial, firstInputs, type Wired } from './chip-on-trial.ts';
import { failedRow, UNSCREENED } from './failed-row.ts';
import { noiseStreams, presentationStreams } from './noise-streams.ts';
import type { Block } from './plan.ts';
import { noneOf, requestedBy, requestedOf } from './requested.ts';
import type { TrialRow } from './row.ts';
import type { Study, StudyPoint } from './study.ts';
import { summarize } from './summarize.ts';
import { trialLimits } from './trial-limits.ts';

/** The rows of a block by chip, then point, then rule: a function of its arguments alone. */
export function runBlock(study: Study, { firstChip, chips }: Block): TrialRow[] {
  const rows: TrialRow[] = [];
  for (let chip = firstChip; chip < firstChip + chips; chip++) rows.push(...new ChipTrials(study, chip).run());
  return rows;
}

/** The weights of a chip and the inputs that its probes make of them, W_0 x + b. */
interface Programmed {
  readonly arrays: ChipArrays;
  readonly firstInputs: readonly Float64Array[];
}

/**
 * All trials of one chip: number `index` of the study's seed, or what other draws make in its place, under the noise that
 * this chip has. What several points have in common is sampled, wired and worked out once.
 */
export class ChipTrials {
  private readonly study: Study;
  private readonly index: number;
  private readonly origin: Origin;
  /** Which of several runs at a point; null: the one that all points have. */
  private readonly time: number | null;
  /** By `StudyPoint.arrays`. */
  private readonly programmed = new Map<number, Programmed>();

  constructor(study: Study, index: number, origin = originOf(study, index), time: number | null = null) {
    this.study = study;
    this.index = index;
    this.origin = origin;
    this.time = time;
  }

  /** The same chip under other noise, that of one of several runs at every point. */
  static presented(study: Study, index: number, time: number): ChipTrials {
    return new ChipTrials(study, index, originOf(study, index), time);
  }

  /**
   * Rows by point, then rule, at the study's points or at others like them, which say their family and arrays as those do.
   * Family after family, so that the simulators of one chip at a time are in memory.
   */
  run(points: readonly StudyPoint[] = this.study.points): TrialRow[] {
    const rows: TrialRow[][] = points.map(() => []);
    for (const family of new Set(points.map((point) => point.family))) {
      let chip = null as ChipOnTrial | null;
      points.forEach((point, at) => {
        if (point.family !== family) return;
        const done = new Map<Wired, TrialRow>();
        rows[at] = point.scenario.rules.map((rule) => {
          try {
            chip ??= this.sample(point);
            return this.trial(point, rule, chip.wire(ruleNamed(rule, point.scenario.ownRules)), done);
          } catch (error) {
            const layers = this.study.tasks[point.task].network.layers.length - 1;
            const message = error instanceof Error ? error.message : String(error);
            return {
              ...failedRow(this.addressOf(point, rule), layers, message),
              ...noneOf(requestedBy(point.scenario)),
            };
          }
        });
      });
      chip?.release();
    }
    return rows.flat();
  }

  private addressOf({ index, beta, scenario }: StudyPoint, rule: Rule) {
    const engine = scenario.engine === 'events' ? 'events' : 'static';
    return { point: index, chip: this.index, rule, beta, engine } as const;
  }

  /** Of the search for the worst input, where the scenario asks for it. */
  private failingBeta({ scenario, beta, task }: StudyPoint, circuit: Circuit, drives: readonly Drive[]): number | null {
    if (scenario.worst === null) return null;
    const { seed, tasks } = this.study;
    const { network } = tasks[task];
    const { loss, nudge, worst, device } = scenario;
    const [inputs, classes] = [network.layers[0], network.layers[network.layers.length - 1]];
    const found = worstCase(circuit, {
      ...worst,
      loss,
      nudge,
      input: { low: new Float64Array(inputs), high: new Float64Array(inputs).fill(1) },
      targets: Array.from({ length: classes }, (_, label) => targetOf(loss, network, label)),
      starts: drives.map(({ input }) => input),
      beta: FARTHEST * beta,
      seed: `${seed}, chip ${this.index}`,
      limits: trialLimits(device.neuron.tau.nominal, scenario),
      noise: noiseStreams(seed, this.index, drives.length),
    });
    return found?.failingBeta ?? null;
  }

  private noise({ index }: StudyPoint, probe: number): NoiseStreams {
    const { seed } = this.study;
    if (this.time === null) return noiseStreams(seed, this.index, probe);
    return presentationStreams(seed, this.index, probe, index, this.time);
  }

  private sample({ scenario: { device }, task, arrays }: StudyPoint): ChipOnTrial {
    const { network, probes } = this.study.tasks[task];
    let held = this.programmed.get(arrays);
    if (held === undefined) {
      const sampled = arraysFrom(device, network, this.origin);
      held = { arrays: sampled, firstInputs: firstInputs({ ...network, ...sampled }, probes) };
      this.programmed.set(arrays, held);
    }
    return new ChipOnTrial(chipFrom(device, network, this.origin, held.arrays), probes, held.firstInputs);
  }

  /** One chip under one rule at one point; rules that make the same circuit of it share one run. */
  private trial(point: StudyPoint, rule: Rule, wired: Wired, done: Map<Wired, TrialRow>): TrialRow {
    const same = done.get(wired);
    if (same !== undefined) return { ...same, rule };
    const { circuit, free } = wired;
    const { loss, nudge, device, engine } = point.scenario;
    const { probes, test } = this.study.tasks[point.task];
    const { firstInputs } = this.programmed.get(point.arrays)!;
    const limits = trialLimits(device.neuron.tau.nominal, point.scenario);
    const drives = probes.map(
      ({ input, target }, i): Drive => ({ input, firstInput: firstInputs[i], target, loss, beta: point.beta, nudge }),
    );
    const simulated = (outlooks: readonly Outlook[] | null) =>
      drives.map((drive, probe) => {
        const noise = this.noise(point, probe);
        return wired.simulator.run(drive, limits, { noise, outlook: outlooks?.[probe] });
      });
    const requested = requestedBy(point.scenario);
    const summarized = (results: readonly Presentation[]) => ({
      ...summarize(circuit, drives, results, free.reference(loss), point.scenario),
      ...requestedOf(requested, results, free, loss, test),
    });
    const address = this.addressOf(point, rule);
    const common = { ...UNSCREENED, failingBeta: this.failingBeta(point, circuit, drives), error: null };
    let row: TrialRow;
    if (engine === 'events') row = { ...address, ...common, ...summarized(simulated(null)) };
    else {
      const foreseen = drives.map((drive) => foresee(wired.dense, drive, wired.smallGain));
      const summary = summarized(foreseen);
      row = { ...address, ...common, ...summary };
      const { near, sampled } = engine === 'static' ? UNSCREENED : this.screening(point, summary.lossBeta);
      if (near || sampled) {
        const { stable: foretoldStable, inRange: foretoldInRange, aligned: foretoldAligned } = summary;
        const foretold = { foretoldStable, foretoldInRange, foretoldAligned };
        const events = summarized(simulated(foreseen.map(({ outlook }) => outlook)));
        row = { ...row, ...events, engine: 'events', near, sampled, ...foretold };
      }
    }
    done.set(wired, row);
    return row;
  }

  /** Whether screening simulates this chip: its branch ends near beta, or it is of the random part, at (seed, 'screen', chip). */
  private screening({ beta, scenario: { screen } }: StudyPoint, lossBeta: number | null) {
    const near = lossBeta !== null && Math.max(lossBeta / beta, beta / lossBeta) <= 1 + screen.near;
    return { near, sampled: stream(this.study.seed, 'screen', this.index)() < screen.sample };
  }
}
