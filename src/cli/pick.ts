import { type Command, InvalidArgumentError, Option } from 'commander';
import { originOf } from '../chip/origin.ts';
import { chipFrom } from '../chip/sample-chip.ts';
import { isRequested, METRICS, type Metric, metricNamed } from '../model/metrics.ts';
import type { Rule } from '../model/rules.ts';
import { requestedBy } from '../montecarlo/requested.ts';
import { nominalNetwork } from '../network/nominal-network.ts';
import { axisSummary, coordinatesInWords } from '../report/axes.ts';
import { type Picked, Picker } from '../report/pick.ts';
import { replayCommand } from '../report/replay.ts';
import { tableOf } from '../report/tables/table.ts';
import { alignedTable } from '../report/terminal.ts';
import { metricName, metricText, ruleName } from '../report/words.ts';
import { readBlocks } from '../store/blocks.ts';
import type { Manifest } from '../store/manifest.ts';
import { openToReport } from '../store/run-directory.ts';
import { flagError } from './errors.ts';
import { positiveWholeNumber, wholeNumber } from './flags.ts';
import { requireInRun, scenarioOfRun } from './of-run.ts';
import { Output } from './output.ts';
import { writeChipFile } from './write-chip-file.ts';

interface Flags {
  readonly metric: Metric;
  readonly best?: boolean;
  readonly quantile?: number;
  readonly rule?: Rule;
  readonly point?: number;
  readonly count: number;
  readonly output?: string;
  readonly json?: boolean;
}

export default function declare(command: Command): void {
  command
    .argument('<run>', 'run directory of a sweep')
    .description(
      'Pick chips of a run by a metric, the worst if not said otherwise, to look at or to go on with as a file.',
    )
    .addOption(new Option('--metric <name>', 'what they are ranked by').choices(METRICS).makeOptionMandatory())
    .addOption(new Option('--best', 'the best instead').conflicts('quantile'))
    .option('--quantile <fraction>', 'those next to this quantile: 0 the worst, 0.5 the median, 1 the best', fraction)
    .option('--rule <rule>', 'under this rule only')
    .option('--point <index>', 'at this point of the sweep only', wholeNumber)
    .option('--count <number>', 'how many', positiveWholeNumber, 1)
    .option('-o, --output <file>', 'write the first of them as a chip file')
    .option('--json', 'print one JSON object')
    .addHelpText('after', EXAMPLES)
    .action(pick);
}

const EXAMPLES = `
A chip file goes wherever a chip does: simulate, analyze, export. Its place, seed and rule are printed with it.

Examples:
  $ dyadsim pick runs/demo --metric gainMargin --rule dp -o corner.json
  $ dyadsim pick runs/demo --metric angleDeg --count 5
  $ dyadsim pick runs/demo --metric settleTime --quantile 0.5 --point 2`;

async function pick(run: string, flags: Flags): Promise<void> {
  const output = new Output(false);
  const { manifest, release } = await openToReport(run);
  try {
    const { scenario, points } = manifest;
    const { metric, rule = null, point = null, count } = flags;
    requireInRun(manifest, rule, point);
    if (isRequested(metric) && !requestedBy(scenario).includes(metric)) {
      throw flagError('--metric', `the run was made without ${metric}, which only a spec on it has worked out`);
    }
    const wish = { metric, which: flags.quantile ?? (flags.best ? 'best' : 'worst'), count, rule, point } as const;
    const contexts = points.map(({ follow }) => ({ probes: scenario.probes, follow }));
    let picker = new Picker(wish, contexts);
    await readBlocks(run, manifest, () => {
      picker = new Picker(wish, contexts);
      return (rows) => picker.add(rows);
    });
    const picked = picker.picked();
    if (picked.length === 0) {
      throw new Error(`${run}: none of ${picker.looked} trials can be ranked by ${metric}`);
    }
    const found = picked.map((each) => ({ ...each, command: replayCommand(manifest, each) }));
    if (flags.output !== undefined) await writeChip(flags.output, manifest, picked[0], output);
    if (flags.json)
      output.json({
        run,
        seed: scenario.seed,
        metric,
        picked: found,
        looked: picker.looked,
        unranked: picker.unranked,
      });
    else output.result(inWords(manifest, metric, found));
    if (picker.unranked > 0) {
      output.note(
        `${picker.unranked} of ${picker.looked} trials are not ranked: refused, undecided, or without the metric`,
      );
    }
  } finally {
    await release();
  }
}

/** The chip of a row: that of the scenario as it stands, which must be the run's. */
async function writeChip(path: string, manifest: Manifest, { point, chip: index }: Picked, output: Output) {
  const {
    loaded: { scenario, points },
    fault,
  } = scenarioOfRun(manifest);
  if (fault !== null) throw flagError('--output', fault);
  const at = points[point].scenario;
  const chip = chipFrom(at.device, nominalNetwork(at), originOf(scenario, index));
  await writeChipFile(path, chip, output);
}

function inWords(
  { scenario, points }: Manifest,
  metric: Metric,
  picked: readonly (Picked & { command: string })[],
): string {
  const axes = scenario.sweep.map(axisSummary);
  const value = ({ value }: Picked) => {
    if (value === null) return 'none: failed';
    if (metricNamed(metric).kind === 'answer') return value === 1 ? 'yes' : 'no';
    return Number.isFinite(value) ? metricText(metric, value) : 'infinite';
  };
  return alignedTable(
    tableOf(2, picked, [
      ['point', ({ point }) => coordinatesInWords(axes, points[point].coordinates) || 'as described'],
      ['rule', ({ rule }) => ruleName(rule)],
      ['chip', ({ chip }) => String(chip)],
      [metricName(metric), value],
      ['again', ({ command }) => command],
    ]),
  ).trimEnd();
}

function fraction(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('Expected a number from 0 to 1.');
}
