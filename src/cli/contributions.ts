import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Scenario } from '../config/scenario.ts';
import { activationNamed } from '../model/activations.ts';
import { CONTRIBUTED, CONTRIBUTED_METRICS, type ContributedMetric } from '../model/contributed-metrics.ts';
import type { Rule } from '../model/rules.ts';
import { DRAW_FACTORS, type DrawFactor } from '../model/vocabulary.ts';
import { type ChipContributions, contributing } from '../montecarlo/contributions/path.ts';
import { contributionsOf } from '../montecarlo/contributions/shares.ts';
import { prepareStudy } from '../montecarlo/prepare-study.ts';
import type { RowColumns } from '../montecarlo/row-columns.ts';
import { metricOf, NONE, type SpecContext } from '../montecarlo/spec-answer.ts';
import { axisSummary, coordinatesInWords } from '../report/axes.ts';
import { contributionNote, contributionTable, reasonsInWords } from '../report/contributions/table.ts';
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
  readonly metric: ContributedMetric;
  readonly groups: readonly DrawFactor[];
  readonly chips: number;
  readonly md?: string;
  readonly html?: string;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

const EXAMPLES = `
gainMargin: the loop gain, the inverse of the gain margin, 1 at the limit of stability and 0 where there is none. lossBeta: beta / lossBeta,
1 where the branch ends at beta and 0 where it ends nowhere. angleDeg: the angle of the gradient. Nothing is simulated again.

Examples:
  $ dyadsim contributions runs/demo --rule dp
  $ dyadsim contributions runs/demo --rule dp --groups parameter,layer,part --chips 500 --html dp.html
  $ dyadsim contributions runs/demo --rule dp-transpose --metric angleDeg`;

export default function declare(command: Command): void {
  command
    .argument('<run>', 'run directory of a sweep')
    .description(
      'Which spreads the variance of a metric of a run’s chips comes from, by its exact derivative by every draw.',
    )
    .option('--rule <rule>', 'under this rule; without it, the first of the run')
    .option('--point <index>', 'at this point of the sweep', wholeNumber, 0)
    .addOption(
      new Option('--metric <name>', 'whose variance is shared out').choices(CONTRIBUTED_METRICS).default('gainMargin'),
    )
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
  const { metric } = flags;
  const { manifest, rule, values } = await readRun(run, flags);
  const { study, point } = studyOf(manifest, flags.point);
  requirePieces(point.scenario);
  const { names, of } = contributing(study, point, rule, metric, flags.groups);
  const found: ChipContributions[] = [];
  const stored: number[] = [];
  const untold = new Map<string, number>();
  const without = Math.min(flags.chips, chipsOf(manifest)) - values.size;
  if (without > 0) untold.set(`no finite ${CONTRIBUTED[metric].name} in the run`, without);
  const view = showProgress(values.size, 0, flags.quiet ?? false, 'chips');
  let done = 0;
  try {
    for (const [chip, value] of values) {
      const own = of(chip);
      if ('why' in own) untold.set(own.why, (untold.get(own.why) ?? 0) + 1);
      else {
        found.push(own);
        stored.push(value);
      }
      view.update(++done);
    }
  } finally {
    view.stop();
  }
  const leftOut = [...untold].map(([why, chips]) => ({ why, chips }));
  if (found.length < 2) {
    throw new Error(
      `${run}: no two chips whose ${CONTRIBUTED[metric].name} can be told; left out: ${reasonsInWords(leftOut)}`,
    );
  }
  const result = contributionsOf(metric, names, found, stored, leftOut);
  const { scenario } = manifest;
  if (flags.md !== undefined || flags.html !== undefined) {
    const at = coordinatesInWords(scenario.sweep.map(axisSummary), manifest.points[flags.point].coordinates);
    // The page has a chart, whose library takes longer to load than most commands take to run.
    const [{ contributionReport }, { inquiryHtml, inquiryMarkdown }] = await Promise.all([
      import('../report/contributions/report.ts'),
      import('../report/inquiries/pages.ts'),
    ]);
    const report = await contributionReport({ heading: headingOf(manifest), run, at, rule, result });
    if (flags.md !== undefined) await writeResultFile('--md', flags.md, inquiryMarkdown({ ...report, charts: [] }));
    if (flags.html !== undefined) await writeResultFile('--html', flags.html, inquiryHtml(report));
  }
  if (flags.json) output.json({ run, seed: scenario.seed, rule, point: flags.point, ...result });
  else output.result(`${alignedTable(contributionTable(result))}\n${contributionNote(result)}`);
}

/** What is asked of a run, which others may work on again once it is read. */
async function readRun(run: string, flags: Flags) {
  const { manifest, release } = await openToReport(run);
  try {
    const rule = flags.rule ?? manifest.scenario.rules[0];
    requireInRun(manifest, rule, flags.point);
    return { manifest, rule, values: await storedValues(run, manifest, rule, flags) };
  } finally {
    await release();
  }
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

/** Of the chips that have one, in their order. */
async function storedValues(run: string, manifest: Manifest, rule: Rule, { point, metric, chips }: Flags) {
  const context = { probes: manifest.scenario.probes, follow: manifest.points[point].follow };
  let values = new Map<number, number>();
  await readBlocks(run, manifest, () => {
    values = new Map();
    return (rows) => {
      for (let i = 0; i < rows.rows; i++) {
        if (rows.point[i] !== point || rows.rule[i] !== rule || rows.chip[i] >= chips || rows.error[i] !== null)
          continue;
        const value = storedValue(metric, rows, i, context);
        if (value !== null && Number.isFinite(value)) values.set(rows.chip[i], value);
      }
    };
  });
  return new Map([...values].sort(([a], [b]) => a - b));
}

/** What is shared out of the metric of row i; limits that are not there are infinite. Null: it has none. */
function storedValue(metric: ContributedMetric, rows: RowColumns, i: number, context: SpecContext): number | null {
  const found = metricOf(metric, rows, i, context);
  if (found === null || found === NONE) return null;
  const [low, high] = found;
  if (metric === 'angleDeg') return high;
  if (low === Number.NEGATIVE_INFINITY) return null;
  return metric === 'gainMargin' ? 1 / high : rows.beta[i] / high;
}

function factors(text: string): DrawFactor[] {
  const words = text.split(',');
  const unknown = words.filter((word) => !(DRAW_FACTORS as readonly string[]).includes(word));
  if (unknown.length > 0 || new Set(words).size < words.length) {
    throw new InvalidArgumentError(`Expected some of ${DRAW_FACTORS.join(', ')}, each once.`);
  }
  return words as DrawFactor[];
}
