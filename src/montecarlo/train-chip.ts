import { sampleChip } from '../chip/sample-chip.ts';
import { ruleNamed } from '../learning/rules.ts';
import { REFERENCE_RULE } from '../model/rules.ts';
import { redrawn } from '../network/random-network.ts';
import { stream } from '../random/stream.ts';
import { ChipTraining, type EpochRow, RunawayError, type TrainingState } from '../training/chip-training.ts';
import { firstOf } from '../training/evaluate.ts';
import { samplesOf } from './samples-of.ts';
import type { TrainingAddress, TrainingStudy } from './training-study.ts';
import { trialLimits } from './trial-limits.ts';

/** How far a training has come. */
export interface TrainingProgress extends TrainingAddress {
  /** One row for each epoch, the first before any. */
  readonly rows: readonly EpochRow[];
  /** To go on from; null: it is over. */
  readonly state: TrainingState | null;
  /** Why it ended before its last epoch, or could not begin; null: it did not. */
  readonly error: string | null;
  /** The forward arrays at its end; null: it is not over, or failed. */
  readonly weights: readonly { readonly weights: Float64Array; readonly bias: Float64Array }[] | null;
}

/** Goes on with a training for about so many seconds, whole epochs, at least one; what comes of it does not depend on that. */
export function trainFor(
  study: TrainingStudy,
  before: TrainingProgress | TrainingAddress,
  seconds: number,
): TrainingProgress {
  const { point, chip, rule } = before;
  const rows = 'rows' in before ? [...before.rows] : [];
  const address = { point, chip, rule };
  try {
    const training = begin(study, address);
    if ('state' in before && before.state !== null) training.restore(before.state);
    if (rows.length === 0) rows.push(training.row());
    const { epochs } = study.study.points[point].scenario.train;
    for (const started = performance.now(); training.epochs < epochs; ) {
      rows.push(training.epoch());
      if (performance.now() - started > 1000 * seconds) break;
    }
    const isOver = training.epochs >= epochs;
    return {
      ...address,
      rows,
      state: isOver ? null : training.state(),
      error: null,
      weights: isOver ? training.weights() : null,
    };
  } catch (error) {
    if (rows.length > 0 && !(error instanceof RunawayError)) throw error;
    const message = error instanceof Error ? error.message : String(error);
    return { ...address, rows, state: null, error: message, weights: null };
  }
}

/** The training of an address, at its beginning. Every rule sees a chip's images in the same order. */
function begin({ study, train, test }: TrainingStudy, { point, chip: index, rule }: TrainingAddress): ChipTraining {
  const { scenario, beta, task } = study.points[point];
  const { device, loss, nudge, train: training } = scenario;
  const { network } = study.tasks[task];
  const { weights } = scenario.network;
  const own =
    training.initial === 'own' && weights.from === 'random'
      ? redrawn(network, weights.gain, `${study.seed}, chip ${index}`)
      : network;
  const images = samplesOf(train, network, loss);
  return new ChipTraining({
    chip: sampleChip(device, own, study.seed, index),
    rule: rule === REFERENCE_RULE ? null : ruleNamed(rule, scenario.ownRules),
    training,
    beta,
    track: 'track' in scenario.beta && scenario.beta.track ? scenario.beta.timesCritical : null,
    loss,
    nudge,
    limits: trialLimits(device.neuron.tau.nominal, scenario),
    train: training.images === null ? images : firstOf(images, training.images),
    test: samplesOf(test, network, loss),
    probes: scenario.probes,
    streams: (...address) => stream(study.seed, 'train', index, ...address),
  });
}
