import { type Command, InvalidArgumentError } from 'commander';
import type { Scenario } from '../config/scenario.ts';
import { activationNamed } from '../model/activations.ts';
import type { Rule } from '../model/rules.ts';
import { DRAW_FACTORS, type DrawFactor } from '../model/vocabulary.ts';
import { type ChipContributions, contributing } from '../montecarlo/contributions/path.ts';
import { contributionsOf } from '../montecarlo/contributions/shares.ts';
import { prepareStudy } from '../montecarlo/prepare-study.ts';
import { metricOf, NONE } from '../montecarlo/spec-answer.ts';
import { axisSummary, coordinatesInWords } from '../report/axes.ts';
import { contributionNote, contributionTable } from '../report/contributions/table.ts';
import { headingOf } from '../report/inquiries/heading.ts';
import { alignedTable } from '../report/terminal.ts';
import { readBlocks } from '../store/blocks.ts';
import { chipsOf, type Manifest } from '../store/manifest.ts';
import { openToReport } from '../store/run-directory.ts';
import { positiveWholeNumber, wholeNumber } from './flags.ts';
import { requireInRun, scenarioOfRun } from './of-run.ts';
import { Output } from './output.ts';
import { showProgress } from './progress.ts';
import { writeResultFile } from './write-result-file.ts';

interface Flags {
  readonly rule?: Rule;
  readonly point: number;
  readonly groups: readonly DrawFactor[];
  readonly chips: number;
  readonly md?: string;
  readonly html?: string;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
The loop gain is the inverse of the gain margin, 1 at the limit of stability. Nothing is simulated again.

Examples:
  $ dyadsim contributions runs/demo --rule dp
  $ dyadsim contributions runs/demo --rule dp --groups parameter,layer,part --chips 500 --html dp.html`;

export default function declare(command: Command): void {
  command
    .argument('<run>', 'run directory of a sweep')
    .description(
      'Which spreads the variance of the loop gain of a run’s chips comes from, by its exact derivative by every draw.',
    )
    .option('--rule <rule>', 'under this rule; without it, the first of the run')
    .option('--point <index>', 'at this point of the sweep', wholeNumber, 0)
    .option('--groups <factors>', `draws that are alike in these: ${DRAW_FACTORS.join(', ')}`, factors, ['parameter'])
    .option('--chips <number>', 'the first so many chips', positiveWholeNumber, 200)
    .option('--md <file>', 'write it as Markdown')
    .option('--html <file>', 'write it as a page')
    .option('--quiet', 'no progress')
    .option('--json', 'print one JSON object')
    .addHelpText('after', EXAMPLES)
    .action(contributions);
}

async function contributions(run: string, flags: Flags): Promise<void> {
  const output = new Output(flags.quiet ?? false);
  const { manifest, rule, gains } = await readRun(run, flags);
  const { study, point } = studyOf(manifest, flags.point);
  requirePieces(point.scenario);
  const { names, of } = contributing(study, point, rule, flags.groups);
  const found: ChipContributions[] = [];
  const stored: number[] = [];
  let whyNot: string | null = null;
  const view = showProgress(gains.size, 0, flags.quiet ?? false, 'chips');
  let done = 0;
  try {
    for (const [chip, gain] of gains) {
      const own = of(chip);
      if ('why' in own) whyNot ??= `chip ${chip}: ${own.why}`;
      else {
        found.push(own);
        stored.push(gain);
      }
      view.update(++done);
    }
  } finally {
    view.stop();
  }
  if (found.length < 2) throw new Error(`${run}: no two chips whose loop gain can be told${because(whyNot)}`);
  const result = contributionsOf(names, found, stored);
  const { scenario } = manifest;
  const leftOut = Math.min(flags.chips, chipsOf(manifest)) - found.length;
  if (flags.md !== undefined || flags.html !== undefined) {
    const at = coordinatesInWords(scenario.sweep.map(axisSummary), manifest.points[flags.point].coordinates);
    // The page has a chart, whose library takes longer to load than most commands take to run.
    const [{ contributionReport }, { inquiryHtml, inquiryMarkdown }] = await Promise.all([
      import('../report/contributions/report.ts'),
      import('../report/inquiries/pages.ts'),
    ]);
    const report = await contributionReport({ heading: headingOf(manifest), run, at, rule, leftOut, result });
    if (flags.md !== undefined) await writeResultFile('--md', flags.md, inquiryMarkdown({ ...report, charts: [] }));
    if (flags.html !== undefined) await writeResultFile('--html', flags.html, inquiryHtml(report));
  }
  if (flags.json) output.json({ run, seed: scenario.seed, rule, point: flags.point, leftOut, ...result });
  else output.result(`${alignedTable(contributionTable(result))}\n${contributionNote(result, leftOut)}`);
  if (whyNot !== null) output.note(`of those left out, the first on the way: ${whyNot}`);
}

/** What is asked of a run, which others may work on again once it is read. */
async function readRun(run: string, flags: Flags) {
  const { manifest, release } = await openToReport(run);
  try {
    const rule = flags.rule ?? manifest.scenario.rules[0];
    requireInRun(manifest, rule, flags.point);
    return { manifest, rule, gains: await storedGains(run, manifest, flags.point, rule, flags.chips) };
  } finally {
    await release();
  }
}

function because(why: string | null): string {
  return why === null ? '' : `; ${why}`;
}

/** The run's study, made again from its scenario, which must be as it was. */
function studyOf(manifest: Manifest, index: number) {
  const { loaded, fault } = scenarioOfRun(manifest);
  if (fault !== null) throw new Error(fault);
  const study = prepareStudy(loaded.scenario, loaded.points);
  return { study, point: study.points[index] };
}

/** Where phi or the error bends, the loop also moves with the operating point, which the derivative does not follow. */
function requirePieces({ device, loss }: Scenario): void {
  if (activationNamed(device.neuron.activation).shape === 'cut' && loss === 'squared-error') return;
  throw new Error(
    `contributions: expected an activation of straight pieces and squared-error, got ${device.neuron.activation} and ${loss}`,
  );
}

/** Of the chips whose gain margin is known, in their order: 0 where it is infinite. */
async function storedGains(run: string, manifest: Manifest, point: number, rule: Rule, chips: number) {
  const context = { probes: manifest.scenario.probes, follow: manifest.points[point].follow };
  let gains = new Map<number, number>();
  await readBlocks(run, manifest, () => {
    gains = new Map();
    return (rows) => {
      for (let i = 0; i < rows.rows; i++) {
        if (rows.point[i] !== point || rows.rule[i] !== rule || rows.chip[i] >= chips || rows.error[i] !== null)
          continue;
        const margin = metricOf('gainMargin', rows, i, context);
        if (margin === null || margin === NONE || margin[0] === Number.NEGATIVE_INFINITY) continue;
        gains.set(rows.chip[i], 1 / margin[0]);
      }
    };
  });
  return new Map([...gains].sort(([a], [b]) => a - b));
}

function factors(text: string): DrawFactor[] {
  const words = text.split(',');
  const unknown = words.filter((word) => !(DRAW_FACTORS as readonly string[]).includes(word));
  if (unknown.length > 0 || new Set(words).size < words.length) {
    throw new InvalidArgumentError(`Expected some of ${DRAW_FACTORS.join(', ')}, each once.`);
  }
  return words as DrawFactor[];
}
