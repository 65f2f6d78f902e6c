import type { Command } from 'commander';
import { parseQuantity } from '../config/quantity.ts';
import { compareRuns, type RunSide } from '../report/compare/compare-runs.ts';
import type { RunComparison, RunVerdict } from '../report/compare/comparison.ts';
import { comparisonFindings } from '../report/compare/findings.ts';
import { RunValues } from '../report/compare/run-values.ts';
import { changeTable, runTable } from '../report/compare/tables.ts';
import { alignedTable } from '../report/terminal.ts';
import { readBlocks } from '../store/blocks.ts';
import { openToReport } from '../store/run-directory.ts';
import { RunDirectoryError } from '../store/run-directory-error.ts';
import { flagError } from './errors.ts';
import { DONE, TOO_FEW_CHIPS, WORSE } from './exit-codes.ts';
import { Output } from './output.ts';
import { wrap } from './wording.ts';
import { writeResultFile } from './write-result-file.ts';

interface Flags {
  readonly within?: string;
  readonly json?: boolean;
  readonly md?: string;
  readonly html?: string;
}

export default function declare(command: Command): void {
  command
    .argument('<run_a>', 'run directory of a sweep, to compare with')
    .argument('<run_b>', 'run directory of a sweep, which is judged')
    .description(
      'Compare two runs: devices, revisions of one, or versions of dyadsim. Chip by chip where seed, task and weights are the same.',
    )
    .option('--within <part>', 'worsening of a yield that is to be ruled out, such as "2 %"')
    .option('--md <file>', 'write the comparison as Markdown')
    .option('--html <file>', 'write it as a page')
    .option('--json', 'print one JSON object')
    .addHelpText('after', EXAMPLES)
    .action(compare);
}

const EXAMPLES = `
Exit codes: 0 B is not significantly worse than A in anything, 4 it is in something, adjusted for all that is compared;
with --within also 3, there are too few chips to rule out such a worsening of every yield.

Examples:
  $ dyadsim compare runs/before runs/after
  $ dyadsim compare runs/before runs/after --within "2 %" --md change.md`;

async function compare(runA: string, runB: string, flags: Flags): Promise<void> {
  const output = new Output(false);
  const within = flags.within === undefined ? null : marginOf(flags.within);
  const comparison = compareRuns(await read(runA), await read(runB), within);
  if (comparison.comparisons === 0) {
    throw new RunDirectoryError(`${runA} and ${runB} have no point and rule in common of which both have rows`);
  }
  if (flags.md !== undefined || flags.html !== undefined) {
    // The page has a chart, whose library takes longer to load than most commands take to run.
    const { comparisonHtml, comparisonMarkdown } = await import('../report/compare/pages.ts');
    if (flags.md !== undefined) await writeResultFile('--md', flags.md, comparisonMarkdown(comparison));
    if (flags.html !== undefined) await writeResultFile('--html', flags.html, await comparisonHtml(comparison));
  }
  if (flags.json) output.json(comparison);
  else output.result(inWords(comparison));
  process.exitCode = EXIT_CODES[comparison.verdict];
}

const EXIT_CODES: Readonly<Record<RunVerdict, number>> = {
  'no significant worsening': DONE,
  'too few chips': TOO_FEW_CHIPS,
  'significantly worse': WORSE,
};

function marginOf(text: string): number {
  const margin = parseQuantity(text, 'ratio', '--within');
  if (margin > 0 && margin < 1) return margin;
  throw flagError('--within', `expected more than 0 and less than 100 %, got ${JSON.stringify(text)}`);
}

async function read(run: string): Promise<RunSide> {
  const { manifest, release } = await openToReport(run);
  try {
    let values = new RunValues(manifest);
    await readBlocks(run, manifest, () => {
      values = new RunValues(manifest);
      return (rows) => values.add(rows);
    });
    return { run, manifest, values };
  } finally {
    await release();
  }
}

/** Characters of a line of prose. */
const WIDTH = 120;
/** Differences of the runs that a terminal shows. */
const SHOWN = 12;

function inWords(comparison: RunComparison): string {
  const { differences } = comparison;
  const hidden = differences.length - SHOWN;
  return [
    alignedTable(runTable(comparison)),
    ...comparisonFindings(comparison).flatMap(({ subject, text }) => wrap(`${subject}: ${text}`, WIDTH)),
    ...(differences.length === 0 ? [] : ['What the runs were made with differs:']),
    ...differences.slice(0, SHOWN).map((line) => `  ${line}`),
    ...(hidden > 0 ? [`  and ${hidden} more, which --json, --md and --html list`] : []),
    '',
    alignedTable(changeTable(comparison)).trimEnd(),
  ].join('\n');
}
