import type { Layer, Side } from './layer.ts';

/**
 * A layer of the chip without its encoders, in continuous time: x of its compartments, and what it sends, m and d as the
 * receivers add them up, with their derivatives. Arrays have n_k entries.
 */
export class SmoothLayer {
  readonly n: number;
  readonly plus: Float64Array;
  readonly minus: Float64Array;
  readonly activity: Float64Array;
  readonly difference: Float64Array;
  /** d/dt of m and d, 1/s. */
  readonly activityRate: Float64Array;
  readonly differenceRate: Float64Array;
  private readonly layer: Layer;
  /** Nominal / own threshold. */
  private readonly sendActivity: Float64Array;
  private readonly sendDifference: Float64Array;

  constructor(layer: Layer, activityThreshold: number, differenceThreshold: number) {
    const array = () => new Float64Array(layer.n);
    this.layer = layer;
    this.n = layer.n;
    [this.plus, this.minus, this.activity, this.difference] = [array(), array(), array(), array()];
    [this.activityRate, this.differenceRate] = [array(), array()];
    this.sendActivity = array().map((_, i) => activityThreshold / layer.activityThreshold[i]);
    this.sendDifference = array().map((_, i) => differenceThreshold / layer.differenceThreshold[i]);
  }

  /** Takes what it sends from its x. */
  send(): void {
    const { layer, plus, minus, n } = this;
    const { phi, weightPlus, weightMinus, zero } = layer;
    for (let i = 0; i < n; i++) {
      const sPlus = phi.value(plus[i]);
      const sMinus = phi.value(minus[i]);
      this.activity[i] = this.sendActivity[i] * (weightPlus[i] * sPlus + weightMinus[i] * sMinus);
      this.difference[i] = this.sendDifference[i] * (sPlus - sMinus - zero[i]);
    }
  }

  /** Writes dx/dt at the inputs a and D, 1/s, and what that makes of m and d; returns the largest |target - x| there is to go. */
  move(a: Float64Array, topDown: Float64Array, ratePlus: Float64Array, rateMinus: Float64Array): number {
    const { layer, plus, minus, n } = this;
    const { phi, weightPlus, weightMinus } = layer;
    let farthest = 0;
    for (let i = 0; i < n; i++) {
      const goPlus = toGo(layer.plus, i, plus[i], a[i], topDown[i]);
      const goMinus = toGo(layer.minus, i, minus[i], a[i], topDown[i]);
      farthest = Math.max(farthest, Math.abs(goPlus), Math.abs(goMinus));
      ratePlus[i] = goPlus * layer.ratePlus[i];
      rateMinus[i] = goMinus * layer.rateMinus[i];
      const sPlus = phi.slopeAtOutput(phi.value(plus[i])) * ratePlus[i];
      const sMinus = phi.slopeAtOutput(phi.value(minus[i])) * rateMinus[i];
      this.activityRate[i] = this.sendActivity[i] * (weightPlus[i] * sPlus + weightMinus[i] * sMinus);
      this.differenceRate[i] = this.sendDifference[i] * (sPlus - sMinus);
    }
    return farthest;
  }

  /** Puts x at `plus` and `minus` plus h times the rates, cut at the rails. */
  step(
    fromPlus: Float64Array,
    fromMinus: Float64Array,
    h: number,
    ratePlus: Float64Array,
    rateMinus: Float64Array,
  ): void {
    const { lowPlus, highPlus, lowMinus, highMinus } = this.layer;
    for (let i = 0; i < this.n; i++) {
      this.plus[i] = Math.min(highPlus[i], Math.max(lowPlus[i], fromPlus[i] + h * ratePlus[i]));
      this.minus[i] = Math.min(highMinus[i], Math.max(lowMinus[i], fromMinus[i] + h * rateMinus[i]));
    }
  }

  /** Largest |v| of its compartments, full scales. */
  farthest(): number {
    const { layer, plus, minus, n } = this;
    let most = 0;
    for (let i = 0; i < n; i++) {
      const v = Math.max(
        Math.abs(plus[i] - layer.plus.offset[i]) / layer.gainPlus[i],
        Math.abs(minus[i] - layer.minus.offset[i]) / layer.gainMinus[i],
      );
      if (!(v <= most)) most = v;
    }
    return most;
  }
}

/** How far x has to go to where its inputs drive it; 0 at a rail that holds it. */
function toGo({ gain, nudge, base, low, high }: Side, i: number, x: number, a: number, topDown: number): number {
  const go = gain[i] * a + nudge[i] * topDown + base[i] - x;
  return (go > 0 && x >= high[i]) || (go < 0 && x <= low[i]) ? 0 : go;
}
