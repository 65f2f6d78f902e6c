import { counted, percent, withUnit } from './format.ts';
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
    ['Free chips', freeAccuracy(points)],
    ['Accepted angle', anglesInWords(summary)],
    ['Input presented for', horizon === null ? '500 times the largest nominal time constant' : withUnit(horizon, 's')],
    ['Seed', seed],
    ['Command', command],
    ['Versions', `dyadsim ${versions.dyadsim}, Node ${versions.node}`],
  ];
}

function betaInWords(points: readonly PointSummary[]): string {
  const betas = [...new Set(points.map(({ beta }) => beta))].sort((a, b) => a - b);
  if (betas.length === 1) return short(betas[0]);
  return `${short(betas[0])} to ${short(betas[betas.length - 1])}`;
}

function critical(criticalBeta: number | null): string {
  const what = 'of the nominal chip under DP at alpha = 0';
  return criticalBeta === null ? '' : `; critical beta ${what}: ${short(criticalBeta)}`;
}

/** Three significant digits without trailing zeros. */
function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** Median over the chips of a point, which is the same for all rules. */
function freeAccuracy(points: readonly PointSummary[]): string {
  const medians = points.flatMap(({ cells }) => cells.flatMap(({ accuracy }) => (accuracy ? [accuracy.median] : [])));
  if (medians.length === 0) return 'no chip has been run';
  const [low, high] = [Math.min(...medians), Math.max(...medians)].map(percent);
  return `${low === high ? low : `${low} to ${high}`} of the inputs are classified correctly, median over chips`;
}

/** Commands that write the first chip that failed and run it as the sweep did; empty: none failed. */
export function replayCommands({ command, points }: Summary): string[] {
  for (const { index, cells } of points) {
    const failed = cells.flatMap(({ rule, unstableChips }) =>
      unstableChips.slice(0, 1).map((chip) => ({ rule, chip })),
    );
    const [first] = failed.sort((a, b) => a.chip - b.chip);
    if (first === undefined) continue;
    const place = `--scenario ${scenarioIn(command)}${points.length > 1 ? ` --point ${index}` : ''}`;
    return [
      `dyadsim sample ${place} --chip ${first.chip} -o chip.json`,
      `dyadsim simulate chip.json ${place} --rule ${first.rule}`,
    ];
  }
  return [];
}

/** The scenario file of a sweep's command, quoted as it was. */
function scenarioIn(command: string): string {
  return /\bsweep\s+("[^"]+"|'[^']+'|[^\s'"-]\S*)/.exec(command)?.[1].replace(/\s+/g, ' ') ?? 'SCENARIO.yaml';
}
