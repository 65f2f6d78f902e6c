import { enginesInWords } from './engines.ts';
import { counted, percent, withUnit } from './format.ts';
import { networkInWords } from './network-name.ts';
import { analyzeCommand, replayCommand } from './replay.ts';
import type { PointSummary, Summary } from './summary.ts';
import { anglesInWords, followedInWords, planInWords, ruleName, untilInWords } from './words.ts';

/** Limits of the model that a reader has to know before trusting a yield. */
export const NOT_MODELLED: readonly string[] = [
  'A compartment is a single pole with a static nonlinearity and rails: no slewing, no second pole, no supply droop, ' +
    'no ageing, one temperature, of which only what the device file states laws for depends. Wires enter only as the delay of events and, where the device states their ' +
    'resistance, as a first-order voltage drop along the array; there is no crosstalk.',
  'Every event arrives, after the delay of the device: no arbitration, congestion or loss on the link.',
  'Spreads follow the laws of the device file. Its parameters are independent of each other, apart from what a die or a ' +
    'gradient makes common to one parameter, and far tails are those of the law, not of measured silicon.',
  'The gradient is judged at fixed weights. No weight is updated, so neither the circuits of plasticity nor what ' +
    'training on the chip could compensate are part of these numbers.',
  'A chip is called stable for the inputs it was shown, for the time they were presented. Other inputs may do worse, and ' +
    'nothing here is carried on beyond the inputs that were tried.',
];

/** What the columns of the table of yields are. */
export const YIELD_NOTE =
  'A yield is of the chips that could be run; those that could not are counted beside it as refused. Angle: worst layer, ' +
  'median over stable chips. Settling: median over chips; slowest: of all inputs that came to rest. Events and energies: ' +
  'median over chips, for one input: events at the energy of the device file, and standing power. An update of the weights takes ' +
  'the whole presentation of each of its inputs; pulses that change weights are not in it. An inference takes the part before ' +
  'nudging, where the error is held or the difference auto-zeroed; else one phase gives both, and the numbers are the same.';

/** What the table of screening says. */
export const SCREENING_NOTE =
  'Every chip was foretold by the static engine. Near: its branch ends close to this beta, and events ran it. Of the others ' +
  'events ran a random part; how many of those came out otherwise than foretold, with 95 % bounds for all of them. ' +
  'The yields are corrected by that; words, differences between rules and yields on fewer inputs are of the answers as they ' +
  'stand. Settling times, events, energies and presentations that left their rest are of the random part alone; margins and ' +
  'ends of branches of all chips; angles of the engine that ran the chip.';

/** What the table and the picture of inputs say. */
export const INPUTS_NOTE =
  'A chip is stable on the inputs that it was tried on. The same runs tell what the yield on fewer inputs would have been, ' +
  'drawn at random from those tried: the average over chips of C(M \u2212 f, N) / C(M, N), for f of M inputs failing. Where it ' +
  'still falls at the last number, expect it to fall further with more inputs; how far, these runs do not say.';

/** What the tables of pairs say; of rules, and of points. */
const PAIRS_NOTE =
  'The same chips, draw for draw. Chips that could not be run, are undecided or have no value under one of the two are left out and ' +
  'counted. Yields: those that pass under one alone, the difference by Newcombe\u2019s method 10, p by the exact McNemar test. Angle ' +
  '(worst layer), gain margin, settling (slowest input) and energy: on how many chips there is more, the mean change of a chip with its ' +
  'BCa interval, the median change with one from order statistics, p by the exact sign test. Holm: p adjusted for all tests of that ' +
  'quantity in the table, so many of them; below 0.05 there is not one false alarm among them in 95 of 100 runs. The intervals are each ' +
  'of one comparison.';

export function pairsNote({ setup }: Pick<Summary, 'setup'>): string {
  if (setup.plan !== null) return `${PAIRS_NOTE}${PAIRS_PLAN_NOTE}`;
  return setup.until === null ? PAIRS_NOTE : `${PAIRS_NOTE}${PAIRS_UNTIL_NOTE}`;
}

const PAIRS_PLAN_NOTE =
  ' They take chips for independent, although this sweep has a plan that spreads them evenly: take them for a guide.';

const PAIRS_UNTIL_NOTE =
  ' They are those of a fixed number of chips, although this sweep could end when enough was known: take them for a guide.';

/** What the table of branches compares. */
export const PREDICTION_NOTE =
  'The branch of an input is the stationary state that grows out of the free response as beta grows from 0 to its value. It ' +
  'is computed, not simulated. A stable branch foretells a stable run, a lost one an unstable run. A pinned branch ' +
  'foretells nothing: a rail holds it, and a held compartment passes no signal. On a conditional one no mode grows at ' +
  'this beta, but one would at a smaller.';

export const LIMITS_NOTE =
  'Proved stable up to: below this beta the chip has one stationary state and reaches it from everywhere, whatever the ' +
  'input. Worst input found: the smallest beta at which the search for one broke the chip. Branch ends: the smallest beta ' +
  'over the inputs tried, as far as branches were followed. None: no limit was found; such chips count as above every ' +
  'number.';

export const NOISE_NOTE =
  'A presentation left its rest if, with the noise switched off, the chip did not relax to the rest of its noiseless twin. ' +
  'The interval takes a chip\u2019s presentations as one cluster: chips are independent, presentations of one are not.';

export const RAILS_NOTE =
  'Chips with a clipped input, and the rails, in full scales, that would not have cut those inputs.';

/** How tests and intervals were made, for whoever repeats them. */
export const METHODS =
  'Yields: Wilson intervals here, Clopper\u2013Pearson intervals in summary.json (of a plan both are of its replicates). Where inputs are undecided, a yield is given ' +
  'from all of those chips failing to all passing, and the interval encloses that of both. Where refused and undecided ' +
  'chips are more than 1 % of all, the same is given of all chips. Yields on fewer inputs and presentations that left: ' +
  'Wilson\u2019s interval at the sample size that gives the spread of whole chips resampled. Medians: intervals from order ' +
  'statistics. Screened yields: chips near their limit as simulated, the others as foretold, corrected by the random part ' +
  'that was simulated; their intervals by the method of variance estimates recovery. Angles are of stable chips, settling times of inputs that came to rest in a stable word, events and energy ' +
  'of all inputs that ran.';

/** Facts about the run, one per line. */
export function setupFacts(summary: Summary): (readonly [term: string, value: string])[] {
  const { setup, device, seed, versions, command, rules, axes, points, trials } = summary;
  const { weights, dataset, testAccuracy, criticalBeta, horizon } = setup;
  const accuracy = testAccuracy === null ? '' : `, ${percent(testAccuracy)} correct on the test set`;
  return [
    ['Device', device.description === '' ? device.name : `${device.name}: ${device.description}`],
    ['Network', `${networkInWords(setup)}, ${weights} weights, ${dataset}${accuracy}`],
    ['Rules', rules.map(ruleName).join(', ')],
    ['Engine', enginesInWords(summary)],
    ['Loss', `${setup.loss}, ${setup.nudge === 'live' ? 'error taken live' : 'error held'}`],
    ['Nudging strength', `beta = ${betaInWords(points)}${critical(criticalBeta)}`],
    ['Sweep', axes.map(({ path, labels }) => `${path} = ${labels.join(', ')}`).join('; ') || 'none'],
    ['Branches', `followed to ${followedInWords(summary)}`],
    [
      'Size',
      `${counted(setup.chips, 'chip')} and ${counted(setup.probes, 'input')} each at ${counted(points.length, 'point')}, ${trials.found} trials`,
    ],
    ...(setup.until === null ? [] : [['Ended', untilInWords(summary)] as const]),
    ...(setup.plan === null ? [] : [['Plan', planInWords(summary)] as const]),
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

/** Commands that run the first chip that failed as the sweep did; empty: none failed. */
export function replayCommands({ scenarioFile, points }: Summary): string[] {
  for (const { index: point, cells } of points) {
    const failed = cells.flatMap(({ rule, unstableChips }) =>
      unstableChips.slice(0, 1).map((chip) => ({ point, rule, chip })),
    );
    const [first] = failed.sort((a, b) => a.chip - b.chip);
    if (first === undefined) continue;
    const run = { scenarioFile, points };
    return [replayCommand(run, { ...first, probe: 0 }), analyzeCommand(run, first)];
  }
  return [];
}

/** What the commands above show. */
export function replayNote({ setup: { probes } }: Pick<Summary, 'setup'>): string {
  const which = probes === 1 ? '' : `of one of its inputs, 0 to ${probes - 1}, `;
  return `To look at the first of them: its run ${which}and its margins.`;
}
