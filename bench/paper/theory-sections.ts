import { arovr, lossAtRest, type OneLevel, randomLevel, rovr, sprovr } from './objectives.ts';
import { type Section, table } from './section.ts';
import {
  descentOf,
  driveOf,
  firstOrderObjective,
  numericalDescent,
  relativeDistance,
  smallCircuit,
  updateOf,
} from './small-networks.ts';

const SEEDS = [1, 2, 3, 4, 5, 6];
const BETAS = [0.08, 0.04, 0.02, 0.01];

const scientific = (value: number) => value.toExponential(1);
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1];
const orderOf = (errors: readonly number[]) => Math.log2(errors[errors.length - 2] / errors[errors.length - 1]);

/** Proposition 5.1 and the limit of small beta. */
export function smallBeta(): Section {
  const rows: string[][] = [];
  for (const activation of ['relu', 'tanh'] as const) {
    for (const rule of ['dp', 'dp-transpose'] as const) {
      for (const alpha of [0, 0.5, 1]) {
        const errors = BETAS.map((beta) =>
          median(
            SEEDS.map((seed) => {
              const circuit = smallCircuit(rule, { activation, alpha, seed });
              const drive = driveOf(seed, beta);
              return relativeDistance(updateOf(circuit, drive), descentOf(circuit, drive));
            }),
          ),
        );
        const exact = errors[errors.length - 1] < 1e-10;
        rows.push([
          `${rule}, ${activation}, alpha ${alpha}`,
          ...errors.map(scientific),
          exact ? 'exact' : orderOf(errors).toFixed(2),
        ]);
      }
    }
  }
  return {
    title: 'Proposition 5.1: the stationary point is the adjoint state',
    claim:
      'The stationary point of the Lagrangian, with the gains of DP-transpose, has the forward pass as its mean and the adjoint state as its difference, for any alpha; for DP so only in the limit of small beta.',
    ours: 'Networks 4-6-5-3 with random weights, one input each, the error live: distance of the whole update to the exact gradient, relative to its norm; median of six networks, beta 0.08, 0.04, 0.02, 0.01, and the order in beta from the last two.',
    result: table([['', ...BETAS.map((beta) => `beta ${beta}`), 'order'], ...rows]),
    verdict:
      'Yes. With relu DP-transpose is exact at any alpha, whatever beta, while no unit crosses its kink; tanh leaves an error of first order at alpha 0 and 1 and of second at 1/2.',
  };
}

/** The first-order term of DP. */
export function firstOrder(): Section {
  const rows = [0, 0.25, 0.75, 1].map((alpha) => {
    const distances = (withTerm: boolean) =>
      BETAS.map((beta) =>
        median(
          SEEDS.map((seed) => {
            const circuit = smallCircuit('dp', { activation: 'tanh', alpha, seed });
            const drive = driveOf(seed, beta);
            const own = withTerm ? drive : { ...drive, beta: 0 };
            const expected = numericalDescent(circuit, (moved) => firstOrderObjective(moved, own, alpha));
            return relativeDistance(updateOf(circuit, drive), expected);
          }),
        ),
      );
    const [without, own] = [distances(false), distances(true)];
    return [
      `alpha ${alpha}`,
      scientific(without[3]),
      orderOf(without).toFixed(2),
      scientific(own[3]),
      orderOf(own).toFixed(2),
    ];
  });
  return {
    title: 'What DP descends: the loss and beta (1 − 2 alpha)/2 times squared gradients',
    claim:
      'DP at alpha 0 is the sharp, adversarial reading (SPROVR), at alpha 1 the lenient one (ROVR): its objective is above and below the loss (section 4).',
    ours: 'To first order in beta the objective is l + beta (1 − 2 alpha)/2 Σ g_kᵀ φ′ g_k over hidden layers, g_k = dl/ds_k: updates of DP on the same networks (tanh) against the gradient of the loss alone, and against that of this objective, both by central differences; distance at beta 0.01 and order.',
    result: table([['', 'to the loss', 'order', 'to the objective', 'order'], ...rows]),
    verdict:
      'Yes: with the term the distance falls with the square of beta. At alpha 0 DP shies away from steep places, at 1 it is drawn to them.',
  };
}

/** Proposition 4.1. */
export function proposition(): Section {
  const alphas = [0, 0.25, 0.5, 0.75, 1];
  const betas = [0.02, 0.05, 0.1, 0.2];
  let [pairsA, pairsB] = [0, 0];
  let [worstA, worstB, worstBounds, worstEnds] = [-Infinity, -Infinity, -Infinity, 0];
  const limits: number[] = [];
  for (let seed = 0; seed < 20; seed++) {
    const level: OneLevel = randomLevel(seed);
    const rest = lossAtRest(level);
    const values = alphas.map((alpha) => betas.map((beta) => arovr(level, alpha, beta)));
    for (let a = 0; a < alphas.length; a++) {
      for (let b = 0; b < betas.length; b++) {
        for (let larger = a + 1; larger < alphas.length; larger++, pairsA++) {
          worstA = Math.max(worstA, values[larger][b] - values[a][b]);
        }
        for (let larger = b + 1; larger < betas.length; larger++, pairsB++) {
          worstB = Math.max(worstB, betas[b] * values[a][b] - betas[larger] * values[a][larger]);
        }
      }
    }
    for (const beta of betas) {
      worstBounds = Math.max(worstBounds, rovr(level, beta) - rest, rest - sprovr(level, beta));
      const ends = [arovr(level, 1, beta) - rovr(level, beta), arovr(level, 0, beta) - sprovr(level, beta)];
      worstEnds = Math.max(worstEnds, ...ends.map(Math.abs));
    }
    const [near, nearer] = [0.002, 0.001].map((beta) => Math.abs(arovr(level, 0.25, beta) - rest));
    if (nearer > 1e-9) limits.push(Math.log2(near / nearer));
  }
  return {
    title: 'Proposition 4.1: the objectives are monotonic in alpha and beta',
    claim:
      'For 0 < b ≤ b′ and a ≤ a′: J(a′, b) ≤ J(a, b) and b J(a, b) ≤ b′ J(a, b′); alpha = 1 is ROVR, which bounds the loss from below, alpha = 0 SPROVR, which bounds it from above; all tend to it as b goes to 0.',
    ours: 'Twenty random relu levels of six units under a squared error of three outputs, the objectives as we read section 4, minimised and maximised by projected gradients to 1e-12.',
    result: table([
      ['', 'pairs', 'largest'],
      ['J(a′, b) − J(a, b), a < a′', String(pairsA), scientific(worstA)],
      ['b J(a, b) − b′ J(a, b′), b < b′', String(pairsB), scientific(worstB)],
      ['ROVR − l and l − SPROVR', String(40 * betas.length), scientific(worstBounds)],
      ['distance of AROVR at alpha 1 and 0 to ROVR and SPROVR', String(40 * betas.length), scientific(worstEnds)],
    ]),
    verdict: `${worstA <= 0 && worstB <= 0 && worstBounds <= 0 ? 'Yes' : 'No'}: every difference is to be at most 0. The distance to the loss falls with beta in order ${median(limits).toFixed(2)}.`,
  };
}
