import { ACTIVATIONS } from '../model/activations.ts';
import { arraySizes, countOf, shapeAbove } from '../model/connection.ts';
import type { Chip, Compartments, Noise } from './chip.ts';

/** Throws an Error that names the first thing in a chip that cannot be: a wrong length, a value that is not finite or out of range. */
export function assertChip(chip: Chip): void {
  const { layers, forward, feedback, neurons } = chip;
  if (layers.length < 2) throw fault(chip, 'layers', `at least 2 layers, got ${layers.length}`);
  for (const [k, n] of layers.entries()) {
    if (!(Number.isInteger(n) && n > 0)) throw fault(chip, `layers[${k}]`, `a positive integer, got ${n}`);
  }
  if (!ACTIVATIONS.includes(chip.activation)) {
    throw fault(chip, 'activation', `${ACTIVATIONS.join(' or ')}, got ${chip.activation}`);
  }
  const last = layers.length - 1;
  assertCount(chip, 'forward', forward.length, last);
  assertCount(chip, 'feedback', feedback.length, last);
  assertCount(chip, 'neurons', neurons.length, layers.length);
  if (feedback[0] !== null) throw fault(chip, 'feedback[0]', 'null: nothing is sent down to the input');
  if (neurons[0] !== null) throw fault(chip, 'neurons[0]', 'null: the input has no neurons');
  const sizes = arraySizes(chip);
  for (let k = 0; k < last; k++) {
    const { rows, columns } = sizes[k];
    assertConnection(chip, k);
    assertValues(chip, `forward[${k}].weights`, forward[k].weights, rows * columns, ANY);
    assertValues(chip, `forward[${k}].bias`, forward[k].bias, rows, ANY);
    const down = feedback[k];
    if (down !== null) assertValues(chip, `feedback[${k}]`, down, rows * columns, ANY);
    assertNeurons(chip, k + 1);
  }
  assertCommon(chip);
}

/** Throws where a connection does not lead from the layer below to the one above. */
function assertConnection({ name, layers, connections }: Chip, k: number): void {
  const own = connections?.[k] ?? null;
  if (own === null) return;
  const [below, above] = [countOf(own.from), countOf(shapeAbove(own))];
  if (below === layers[k] && above === layers[k + 1]) return;
  const expected = `${layers[k]} neurons below and ${layers[k + 1]} above`;
  throw new Error(`chip "${name}": connections[${k}]: expected ${expected}, got ${below} and ${above}`);
}

function assertNeurons(chip: Chip, k: number): void {
  const neurons = chip.neurons[k];
  if (neurons === null) throw fault(chip, `neurons[${k}]`, 'the parameters of the layer, got null');
  const n = chip.layers[k];
  const both = (name: string, { plus, minus }: Compartments, range: Range) => {
    assertValues(chip, `neurons[${k}].${name}.plus`, plus, n, range);
    assertValues(chip, `neurons[${k}].${name}.minus`, minus, n, range);
  };
  assertValues(chip, `neurons[${k}].alpha`, neurons.alpha, n, SHARE);
  both('tau', neurons.tau, POSITIVE);
  both('gain', neurons.gain, POSITIVE);
  both('offset', neurons.offset, ANY);
  both('nudgeGain', neurons.nudgeGain, POSITIVE);
  both('meanWeight', neurons.meanWeight, POSITIVE);
  assertValues(chip, `neurons[${k}].threshold.activity`, neurons.threshold.activity, n, POSITIVE);
  assertValues(chip, `neurons[${k}].threshold.difference`, neurons.threshold.difference, n, POSITIVE);
  if (neurons.autoZero !== null) assertValues(chip, `neurons[${k}].autoZero`, neurons.autoZero, n, ANY);
}

function assertCommon(chip: Chip): void {
  const { encoder, rails, noise, energy } = chip;
  assertValue(chip, 'encoder.activityThreshold', encoder.activityThreshold, POSITIVE);
  assertValue(chip, 'encoder.differenceThreshold', encoder.differenceThreshold, POSITIVE);
  assertValue(chip, 'encoder.delay', encoder.delay, NOT_NEGATIVE);
  assertValue(chip, 'encoder.jitter', encoder.jitter, NOT_NEGATIVE);
  if (rails !== null && !(rails[0] <= 0 && rails[1] > 0)) {
    throw fault(chip, 'rails', `low at most 0 and high above 0, got ${rails.join(', ')}`);
  }
  if (noise !== null) assertNoise(chip, noise);
  if (energy !== null) {
    assertValue(chip, 'energy.event', energy.event, NOT_NEGATIVE);
    assertValue(chip, 'energy.staticPerNeuron', energy.staticPerNeuron, NOT_NEGATIVE);
  }
}

function assertNoise(chip: Chip, { thermal, flicker, read }: Noise): void {
  if (thermal !== null) {
    assertValue(chip, 'noise.thermal.rms', thermal.rms, NOT_NEGATIVE);
    assertValue(chip, 'noise.thermal.correlationTime', thermal.correlationTime, POSITIVE);
  }
  if (flicker !== null) {
    assertValue(chip, 'noise.flicker.rms', flicker.rms, NOT_NEGATIVE);
    assertValue(chip, 'noise.flicker.lowFrequency', flicker.lowFrequency, POSITIVE);
    assertValue(chip, 'noise.flicker.highFrequency', flicker.highFrequency, POSITIVE);
  }
  if (read !== null) {
    assertValue(chip, 'noise.read.relative', read.relative, NOT_NEGATIVE);
    assertValue(chip, 'noise.read.correlationTime', read.correlationTime, POSITIVE);
  }
}

interface Range {
  readonly holds: (value: number) => boolean;
  readonly words: string;
}

const ANY: Range = { holds: () => true, words: 'finite' };
const POSITIVE: Range = { holds: (value) => value > 0, words: 'finite and above 0' };
const NOT_NEGATIVE: Range = { holds: (value) => value >= 0, words: 'finite and at least 0' };
const SHARE: Range = { holds: (value) => value >= 0 && value <= 1, words: 'from 0 to 1' };

function assertValues(chip: Chip, path: string, values: Float64Array, count: number, range: Range): void {
  assertCount(chip, path, values.length, count);
  // Where no bound is asked for, a sum of zeros tells in one pass; weights are many, and every run's chip is checked.
  if (range === ANY && allFinite(values)) return;
  const wrong = values.findIndex((value) => !(Number.isFinite(value) && range.holds(value)));
  if (wrong >= 0) throw fault(chip, `${path}[${wrong}]`, `${range.words}, got ${values[wrong]}`);
}

/** 0 times a number is 0, or NaN where it is not finite. */
function allFinite(values: Float64Array): boolean {
  let [even, odd] = [0, 0];
  for (let i = 1; i < values.length; i += 2) {
    even += 0 * values[i - 1];
    odd += 0 * values[i];
  }
  return even + odd + 0 * (values[values.length - 1] ?? 0) === 0;
}

function assertValue(chip: Chip, path: string, value: number, range: Range): void {
  if (!(Number.isFinite(value) && range.holds(value))) throw fault(chip, path, `${range.words}, got ${value}`);
}

function assertCount(chip: Chip, path: string, got: number, expected: number): void {
  if (got !== expected) throw fault(chip, path, `${expected} entries, got ${got}`);
}

function fault(chip: Chip, path: string, expected: string): Error {
  return new Error(`chip "${chip.name}": ${path}: expected ${expected}`);
}
