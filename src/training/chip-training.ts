import type { Chip } from '../chip/chip.ts';
import type { Training } from '../config/scenario.ts';
import type { Circuit, Drive } from '../engine/circuit.ts';
import type { NoiseStreams } from '../engine/noise.ts';
import type { Limits } from '../engine/run.ts';
import { referenceGradient } from '../learning/backprop.ts';
import { compareGradients, GradientSum } from '../learning/gradient.ts';
import { circuitOf } from '../learning/rules.ts';
import type { Loss } from '../model/losses.ts';
import type { RuleDefinition } from '../model/rules.ts';
import type { Nudge } from '../model/vocabulary.ts';
import { shuffledIndices } from '../network/shuffle.ts';
import type { Stream } from '../random/stream.ts';
import { type Descent, descentOf, rateAt } from './descent.ts';
import { firstOf, performanceOn, type Samples, type Stability, samplesAt, stabilityOf } from './evaluate.ts';
import { exactSynapses, pulsedSynapses, type Synapses } from './synapse.ts';
import { byBackprop, byEvents, byIteration, type UpdateSource } from './update.ts';

/** What a chip is after so many epochs. */
export interface EpochRow {
  /** 0: before the first update. */
  readonly epoch: number;
  /** Mean loss and accuracy of the free chip. */
  readonly trainLoss: number;
  readonly trainAccuracy: number;
  readonly testLoss: number;
  readonly testAccuracy: number;
  /** Nudging strength at which the chip was looked at, which the next epoch has unless it follows the chip's limit. */
  readonly beta: number;
  /** Presentations of the epoch, and those that did not come to rest. */
  readonly presentations: number;
  readonly unsettled: number;
  /** Sent in the epoch; 0 where nothing is simulated. */
  readonly events: number;
  /** Given to synapses in the epoch; 0 where they take changes exactly. */
  readonly pulses: number;
  /** Of the rule's gradient on the probes to the chip's exact one, per weight layer; null where one of them is zero. */
  readonly angleDeg: readonly (number | null)[];
  readonly normRatio: readonly (number | null)[];
  /** Smallest gain margin over the probes; null: none is finite, or the exact gradient trains, which has no loop. */
  readonly gainMargin: number | null;
  /** Probes whose branch has ended; null: it was not looked, and then there is no gain margin. */
  readonly lost: number | null;
  /** Euclidean norm of each forward array. */
  readonly weightNorm: readonly number[];
  /** How far all forward weights and biases moved in the epoch, in their norm before it; null: before any. */
  readonly move: number | null;
  /** Cosine of the angle between that and how they moved in the epoch before: 1 is drift, -1 a cycle. Null: one of them is 0. */
  readonly moveCosine: number | null;
  /** Which task the epoch trained; null: all classes, or none yet. */
  readonly task: number | null;
  /** Accuracy on the test samples of each task's classes, all outputs to choose from. */
  readonly taskAccuracy: readonly number[];
}

/** Everything that a training depends on. */
export interface TrainingTask {
  readonly chip: Chip;
  /** Null: by the exact gradient. */
  readonly rule: RuleDefinition | null;
  readonly training: Training;
  readonly beta: number;
  /** Beta is kept at most so many times the smallest at which a branch ends; null: it stays. */
  readonly track: number | null;
  readonly loss: Loss;
  readonly nudge: Nudge;
  readonly limits: Limits;
  readonly train: Samples;
  readonly test: Samples;
  /** Of the test samples, so many are probes: for angles and margins. */
  readonly probes: number;
  /** A stream of the training's own at an address. */
  readonly streams: (...address: (string | number)[]) => Stream;
}

/** What a training has to keep to go on to the same bits: all else follows from its task. */
export interface TrainingState {
  readonly epoch: number;
  readonly arrays: readonly Float64Array[];
}

/** A weight or a number that follows from one is not finite: the training has run away. */
export class RunawayError extends Error {}

/**
 * One chip that learns: its arrays live, and every update is what its synapses see, d_{k+1} m_k^T / beta, summed over a
 * batch. Biases, which read a constant 1, learn alike; a separate feedback array takes the same updates (Kolen and Pollack
 * 1994).
 */
export class ChipTraining {
  epochs = 0;
  private readonly task: TrainingTask;
  private readonly circuit: Circuit;
  /** Of a new epoch: no state is carried over from the last one. */
  private readonly sources: () => { readonly train: UpdateSource; readonly probe: UpdateSource };
  private readonly gradient: GradientSum;
  /** How forward arrays and biases moved in the last epoch, one after the other. */
  private readonly moved: Float64Array;
  private readonly tasks: readonly Task[];
  /** The present beta. */
  private readonly strength: Float64Array;
  private readonly descents: readonly {
    readonly values: Float64Array;
    readonly of: Descent;
    readonly synapses: Synapses;
    readonly k: number;
    readonly part: Part;
  }[];

  constructor(task: TrainingTask) {
    const { chip, rule, training, limits } = task;
    const forward = chip.forward.map(({ weights, bias }) => ({ weights: weights.slice(), bias: bias.slice() }));
    const feedback = chip.feedback.map((array) => array?.slice() ?? null);
    this.task = task;
    this.circuit = circuitOf({ ...chip, forward, feedback }, rule ?? 'dp');
    this.gradient = new GradientSum(chip.layers);
    this.strength = Float64Array.of(task.beta);
    this.moved = new Float64Array(forward.reduce((sum, { weights, bias }) => sum + weights.length + bias.length, 0));
    this.tasks = training.tasks.map((classes) => ({
      train: ofClasses(task.train, classes),
      test: samplesAt(task.test, ofClasses(task.test, classes)),
    }));
    this.sources = () => {
      if (rule === null) return { train: byBackprop, probe: byBackprop };
      if (training.inference === 'layer-wise') {
        return {
          train: byIteration(training),
          probe: byIteration({ ...training, state: 'fresh', learn: 'presentation' }),
        };
      }
      const events = byEvents(this.circuit, limits);
      return { train: events, probe: events };
    };
    const synapsesOf = (k: number, part: Part, values: Float64Array): Synapses => {
      const { synapse } = training;
      if (part === 'bias' || synapse === 'exact') return exactSynapses(values);
      const largest = chip.forward[k].weights.reduce((most, w) => Math.max(most, Math.abs(w)), 0);
      const array = values === forward[k].weights ? 'forward' : 'feedback';
      const unit = synapse.fullWeight * (largest || 1);
      return pulsedSynapses(values, chip.layers[k], synapse, unit, task.streams('synapses', array, k));
    };
    const part = (k: number, part: Part, values: Float64Array) => ({
      values,
      of: descentOf(training, values),
      synapses: synapsesOf(k, part, values),
      k,
      part,
    });
    this.descents = [
      ...forward.flatMap(({ weights, bias }, k) => [part(k, 'weights', weights), part(k, 'bias', bias)]),
      ...feedback.flatMap((array, k) => (array === null ? [] : [part(k, 'weights', array)])),
    ];
  }

  get chip(): Chip {
    return this.circuit.chip;
  }

  /** Arrays, and what the optimizer remembers of each. */
  state(): TrainingState {
    return { epoch: this.epochs, arrays: this.held().map((array) => array.slice()) };
  }

  /** Puts a state back; throws where it is not one of this training. */
  restore({ epoch, arrays }: TrainingState): void {
    const held = this.held();
    if (held.length !== arrays.length || held.some(({ length }, i) => length !== arrays[i].length)) {
      throw new Error('the state is not one of this training');
    }
    held.forEach((array, i) => {
      array.set(arrays[i]);
    });
    this.epochs = epoch;
  }

  /** What the chip is now, before any further epoch. */
  row(presented = NOTHING): EpochRow {
    const { train, test, loss } = this.task;
    const { circuit } = this;
    const [onTrain, onTest] = [train, test].map((samples) => performanceOn(circuit, samples, loss));
    const weightNorm = circuit.chip.forward.map(({ weights }) => Math.sqrt(weights.reduce((sum, w) => sum + w * w, 0)));
    const { gainMargin, lost, limit } = this.stability();
    const row = {
      epoch: this.epochs,
      trainLoss: onTrain.loss,
      trainAccuracy: onTrain.accuracy,
      testLoss: onTest.loss,
      testAccuracy: onTest.accuracy,
      ...presented,
      ...this.gradientNow(),
      gainMargin,
      lost,
      beta: this.strength[0],
      weightNorm,
      taskAccuracy: this.tasks.map(({ test }) => performanceOn(circuit, test, loss).accuracy),
    };
    this.follow(limit);
    this.requireFinite([row.trainLoss, row.testLoss, ...weightNorm]);
    return row;
  }

  private stability(): Stability | typeof UNSEEN {
    const { rule, training } = this.task;
    const isEnd = this.epochs === 0 || this.epochs === training.epochs;
    const isWanted = training.margins === 'every-epoch' || (training.margins === 'ends' && isEnd);
    return isWanted ? stabilityOf(this.circuit, rule === null ? [] : this.probeDrives()) : UNSEEN;
  }

  /** Lowers or raises beta with the limit, to what the scenario states at most. */
  private follow(limit: number | null): void {
    const { track, beta } = this.task;
    if (track === null) return;
    this.strength[0] = limit === null ? beta : Math.min(beta, Math.max(SMALLEST * beta, track * limit));
  }

  /** One pass over the training samples in an order of its own; throws where a weight runs away. */
  epoch(): EpochRow {
    const { train, training, streams } = this.task;
    const task = this.tasks.length === 0 ? null : Math.floor(this.epochs / training.taskEpochs) % this.tasks.length;
    const pool = task === null ? null : this.tasks[task].train;
    const count = pool?.length ?? train.count;
    const shuffled = shuffledIndices(count, streams('order', this.epochs));
    const order = pool === null ? shuffled : shuffled.map((i) => pool[i]);
    const perEpoch = Math.ceil(count / training.batch);
    const before = this.allWeights();
    const source = this.sources().train;
    let [unsettled, events, pulses] = [0, 0, 0];
    for (let b = 0; b < perEpoch; b++) {
      const batch = samplesAt(train, order.subarray(b * training.batch, (b + 1) * training.batch));
      const rate = rateAt(training, this.epochs * perEpoch + b, training.epochs * perEpoch);
      let updates = 0;
      const noise = (sample: number) => this.noise('noise', this.epochs, b, sample);
      const done = source(this.circuit, this.driveOf(batch), noise, this.gradient, () => {
        const address = updates++ === 0 ? [b] : [b, 'pass', updates];
        pulses += this.update(batch.count, address, rate);
      });
      unsettled += done.unsettled;
      events += done.events;
    }
    this.epochs++;
    return this.row({ presentations: count, unsettled, events, pulses, task, ...this.movedFrom(before) });
  }

  /** Forward weights and biases, one after the other. */
  private allWeights(): Float64Array {
    const all = new Float64Array(this.moved.length);
    let at = 0;
    for (const { weights, bias } of this.chip.forward) {
      for (const values of [weights, bias]) {
        all.set(values, at);
        at += values.length;
      }
    }
    return all;
  }

  /** How the weights moved since, and whether the way they did in the epoch before, which is then forgotten. */
  private movedFrom(before: Float64Array): Pick<EpochRow, 'move' | 'moveCosine'> {
    const { moved } = this;
    const now = this.allWeights();
    let [product, square, last, norm] = [0, 0, 0, 0];
    for (let i = 0; i < now.length; i++) {
      const step = now[i] - before[i];
      product += step * moved[i];
      square += step * step;
      last += moved[i] * moved[i];
      norm += before[i] * before[i];
      moved[i] = step;
    }
    const size = Math.sqrt(square * last);
    return { move: norm > 0 ? Math.sqrt(square / norm) : null, moveCosine: size > 0 ? product / size : null };
  }

  private update(count: number, address: readonly (string | number)[], rate: number): number {
    const { layers } = this.chip;
    let pulses = 0;
    this.descents.forEach(({ of, synapses, k, part }, array) => {
      const change = of.change(directionOf(this.gradient.layers[k], layers[k], part, count), rate);
      pulses += synapses.apply(change, this.task.streams('pulses', this.epochs, ...address, array));
    });
    for (const { values } of this.descents) this.requireFinite(values);
    return pulses;
  }

  /** The rule's gradient on the probes against the exact one. */
  private gradientNow() {
    const probes = firstOf(this.task.test, this.task.probes);
    const noise = (sample: number) => this.noise('probe noise', this.epochs, sample);
    this.sources().probe(this.circuit, this.driveOf(probes), noise, this.gradient, () => {});
    const { activity, signal } = referenceGradient(this.circuit, probes.input, probes.target, this.task.loss);
    const exact = new GradientSum(this.chip.layers);
    exact.add(activity, signal, 1);
    for (const { layers } of [this.gradient, exact]) {
      // The square of a norm, which an angle needs.
      for (const layer of layers) this.requireFinite([layer.reduce((sum, x) => sum + x * x, 0) ** 2]);
    }
    return compareGradients(this.gradient, exact);
  }

  private probeDrives(): Drive[] {
    const { test, probes } = this.task;
    return Array.from({ length: Math.min(probes, test.count) }, (_, i) => this.driveOf(samplesAt(test, [i])));
  }

  private driveOf({ input, target }: Samples): Drive {
    const { loss, nudge } = this.task;
    return { input, target, loss, beta: this.strength[0], nudge };
  }

  private noise(...address: (string | number)[]): NoiseStreams {
    return (...own) => this.task.streams(...address, ...own);
  }

  /** Arrays and state of the optimizers, in an order that stays. */
  private held(): Float64Array[] {
    const arrays = [
      ...this.descents.flatMap(({ values, of, synapses }) => [values, ...of.state, ...synapses.state]),
      this.moved,
    ];
    return this.task.track === null ? arrays : [...arrays, this.strength];
  }

  private requireFinite(values: ArrayLike<number>): void {
    if (!Array.prototype.every.call(values, Number.isFinite))
      throw new RunawayError(`ran away in epoch ${this.epochs + 1}`);
  }
}

const UNSEEN = { gainMargin: null, lost: null, limit: null } as const;

/** Beta is followed down to this part of it. */
const SMALLEST = 1e-4;

type Part = 'weights' | 'bias';

interface Task {
  /** Numbers of its training samples. */
  readonly train: Uint32Array;
  readonly test: Samples;
}

function ofClasses({ labels }: Samples, classes: readonly number[]): Uint32Array {
  return Uint32Array.from(Array.from(labels, (label, i) => (classes.includes(label) ? i : -1)).filter((i) => i >= 0));
}

type Presentations = Pick<
  EpochRow,
  'presentations' | 'unsettled' | 'events' | 'pulses' | 'task' | 'move' | 'moveCosine'
>;

const NOTHING: Presentations = {
  presentations: 0,
  unsettled: 0,
  events: 0,
  pulses: 0,
  task: null,
  move: null,
  moveCosine: null,
};

/** Mean over a batch of the summed updates of W_k, or of b_{k+1}; a row of the sum has n_k + 1 numbers, the bias last. */
function directionOf(sum: Float64Array, columns: number, part: Part, count: number): Float64Array {
  const rows = sum.length / (columns + 1);
  const direction = new Float64Array(part === 'bias' ? rows : rows * columns);
  for (let i = 0; i < rows; i++) {
    const from = i * (columns + 1);
    if (part === 'bias') direction[i] = sum[from + columns] / count;
    else for (let j = 0; j < columns; j++) direction[i * columns + j] = sum[from + j] / count;
  }
  return direction;
}
