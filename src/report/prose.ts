import { counted, percent, threeDigits, withUnit } from './format.ts';
import type { PointSummary, Summary } from './summary.ts';
import { anglesInWords, ruleName } from './words.ts';

/** Limits of the model that a reader has to know before trusting a yield. */
export const NOT_MODELLED: readonly string[] = [
  'A compartment is a single pole with a static nonlinearity and rails: no slewing, no second pole, no supply droop, ' +
    'no change with temperature, no ageing. Wires enter only as the delay of events and, where the device states their ' +
    'resistance, as a first-order voltage drop along the array; there is no crosstalk.',
  'Every event arrives, after the delay of the device: no arbitration, congestion or loss on the link.',
  'Spreads follow the laws of the device file. Its parameters are independent of each other, apart from what a die or a ' +
    'gradient makes common to one parameter, and far tails are those of the law, not of measured silicon.',
  'The gradient is judged at fixed weights. No weight is updated, so neither the circuits of plasticity nor what ' +
    'training on the chip could compensate are part of these numbers.',
  'A chip is called stable for the inputs it was shown, for the time they were presented. Other inputs may do worse.',
];

/** What the columns of the table of yields are. */
export const YIELD_NOTE =
  'Angle: worst layer, median over stable chips. Settling: median over chips; slowest: of all inputs that settled. ' +
  'Events and energy: median over chips, for one input.';

/** How tests and intervals were made, for whoever repeats them. */
export const METHODS =
  'Yields: Wilson intervals here, Clopper\u2013Pearson intervals in summary.json. Both rules run on the same chips with the ' +
  'same draws: differences by Newcombe\u2019s method 10, discordant chips by the exact McNemar test, one test per point, not ' +
  'corrected for their number. Medians: intervals from order statistics. Angles are of stable chips, settling times of ' +
  'inputs that settled, events and energy of all inputs that ran.';

/** Facts about the run, one per line. */
export function setupFacts(summary: Summary): (readonly [term: string, value: string])[] {
  const { setup, device, seed, versions, command, rules, axes, points, trials } = summary;
  const { layers, weights, dataset, testAccuracy, criticalBeta, horizon } = setup;
  const accuracy = testAccuracy === null ? '' : `, ${percent(testAccuracy)} correct on the test set`;
  return [
    ['Device', device.description === '' ? device.name : `${device.name}: ${device.description}`],
    ['Network', `${layers.join('-')}, ${weights} weights, ${dataset}${accuracy}`],
    ['Rules', rules.map(ruleName).join(', ')],
    ['Loss', `${setup.loss}, ${setup.nudge === 'live' ? 'error taken live' : 'error held'}`],
    ['Nudging strength', `beta = ${betaInWords(points)}${critical(criticalBeta)}`],
    ['Sweep', axes.map(({ path, labels }) => `${path} = ${labels.join(', ')}`).join('; ') || 'none'],
    [
      'Size',
      `${counted(setup.chips, 'chip')} and ${counted(setup.probes, 'input')} each at ${counted(points.length, 'point')}, ${trials.found} trials`,
    ],
    ['Accepted angle', anglesInWords(summary)],
    ['Input presented for', horizon === null ? '500 times the largest nominal time constant' : withUnit(horizon, 's')],
    ['Seed', seed],
    ['Command', command],
    ['Versions', `dyadsim ${versions.dyadsim}, Node ${versions.node}`],
  ];
}

function betaInWords(points: readonly PointSummary[]): string {
  const betas = [...new Set(points.map(({ beta }) => beta))].sort((a, b) => a - b);
  if (betas.length === 1) return threeDigits(betas[0]);
  return `${threeDigits(betas[0])} to ${threeDigits(betas[betas.length - 1])}`;
}

function critical(criticalBeta: number | null): string {
  const what = 'of the nominal chip under DP at alpha = 0';
  return criticalBeta === null ? '' : `; critical beta ${what}: ${threeDigits(criticalBeta)}`;
}

/** The command that writes the first chip that failed, so that it can be looked at; null: none failed. */
export function replayCommand({ command, points }: Summary): string | null {
  const [, quoted, plain] = /\bsweep\s+(?:"([^"]+)"|'?([^\s'-][^\s']*))/.exec(command) ?? [];
  for (const { index, cells } of points) {
    const chip = cells.flatMap(({ unstableChips }) => [...unstableChips]).sort((a, b) => a - b)[0];
    if (chip === undefined) continue;
    const scenario = quoted === undefined ? (plain ?? 'SCENARIO.yaml') : `"${quoted}"`;
    return `dyadsim sample --scenario ${scenario}${points.length > 1 ? ` --point ${index}` : ''} --chip ${chip} -o chip.json`;
  }
  return null;
}
