import { SmallGain } from '../analysis/small-gain.ts';
import type { Chip } from '../chip/chip.ts';
import type { ChipArrays } from '../chip/synapse.ts';
import type { Circuit } from '../engine/circuit.ts';
import { type FreeResponse, freeResponse } from '../engine/free-response.ts';
import { unrolled } from '../engine/unrolled.ts';
import { referenceGradient } from '../learning/backprop.ts';
import { GradientSum } from '../learning/gradient.ts';
import { circuitOf } from '../learning/rules.ts';
import { DOUBLES } from '../linear/batch-products.ts';
import { Connector } from '../linear/connector.ts';
import type { Connected } from '../model/connection.ts';
import { largestIndex } from '../model/largest-index.ts';
import { type Loss, lossNamed } from '../model/losses.ts';
import type { RuleDefinition } from '../model/rules.ts';
import type { Probe } from '../network/network.ts';
import { performanceOn, type Samples } from '../training/evaluate.ts';
import { Simulator } from '../verdict/simulate.ts';
import { joinSamples } from './join-samples.ts';

/** W_0 x + b of every probe: common to all chips that hold the same weights. */
export function firstInputs(
  { layers, connections, forward }: Connected & Pick<ChipArrays, 'forward'>,
  probes: readonly Probe[],
): Float64Array[] {
  const [{ weights, bias }] = forward;
  const n = layers[1];
  const all = new Float64Array(probes.length * n);
  const connector = new Connector(connections?.[0] ?? null, DOUBLES, probes.length);
  connector.up(weights, bias, joinSamples(probes.map(({ input }) => input)), all);
  return probes.map((_, i) => all.subarray(i * n, (i + 1) * n));
}

/** What a chip's gradients are measured against, at one loss. */
export interface Reference {
  /** Exact gradient at the free response, summed over the probes. */
  readonly gradient: GradientSum;
  /** Probes that the free chip classifies correctly. */
  readonly correct: number;
  /** Loss of the free chip, mean over the probes. */
  readonly loss: number;
}

/** A chip wired for a rule, ready to run. */
export class Wired {
  readonly circuit: Circuit;
  /** Neither beta nor the nudging enters the free response, nor the rule where it has the same mean weights. */
  readonly free: FreeChip;
  private own: Simulator | null = null;
  private ownDense: Circuit | null = null;
  private ownSmallGain: SmallGain | null = null;

  constructor(circuit: Circuit, free: FreeChip) {
    this.circuit = circuit;
    this.free = free;
  }

  /** With every array written out. */
  get dense(): Circuit {
    this.ownDense ??= unrolled(this.circuit);
    return this.ownDense;
  }

  /** Of `dense`. */
  get smallGain(): SmallGain {
    this.ownSmallGain ??= new SmallGain(this.dense);
    return this.ownSmallGain;
  }

  get simulator(): Simulator {
    this.own ??= new Simulator(this.circuit);
    return this.own;
  }

  /** It will not be run any more. */
  release(): void {
    this.own?.release();
    this.own = null;
  }
}

/** One chip with its probes, and everything about them that several trials have in common, made when first needed. */
export class ChipOnTrial {
  readonly chip: Chip;
  private readonly probes: readonly Probe[];
  private readonly firstInputs: readonly Float64Array[];
  private readonly wired: Wired[] = [];

  constructor(chip: Chip, probes: readonly Probe[], firstInputs: readonly Float64Array[]) {
    this.chip = chip;
    this.probes = probes;
    this.firstInputs = firstInputs;
  }

  /** Wired for a rule; one object for rules that make the same circuit of the chip, as both do where alpha is 1/2. */
  wire(rule: RuleDefinition): Wired {
    const circuit = circuitOf(this.chip, rule);
    const same = this.wired.find(
      (other) => isSame(other.circuit, circuit, GAINS) && isSame(other.circuit, circuit, WEIGHTS),
    );
    if (same !== undefined) return same;
    const free = this.wired.find((other) => isSame(other.circuit, circuit, WEIGHTS))?.free;
    const wired = new Wired(circuit, free ?? new FreeChip(circuit, this.probes, this.firstInputs));
    this.wired.push(wired);
    return wired;
  }

  /** It will not be run any more. */
  release(): void {
    for (const wired of this.wired) wired.release();
  }
}

/** A chip that is not nudged, with all its probes. */
export class FreeChip {
  private readonly circuit: Circuit;
  private readonly probes: readonly Probe[];
  private readonly inputs: Float64Array;
  private readonly response: FreeResponse;
  private readonly references = new Map<Loss, Reference>();
  private accuracy: number | null = null;

  constructor(circuit: Circuit, probes: readonly Probe[], firstInputs: readonly Float64Array[]) {
    this.circuit = circuit;
    this.probes = probes;
    this.inputs = joinSamples(probes.map(({ input }) => input));
    this.response = freeResponse(circuit, this.inputs, joinSamples(firstInputs));
  }

  reference(loss: Loss): Reference {
    const known = this.references.get(loss);
    if (known !== undefined) return known;
    const { circuit, probes, inputs, response } = this;
    const { layers, connections } = circuit.chip;
    const targets = joinSamples(probes.map(({ target }) => target));
    const { read, signal, output } = referenceGradient(circuit, inputs, targets, loss, response);
    const gradient = new GradientSum(layers, connections);
    gradient.add(read, signal, 1);
    const classes = layers[layers.length - 1];
    const correct = probes.filter(({ label }, i) => {
      return largestIndex(output.subarray(i * classes, (i + 1) * classes)) === label;
    }).length;
    const { value } = lossNamed(loss);
    const sum = probes.reduce(
      (all, { target }, i) => all + value(output.subarray(i * classes, (i + 1) * classes), target),
      0,
    );
    const reference = { gradient, correct, loss: sum / probes.length };
    this.references.set(loss, reference);
    return reference;
  }

  /** Fraction of the samples that it classifies correctly; worked out once, so always of the same. */
  accuracyOn(samples: Samples, loss: Loss): number {
    this.accuracy ??= performanceOn(this.circuit, samples, loss).accuracy;
    return this.accuracy;
  }
}

const GAINS = ['gainPlus', 'gainMinus'] as const;
const WEIGHTS = ['weightPlus', 'weightMinus'] as const;

/** Whether two rules gave one chip the same nudging gains, or the same mean weights, bit for bit. */
function isSame(a: Circuit, b: Circuit, of: typeof GAINS | typeof WEIGHTS): boolean {
  return a.nudging.every((one, k) => {
    const other = b.nudging[k];
    if (one === null || other === null) return one === other;
    return of.every((name) => one[name].every((value, i) => value === other[name][i]));
  });
}
