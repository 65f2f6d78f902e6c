import { RULE_DEFINITIONS } from '../../src/model/rules.ts';
import type { Precision } from '../../src/model/vocabulary.ts';
import { randomNetwork } from '../../src/network/random-network.ts';
import { shuffledIndices } from '../../src/network/shuffle.ts';
import { stream } from '../../src/random/stream.ts';
import { ChipTraining } from '../../src/training/chip-training.ts';
import { firstOf, type Samples } from '../../src/training/evaluate.ts';
import { Findings } from '../findings.ts';
import { type Contender, interleave, secondsOf } from '../measure.ts';
import { idealChip, TRAINING } from '../paper/ideal-chip.ts';
import { numpyMissing } from '../peers/numpy.ts';
import { NumpyTraining } from '../peers/numpy-training.ts';

const LAYERS = [784, 128, 128, 10];
const BATCH = 50;
const SAMPLES = 10_000;
const [ALPHA, BETA, RATE] = [0, 0.5, 0.01];
const ROUNDS = 9;
/** Relative difference of norms that other orders of single-precision sums make in an epoch, with a margin. */
const ROUNDING = 1e-4;

/**
 * An epoch of DP-transpose by one pass down, and the free outputs of all its samples after it, as `dyadsim train` works it out in one
 * thread, against the same in NumPy.
 */
export async function training(): Promise<Findings> {
  const findings = new Findings();
  const chip = idealChip(ALPHA, randomNetwork({ layers: LAYERS }, 'relu', 1.4, 'training'));
  const train = samples();
  const streams = (...address: (string | number)[]) => stream('training', ...address);
  const ours = (precision: Precision) =>
    new ChipTraining({
      chip,
      rule: RULE_DEFINITIONS['dp-transpose'],
      training: {
        ...TRAINING,
        precision,
        ...{ batch: BATCH, passes: 1, order: 'forward-backward', learningRate: RATE, margins: 'never' },
      },
      ...{ beta: BETA, track: null, loss: 'squared-error', nudge: 'live', limits: { horizon: 1, maxEvents: null } },
      ...{ train, test: firstOf(train, 20), probes: 1, streams },
    });
  const each = (seconds: number) => seconds / SAMPLES;
  const [single, double] = [ours('f32'), ours('f64')];
  const contenders: Contender[] = [
    () => ({ f32: each(secondsOf(() => single.epoch())) }),
    () => ({ f64: each(secondsOf(() => double.epoch())) }),
  ];
  const absent = numpyMissing();
  const order = shuffledIndices(SAMPLES, streams('order', 0));
  const settings = { batch: BATCH, alpha: ALPHA, beta: BETA, rate: RATE };
  const numpy = absent === null ? new NumpyTraining(chip, train, order, settings) : null;
  if (numpy === null) findings.absent.push(`NumPy: ${absent}`);
  else {
    contenders.push(async () => {
      const { updates, outputs } = await numpy.epoch();
      return { 'NumPy f32, one OpenBLAS thread': each(updates + outputs) };
    });
  }
  try {
    if (numpy !== null) findings.notes.push(agreement((await numpy.epoch()).norms, single.epoch().weightNorm));
    const times = await interleave(contenders, ROUNDS);
    const name = `${LAYERS.join('-')}, a sample`;
    for (const [what, values] of Object.entries(times)) findings.measured(`${name}: ${what}`, values);
    const theirs = times['NumPy f32, one OpenBLAS thread'];
    if (numpy !== null) {
      findings.ratio(`${name}: f32 / NumPy f32`, times.f32, theirs, { atMost: 4 });
      findings.ratio(`${name}: f64 / NumPy f32`, times.f64, theirs);
    }
    findings.ratio(`${name}: f64 / f32`, times.f64, times.f32);
  } finally {
    numpy?.end();
  }
  return findings;
}

/** Uniform in [0, 1]; a dense product takes the time of any. */
function samples(): Samples {
  const random = stream('training', 'samples');
  const [inputs, outputs] = [LAYERS[0], LAYERS[LAYERS.length - 1]];
  const target = new Float64Array(SAMPLES * outputs);
  const labels = Uint8Array.from({ length: SAMPLES }, () => Math.floor(outputs * random()));
  labels.forEach((label, i) => {
    target[i * outputs + label] = 1;
  });
  return { count: SAMPLES, input: Float64Array.from({ length: SAMPLES * inputs }, random), target, labels };
}

/** Refuses to compare the speed of different results. */
function agreement(theirs: readonly number[], ours: readonly number[]): string {
  const off = Math.max(...ours.map((norm, k) => Math.abs(norm - theirs[k]) / norm));
  if (!(off <= ROUNDING)) throw new Error(`norms after an epoch differ by ${off} from NumPy's; it is not timed`);
  return `norms of the arrays after the first epoch agree with NumPy's to ${off.toExponential(1)}`;
}
