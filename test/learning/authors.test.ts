import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Drive } from '../../src/engine/circuit.ts';
import { referenceGradient } from '../../src/learning/backprop.ts';
import { fixedPoint } from '../../src/learning/fixed-point.ts';
import { compareGradients, GradientSum } from '../../src/learning/gradient.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import type { Activation } from '../../src/model/activations.ts';
import type { Loss } from '../../src/model/losses.ts';
import type { Rule } from '../../src/model/rules.ts';
import type { FixedPointOrder, Nudge } from '../../src/model/vocabulary.ts';
import { idealChip } from '../engine/ideal-chip.ts';

/** One run of the DP authors' own code on a network of ours, ideal dyads; `theirs` is the name of its class. */
interface AuthorsCase {
  readonly theirs: 'lagr' | 'raovr' | 'lagr-live' | 'raovr-held';
  readonly rule: Rule;
  readonly nudge: Nudge;
  readonly alpha: number;
  readonly order: FixedPointOrder;
  readonly loss: Loss;
  readonly activation: Activation;
  readonly layers: number[];
  readonly iterations: number;
  readonly beta: number;
  readonly input: number[];
  readonly target: number[];
  readonly weights: number[][][];
  readonly bias: number[][];
  readonly plus: (number[] | null)[];
  readonly minus: (number[] | null)[];
  /** Null where one of the two gradients is zero. */
  readonly angleDeg: (number | null)[];
  readonly normRatio: number[];
}

const CASES: readonly AuthorsCase[] = JSON.parse(
  readFileSync(new URL('../reference/authors.json', import.meta.url), 'utf8'),
).cases;

/** Sums of a few tens of terms of order 1, some hundred passes: rounding stays below both. */
const STATE = 1e-12;
const ANGLE_DEG = 1e-9;

function ours(authors: AuthorsCase, change: Partial<Pick<AuthorsCase, 'rule' | 'nudge' | 'order'>> = {}) {
  const { rule, nudge, order, alpha, loss, activation, layers, iterations, beta } = { ...authors, ...change };
  const chip = idealChip({ layers, weights: authors.weights.map((rows) => rows.flat()), activation, alpha });
  const forward = chip.forward.map(({ weights }, k) => ({ weights, bias: Float64Array.from(authors.bias[k]) }));
  const circuit = circuitOf({ ...chip, forward }, rule);
  const drive: Drive = {
    input: Float64Array.from(authors.input),
    target: Float64Array.from(authors.target),
    loss,
    beta,
    nudge,
  };
  // They make every pass; tolerance 0 stops where one changes no bit.
  const found = fixedPoint(circuit, drive, { iterations, order, tolerance: 0 });
  const gradient = new GradientSum(layers);
  gradient.add(found.activity, found.difference, 1 / beta);
  const reference = new GradientSum(layers);
  const free = referenceGradient(circuit, drive.input, drive.target, loss);
  reference.add(free.activity, free.signal, 1);
  return { state: found.state, ...compareGradients(gradient, reference) };
}

/** Largest difference of an s_c. */
function distance({ plus, minus, layers }: AuthorsCase, state: ReturnType<typeof ours>['state']): number {
  const sides = layers
    .slice(1)
    .flatMap((_, k) => [[plus[k + 1]!, state[k + 1]!.plus] as const, [minus[k + 1]!, state[k + 1]!.minus] as const]);
  return Math.max(...sides.flatMap(([theirs, own]) => theirs.map((s, i) => Math.abs(s - own[i]))));
}

describe('the DP authors’ own code', () => {
  it('is here with both rules, both errors, both orders, both losses and three activations', () => {
    expect(CASES).toHaveLength(60);
    const count = (of: (one: AuthorsCase) => string) => new Set(CASES.map(of)).size;
    expect(count(({ rule, nudge }) => `${rule} ${nudge}`)).toBe(4);
    expect(count(({ order }) => order)).toBe(2);
    expect(count(({ loss }) => loss)).toBe(2);
    expect(count(({ activation }) => activation)).toBe(3);
  });

  it.each(CASES.map((authors, i) => ({ i, authors, name: `${authors.theirs} (${authors.rule}, ${authors.nudge})` })))(
    'case $i, $name: the same states and gradients',
    ({ authors }) => {
      const { state, angleDeg, normRatio } = ours(authors);
      expect(distance(authors, state)).toBeLessThan(STATE);
      authors.angleDeg.forEach((theirs, k) => {
        const ratio = authors.normRatio[k];
        if (theirs === null) {
          // After so few passes the layer has not heard of the error.
          expect([ratio, angleDeg[k], normRatio[k]]).toEqual([0, null, null]);
          return;
        }
        expect(Math.abs(angleDeg[k]! - theirs)).toBeLessThan(ANGLE_DEG);
        expect(Math.abs(normRatio[k]! / ratio - 1)).toBeLessThan(1e-11);
      });
    },
  );

  it('tells the rules, the errors and the orders apart', () => {
    const apart = (change: (one: AuthorsCase) => Partial<AuthorsCase>) =>
      CASES.filter((one) => distance(one, ours(one, change(one)).state) > 1e-6).length;
    const other = <T>(pair: readonly [T, T], one: T) => (one === pair[0] ? pair[1] : pair[0]);
    // At alpha = 1/2 the rules are one circuit; after few passes or on a silent path two may still agree.
    const rules = CASES.filter(({ alpha }) => alpha !== 0.5).length;
    expect(apart(({ rule }) => ({ rule: other(['dp', 'dp-transpose'], rule) }))).toBe(rules);
    expect(apart(({ nudge }) => ({ nudge: other(['live', 'held'], nudge) }))).toBeGreaterThan(0);
    expect(apart(({ order }) => ({ order: other(['forward', 'forward-backward'], order) }))).toBeGreaterThan(0);
  });
});
