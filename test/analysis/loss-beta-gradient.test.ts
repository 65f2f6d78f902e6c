import { describe, expect, it } from 'vitest';
import { LossBetaGradient } from '../../src/analysis/loss-beta-gradient.ts';
import { firstLoss, Outlook } from '../../src/analysis/outlook.ts';
import type { Chip } from '../../src/chip/chip.ts';
import type { Drive } from '../../src/engine/circuit.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { stream } from '../../src/random/stream.ts';
import { CHIP_PARTS, changedChip } from './changed-chip.ts';
import { randomChip } from './random-circuit.ts';

const ACTIVATIONS = ['relu', 'relu', 'hard-sigmoid', 'identity'] as const;
const RULES = ['dp', 'dp-transpose'] as const;

/** Chips of several kinds: rails or none, live and held errors, both ways of an array. */
function chipOf(trial: number): Chip {
  return randomChip({
    layers: [
      [3, 6, 4],
      [3, 7, 5, 4],
    ][trial % 2],
    seed: `loss ${trial}`,
    alpha: 0.1 + (trial % 3) / 5,
    activation: ACTIVATIONS[trial % 4],
    mismatch: 0.2,
    tauSpread: 0.3,
    thresholdSpread: 0.1,
    delay: [0, 5e-6][trial % 2],
    separateFeedback: trial % 5 === 0,
    weightGain: 1.5,
    ...(trial % 3 === 0 ? { rails: [-0.8, 1.4] as const } : {}),
  });
}

function driveOf(trial: number, { layers }: Chip): Drive {
  const random = stream('loss', trial);
  const numbers = (n: number) => Float64Array.from({ length: n }, () => random());
  return {
    input: numbers(layers[0]),
    target: numbers(layers[layers.length - 1]),
    loss: 'squared-error',
    beta: 0.05,
    nudge: 'live',
  };
}

const FOLLOW = 400;

function endOf(chip: Chip, rule: (typeof RULES)[number], drive: Drive) {
  const outlook = new Outlook(circuitOf(chip, rule), drive);
  const beta = firstLoss([outlook], FOLLOW * drive.beta);
  const ended = beta === null ? null : outlook.endingAt(beta);
  if (beta === null || ended === null) return null;
  return {
    beta,
    circuit: ended.circuit,
    gradient: LossBetaGradient.of({ circuit: ended.circuit, drive }, ended.branch),
  };
}

/** Of the end of a chip the way it ended, which is to be that of its neighbours. */
function wayOf(end: ReturnType<typeof endOf>): string {
  if (end === null) return 'none';
  const { gradient, circuit } = end;
  if (typeof gradient === 'string') return gradient;
  return `${gradient.by} ${circuit.chip.rails} ${gradient.pieces.map((own) => own && `${own.plus};${own.minus}`)}`;
}

describe('the derivative of the beta at which a branch ends', () => {
  const compared = { mode: 0, kink: 0, unrailed: 0 };
  const cases = RULES.flatMap((rule) => Array.from({ length: 12 }, (_, trial) => ({ rule, trial })));
  it.each(cases)('is what central differences of it tend to, $rule $trial', ({ rule, trial }) => {
    const chip = chipOf(trial);
    const drive = driveOf(trial, chip);
    const end = endOf(chip, rule, drive);
    if (end === null || typeof end.gradient === 'string') return;
    const { gradient, beta, circuit } = end;
    const near = (other: Chip) => ({
      circuit: circuitOf(circuit.chip.rails === null ? { ...other, rails: null } : other, rule),
      drive,
    });
    for (const part of CHIP_PARTS) {
      const over = (step: number) => {
        const [low, high] = [-step, step].map((size) => changedChip(chip, part, size, `${trial}`));
        const [before, after] = [endOf(low, rule, drive), endOf(high, rule, drive)];
        const isSmooth = [before, after].every((own) => wayOf(own) === wayOf(end));
        if (!isSmooth) return null;
        return [gradient.between(near(low), near(high)), after!.beta - before!.beta].map((own) => own / (2 * step));
      };
      // Both go like the square of the step, which two steps tell from the limit.
      const [wide, narrow] = [over(5e-5), over(2.5e-5)];
      if (wide === null || narrow === null) continue;
      const [exact, found] = narrow.map((value, i) => (4 * value - wide[i]) / 3);
      expect(Math.abs(exact - found) / Math.max(beta, Math.abs(found))).toBeLessThan(1e-5);
      if (Math.abs(found) < 0.01 * beta) continue;
      compared[gradient.by === 'mode' ? 'mode' : 'kink']++;
      if (chip.rails !== null && circuit.chip.rails === null) compared.unrailed++;
    }
  });

  it('was compared where it is not zero, many times of every kind', () => {
    expect(compared.unrailed).toBeGreaterThan(20);
    expect(compared.mode).toBeGreaterThan(30);
    expect(compared.kink).toBeGreaterThan(30);
  });
});
