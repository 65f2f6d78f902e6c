import { certifiedEverywhere } from '../analysis/certified-beta.ts';
import type { Chip } from '../chip/chip.ts';
import type { Training } from '../config/scenario.ts';
import type { Circuit, Drive } from '../engine/circuit.ts';
import { freeResponse } from '../engine/free-response.ts';
import type { NoiseStreams } from '../engine/noise.ts';
import type { Limits } from '../engine/run.ts';
import { doublesOf } from '../learning/arithmetic.ts';
import { referenceGradient } from '../learning/backprop.ts';
import { compareGradients, GradientSum } from '../learning/gradient.ts';
import type { LayerWise } from '../learning/layer-wise.ts';
import { circuitOf } from '../learning/rules.ts';
import { SingleCircuit } from '../learning/single-circuit.ts';
import type { Loss } from '../model/losses.ts';
import type { Numbers } from '../model/numbers.ts';
import type { RuleDefinition } from '../model/rules.ts';
import { sumUnlessMissing } from '../model/sum-unless-missing.ts';
import type { Nudge } from '../model/vocabulary.ts';
import { shuffledIndices } from '../network/shuffle.ts';
import type { Stream } from '../random/stream.ts';
import { betaAt, rateAt } from './descent.ts';
import { atOnce, firstOf, performanceOf, type Samples, type Stability, samplesAt, stabilityOf } from './evaluate.ts';
import { directionOf, type Learner, learnerOf, type Part, singleLearner, withSingles } from './learner.ts';
import { Movement } from './movement.ts';
import { exactSynapses, pulsedSynapses } from './synapse.ts';
import { byBackprop, byEvents, byIteration, byLayers, presented, type UpdateSource } from './update.ts';

/** What a chip is after so many epochs. */
export interface EpochRow {
  /** 0: before the first update. */
  readonly epoch: number;
  /** Mean loss and accuracy of the free chip. */
  readonly trainLoss: number;
  readonly trainAccuracy: number;
  readonly testLoss: number;
  readonly testAccuracy: number;
  /** Nudging strength at which the chip was looked at: of the epoch, or of the first before it. */
  readonly beta: number;
  /** Presentations of the epoch, and those that did not come to rest. */
  readonly presentations: number;
  readonly unsettled: number;
  /** Sent in the epoch; 0 where nothing is simulated. */
  readonly events: number;
  /** Simulated time of the epoch's presentations, s; null: nothing is simulated. */
  readonly time: number | null;
  /** What its presentations took, J, without the writing of synapses; null: nothing is simulated, or the device states no energies. */
  readonly energy: number | null;
  /** Given to synapses in the epoch; 0 where they take changes exactly. */
  readonly pulses: number;
  /** Of the rule's gradient on the probes to the chip's exact one, per weight layer; null where one of them is zero. */
  readonly angleDeg: readonly (number | null)[];
  readonly normRatio: readonly (number | null)[];
  /** Smallest gain margin over the probes; null: none is finite, or the exact gradient trains, which has no loop. */
  readonly gainMargin: number | null;
  /** Probes whose branch has ended; null: it was not looked, and then there is no gain margin. */
  readonly lost: number | null;
  /** Beta up to which it is proved that all trajectories meet; null: for every beta, it was not looked, or the exact gradient trains. */
  readonly certifiedBeta: number | null;
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
  /** Null: all is worked out in double precision. */
  private readonly single: SingleCircuit | null;
  /** Of a new epoch: no state is carried over from the last one. */
  private readonly sources: () => { readonly train: UpdateSource; readonly probe: UpdateSource };
  private readonly gradient: GradientSum;
  private readonly movement: Movement;
  private readonly tasks: readonly Task[];
  /** The present beta. */
  private readonly strength: Float64Array;
  private readonly learners: readonly Learner[];

  constructor(task: TrainingTask) {
    const { chip, rule, training, limits, train } = task;
    const most = Math.max(atOnce(chip), Math.min(training.batch, train.count));
    this.single = training.precision === 'f32' ? new SingleCircuit(chip, most) : null;
    const { forward, feedback } = this.single?.chipArrays ?? copied(chip);
    this.task = task;
    this.circuit = circuitOf({ ...chip, forward, feedback }, rule ?? 'dp');
    this.gradient = new GradientSum(chip.layers, chip.connections);
    this.strength = Float64Array.of(task.beta);
    this.movement = new Movement(forward);
    this.tasks = training.tasks.map((classes) => ({
      train: ofClasses(task.train, classes),
      test: samplesAt(task.test, ofClasses(task.test, classes)),
    }));
    this.sources = () => {
      const { circuit, single, gradient } = this;
      if (rule === null) {
        const probe = byBackprop(circuit, gradient);
        return { train: single === null ? probe : byLayers(circuit, single, single.updates), probe };
      }
      if (training.inference === 'layer-wise') {
        const doubles = doublesOf(circuit);
        const train =
          single === null
            ? byIteration(circuit, doubles, training, gradient)
            : byIteration(circuit, single, training, single.updates);
        const probing = { ...training, state: 'fresh', learn: 'presentation' } as const;
        return { train, probe: byIteration(circuit, doubles, probing, gradient) };
      }
      const events = byEvents(circuit, limits, gradient);
      return { train: events, probe: events };
    };
    this.learners = [
      ...forward.flatMap(({ weights, bias }, k) => [
        this.learner(k, 'weights', weights, 'forward'),
        this.learner(k, 'bias', bias, 'forward'),
      ]),
      ...feedback.flatMap((array, k) => (array === null ? [] : [this.learner(k, 'weights', array, 'feedback')])),
    ];
  }

  private learner(k: number, part: Part, values: Float64Array, array: 'forward' | 'feedback'): Learner {
    const { chip, training, streams } = this.task;
    const { synapse, optimizer } = training;
    const { weights, bias } = chip.forward[k];
    const columns = weights.length / bias.length;
    const { single } = this;
    const isExact = part === 'bias' || synapse === 'exact';
    const synapses = () => {
      if (synapse === 'exact' || part === 'bias') return exactSynapses(values);
      const largest = weights.reduce((most, w) => Math.max(most, Math.abs(w)), 0);
      const random = streams('synapses', array, k);
      return pulsedSynapses(values, columns, synapse, synapse.fullWeight * (largest || 1), random);
    };
    const singles = single?.updates.layers[k][part];
    if (single !== null && singles !== undefined && isExact && optimizer === 'sgd') {
      return singleLearner(training, values, single, singles);
    }
    const direction = singles === undefined ? directionOf(this.gradient, k, columns, part) : () => singles;
    const learner = learnerOf(training, values, synapses(), direction);
    return single === null ? learner : withSingles(learner, single);
  }

  get chip(): Chip {
    return this.circuit.chip;
  }

  /** Arrays, and what the optimizer remembers of each. */
  state(): TrainingState {
    return { epoch: this.epochs, arrays: this.held().map((array) => array.slice()) };
  }

  /** The forward arrays, as they are now. */
  weights(): Chip['forward'] {
    return copied(this.chip).forward;
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
    this.single?.refreshAll();
    this.epochs = epoch;
    if (this.task.track === null) this.strength[0] = this.scheduledBeta();
  }

  /** What the chip is now, before any further epoch. */
  row(presented = NOTHING): EpochRow {
    const { train, test, loss } = this.task;
    const { circuit } = this;
    const outputOf = this.outputs();
    const [onTrain, onTest] = [train, test].map((samples) => performanceOf(samples, loss, outputOf, atOnce(this.chip)));
    const weightNorm = circuit.chip.forward.map(({ weights }) => Math.sqrt(weights.reduce((sum, w) => sum + w * w, 0)));
    const { limit, ...stability } = this.stability();
    const row = {
      epoch: this.epochs,
      trainLoss: onTrain.loss,
      trainAccuracy: onTrain.accuracy,
      testLoss: onTest.loss,
      testAccuracy: onTest.accuracy,
      ...presented,
      ...this.gradientNow(),
      ...stability,
      beta: this.strength[0],
      weightNorm,
      taskAccuracy: this.tasks.map(({ test }) => performanceOf(test, loss, outputOf, atOnce(this.chip)).accuracy),
    };
    this.follow(limit);
    this.requireFinite([row.trainLoss, row.testLoss, ...weightNorm]);
    return row;
  }

  /** a_L of the free chip, as it is now. */
  private outputs(): (samples: Samples) => Numbers {
    const { circuit, single } = this;
    if (single === null) return ({ input }) => freeResponse(circuit, input).output;
    let network: LayerWise<Float32Array> | null = null;
    return (samples) => {
      network = presented(network, circuit, single, this.driveOf(samples));
      return network.output();
    };
  }

  private stability(): (Stability & Pick<EpochRow, 'certifiedBeta'>) | typeof UNSEEN {
    const { rule, training } = this.task;
    const isEnd = this.epochs === 0 || this.epochs === training.epochs;
    const isWanted = training.margins === 'every-epoch' || (training.margins === 'ends' && isEnd);
    if (!isWanted) return UNSEEN;
    const { circuit } = this;
    const { loss, nudge } = this.task;
    return {
      ...stabilityOf(circuit, rule === null ? [] : this.probeDrives()),
      certifiedBeta: rule === null ? null : certifiedEverywhere(circuit, loss, nudge),
    };
  }

  /** Beta of the next epoch: what the schedule has for it, or less where it follows a limit that is lower. */
  private follow(limit: number | null): void {
    const { track, beta } = this.task;
    const scheduled = this.scheduledBeta();
    const most = track === null || limit === null ? Infinity : Math.max(SMALLEST * beta, track * limit);
    this.strength[0] = Math.min(scheduled, most);
  }

  private scheduledBeta(): number {
    const { training, beta } = this.task;
    return betaAt(training, beta, this.epochs);
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
    const before = this.movement.now();
    const source = this.sources().train;
    let batch: Samples | null = null;
    let [unsettled, events, pulses] = [0, 0, 0];
    let [time, energy]: (number | null)[] = [0, 0];
    for (let b = 0; b < perEpoch; b++) {
      batch = samplesAt(train, order.subarray(b * training.batch, (b + 1) * training.batch), batch);
      const rate = rateAt(training, this.epochs * perEpoch + b, training.epochs * perEpoch);
      const { count: samples } = batch;
      let updates = 0;
      const noise = (sample: number) => this.noise('noise', this.epochs, b, sample);
      const done = source(this.driveOf(batch), noise, () => {
        const address = updates++ === 0 ? [b] : [b, 'pass', updates];
        pulses += this.update(samples, address, rate);
      });
      unsettled += done.unsettled;
      events += done.events;
      time = sumUnlessMissing([time, done.time]);
      energy = sumUnlessMissing([energy, done.energy]);
    }
    this.epochs++;
    const spent = { unsettled, events, time, energy, pulses };
    return this.row({ presentations: count, ...spent, task, ...this.movement.since(before) });
  }

  private update(count: number, address: readonly (string | number)[], rate: number): number {
    let pulses = 0;
    this.learners.forEach((learner, array) => {
      const random = whenDrawn(() => this.task.streams('pulses', this.epochs, ...address, array));
      pulses += learner.learn(count, rate, random);
    });
    this.requireFinite([pulses]);
    return pulses;
  }

  /** The rule's gradient on the probes against the exact one. */
  private gradientNow() {
    const probes = firstOf(this.task.test, this.task.probes);
    const noise = (sample: number) => this.noise('probe noise', this.epochs, sample);
    this.sources().probe(this.driveOf(probes), noise, () => {});
    const { read, signal } = referenceGradient(this.circuit, probes.input, probes.target, this.task.loss);
    const exact = new GradientSum(this.chip.layers, this.chip.connections);
    exact.add(read, signal, 1);
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
    const arrays = [...this.learners.flatMap(({ values, state }) => [values, ...state]), this.movement.steps];
    return this.task.track === null ? arrays : [...arrays, this.strength];
  }

  private requireFinite(values: ArrayLike<number>): void {
    if (!Array.prototype.every.call(values, Number.isFinite))
      throw new RunawayError(`ran away in epoch ${this.epochs + 1}`);
  }
}

const UNSEEN = { gainMargin: null, lost: null, limit: null, certifiedBeta: null } as const;

/** Beta is followed down to this part of it. */
const SMALLEST = 1e-4;

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
  'presentations' | 'unsettled' | 'events' | 'time' | 'energy' | 'pulses' | 'task' | 'move' | 'moveCosine'
>;

const NOTHING: Presentations = {
  presentations: 0,
  unsettled: 0,
  events: 0,
  time: null,
  energy: null,
  pulses: 0,
  task: null,
  move: null,
  moveCosine: null,
};

/** A stream that is made when first drawn from, since that takes as long as thousands of weights. */
function whenDrawn(make: () => Stream): Stream {
  let own: Stream | null = null;
  return () => {
    own ??= make();
    return own();
  };
}

function copied({ forward, feedback }: Chip): Pick<Chip, 'forward' | 'feedback'> {
  return {
    forward: forward.map(({ weights, bias }) => ({ weights: weights.slice(), bias: bias.slice() })),
    feedback: feedback.map((array) => array?.slice() ?? null),
  };
}
