import { Outlook } from '../../analysis/outlook.ts';
import type { State } from '../../analysis/small-signal.ts';
import type { Origin } from '../../chip/sample-chip.ts';
import { type FreeState, freeState } from '../../learning/free-state.ts';
import { compareGradients, GradientSum, readOf } from '../../learning/gradient.ts';
import { type KeptPieces, keptSlopes, piecesOf, rootOnPieces } from '../../learning/kept-pieces.ts';
import type { StationaryEquations } from '../../learning/stationary-equations.ts';
import { copyOf, zeros } from '../../linear/arrays.ts';
import { multiplyDown } from '../../linear/batch-products.ts';
import { lossNamed } from '../../model/losses.ts';
import { aboveKinks, type ChipCircuits, type DrivenChip } from './chip-circuits.ts';
import type { LocalMetric, MetricOfChips, NoMetric } from './local-metric.ts';

/** Where a chip is with one input: nudged and free, on which pieces. */
interface Kept {
  readonly z: Float64Array;
  readonly nudged: KeptPieces;
  readonly free: KeptPieces;
  readonly freeSlopes: State;
}

/**
 * The angle between a chip’s gradient and the exact one, of the worst layer, deg. It is continuous where a nudged compartment crosses a
 * kink, and jumps where one of the free chip does, whose slopes the exact gradient has: states are the free ones, by input.
 */
export class Angles implements MetricOfChips {
  readonly isLeastAtMedians = true;
  private readonly chips: ChipCircuits;

  constructor(chips: ChipCircuits) {
    this.chips = chips;
  }

  of(origin: Origin): LocalMetric | NoMetric {
    const chip = this.chips.of(origin);
    const kept: Kept[] = [];
    for (const drive of chip.drives) {
      const { point, failure } = new Outlook(chip.circuit, drive);
      if (failure !== null || point === null || point.cut) return LOST;
      kept.push(keptAt(freeState(chip.circuit, drive), point.z, drive.beta));
    }
    const angles = this.anglesOf(chip, kept);
    if (angles === null) return NO_GRADIENT;
    const value = Math.max(...angles);
    const layer = angles.indexOf(value);
    const angleOf = (other: Origin) => {
      const near = this.anglesOf(this.chips.of(other), kept);
      if (near === null) throw new Error(NO_GRADIENT);
      return near[layer];
    };
    return {
      value,
      regime: String(layer),
      slopes: kept.map(({ freeSlopes }) => freeSlopes),
      watched: kept.map((_, input) => input),
      between: (from, to) => angleOf(to) - angleOf(from),
      aboveKink: (other, input) => {
        const near = this.chips.of(other);
        const { equations, z } = freeState(near.circuit, near.drives[input]);
        if (z === null) return null;
        equations.evaluate(z, 0, zeros(z.length));
        return aboveKinks(near.circuit, equations.snapshot().drives);
      },
    };
  }

  /** By weight layer, every compartment kept to its piece; null: a layer has no gradient. */
  private anglesOf({ circuit, drives }: DrivenChip, kept: readonly Kept[]): number[] | null {
    const { chip } = circuit;
    const { connections } = this.chips.study.tasks[this.chips.point.task].network;
    const connected = { layers: chip.layers, ...(connections === undefined ? {} : { connections }) };
    const gradient = new GradientSum(chip.layers, connections);
    const exact = new GradientSum(chip.layers, connections);
    for (const [i, drive] of drives.entries()) {
      const { z, nudged, free } = kept[i];
      const state = freeState(circuit, drive);
      const { equations } = state;
      if (state.z === null || rootOnPieces(equations, free, state.z, 0) === null) return null;
      const activities = activitiesOf(equations, drive.input);
      exact.add(readOf(connected, activities), signalsOf({ circuit, drives }, i, equations), 1);
      if (rootOnPieces(equations, nudged, z, drive.beta) === null) return null;
      const differences = equations.layers.map(({ difference }, k) => (k === 0 ? null : copyOf(difference)));
      gradient.add(readOf(connected, activitiesOf(equations, drive.input)), differences, 1 / drive.beta);
    }
    const { angleDeg } = compareGradients(gradient, exact);
    return angleDeg.every((angle) => angle !== null) ? angleDeg : null;
  }
}

const LOST = 'a branch is lost, or only rails hold it';
const NO_GRADIENT = 'a layer has no gradient';

function keptAt({ equations, z: freeZ }: FreeState, z: Float64Array, beta: number): Kept {
  equations.evaluate(freeZ!, 0, zeros(z.length));
  const [free, freeSlopes] = [piecesOf(equations), keptSlopes(equations)];
  equations.evaluate(z, beta, zeros(z.length));
  return { z: copyOf(z), nudged: piecesOf(equations), free, freeSlopes };
}

/** m by layer; index 0 is the input. */
function activitiesOf({ layers }: StationaryEquations, input: Float64Array): Float64Array[] {
  return layers.map(({ activity }, k) => (k === 0 ? input : copyOf(activity)));
}

/** -dl/da by layer, null at 0: backpropagation where the equations are, at the free chip, by the slopes that it has there. */
function signalsOf({ circuit, drives }: DrivenChip, at: number, equations: StationaryEquations) {
  equations.sensitise();
  const { layers, last } = equations;
  const { forward } = circuit.chip;
  const signals: (Float64Array | null)[] = layers.map((layer, k) => (k === 0 ? null : zeros(layer.a.length)));
  const { loss, target } = drives[at];
  lossNamed(loss).error(layers[last].a, target, signals[last]!);
  for (let k = last - 1; k > 0; k--) {
    const { weights } = forward[k];
    const own = signals[k]!;
    multiplyDown(weights, layers[k + 1].a.length, signals[k + 1]!, 1, own);
    const { activityByInput } = layers[k];
    for (let i = 0; i < own.length; i++) own[i] *= activityByInput[i];
  }
  return signals;
}
