import { join } from 'node:path';
import type { Command } from 'commander';
import { analyzeLoop, type LoopAnalysis } from '../analysis/analyze-loop.ts';
import { worstFirst } from '../analysis/analyze-probes.ts';
import { type CertifiedBeta, certifiedBeta } from '../analysis/certified-beta.ts';
import { frequencyResponse } from '../analysis/frequency-response.ts';
import { type WeightTransport, weightTransport } from '../analysis/weight-transport.ts';
import { makeFolder } from '../files/make-folder.ts';
import { threeDigits } from '../report/format.ts';
import type { WorstCase } from '../verdict/worst-case.ts';
import { describeLoops } from './describe-loop.ts';
import { flagError } from './errors.ts';
import { addRunFlags, DEFAULTS_HELP, DEVICE_OR_CHIP, type RunFlags } from './flags.ts';
import { Output } from './output.ts';
import { searchWorst } from './search-worst.ts';
import { setUp, type WiredChip } from './setup.ts';
import { writeResultFile } from './write-result-file.ts';

/** What `analyze --json` prints; null for what is infinite. */
export interface AnalyzeResult {
  readonly chip: string;
  /** What its file does not state, and what stands in its place. */
  readonly unstated: readonly string[];
  readonly rule: WiredChip['rule'];
  readonly nudge: string;
  readonly beta: number;
  readonly loss: string;
  /** Of the probe with the smallest gain margin. */
  readonly loop: LoopAnalysis;
  /** All probes in use, smallest gain margin first. */
  readonly probes: readonly { readonly probe: number | null; readonly loop: LoopAnalysis }[];
  /** Proved for every input and target. */
  readonly certifiedBeta: CertifiedBeta;
  /** Proved for this input and target alone, where there is one; null with several probes. */
  readonly certifiedBetaHere: CertifiedBeta | null;
  /** Smallest beta at which the search of --worst found a failure; null: it found none, undefined: not searched. */
  readonly failingBeta?: WorstCase | null;
  /** Of layers whose feedback is not exactly the forward array read in transpose. */
  readonly weightTransport: readonly WeightTransport[];
}

export default function declare(command: Command): void {
  addRunFlags(command.argument('[device|chip]', DEVICE_OR_CHIP))
    .description('Small-signal stability of the learning loop: margins, how it fails first, and what feeds it.')
    .option('--plot <folder>', 'write Nyquist and Bode plots (SVG) and their data (JSON) of the worst probe there')
    .option(
      '--worst [file]',
      'search the input and target that break the chip at the smallest beta; input written there',
    )
    .option('--json', 'print one JSON object')
    .addHelpText('after', `\nWithout --probe and --input, all probes, the worst first.\n${DEFAULTS_HELP}${EXAMPLES}`)
    .action(async (target: string | undefined, flags: AnalyzeFlags) => {
      const bench = await setUp(target, flags);
      const output = new Output(false);
      const failing = flags.worst === undefined ? {} : { failingBeta: searchWorst(bench, flags.seed) };
      const result: AnalyzeResult = { ...analyze(bench), ...failing };
      if (typeof flags.worst === 'string' && result.failingBeta) {
        writeResultFile('--worst', flags.worst, `${JSON.stringify(Array.from(result.failingBeta.input))}\n`);
        output.note(`input in ${flags.worst}, for simulate --input`);
      }
      if (flags.plot !== undefined) output.note(`plots in ${await plotLoop(flags.plot, bench, result)}`);
      if (flags.json) output.json(result);
      else output.result(describeLoops(result));
    });
}

type AnalyzeFlags = RunFlags & { readonly json?: boolean; readonly plot?: string; readonly worst?: string | true };

const EXAMPLES = `
Examples:
  $ dyadsim analyze ideal --rule dp --beta 0.5 --plot plots
  $ dyadsim analyze --scenario asymmetric-nudging --rule dp --point 0 --chip 41
  $ dyadsim analyze ideal --rule dp --worst worst.json
  $ dyadsim analyze chip.json --rule dp-transpose --input x.json --target 3 --json`;

function analyze({ circuit, rule, drives, unstated }: WiredChip): AnalyzeResult {
  const { nudge, beta, loss } = drives[0].drive;
  const probes = drives
    .map(({ probe, drive }) => ({ probe, loop: analyzeLoop(circuit, drive) }))
    .sort((a, b) => worstFirst(a.loop, b.loop));
  const transport = weightTransport(circuit.chip);
  const { input, target } = drives[0].drive;
  const here = { input: { low: input, high: input }, target: { low: target, high: target } };
  return {
    chip: circuit.chip.name,
    unstated,
    rule,
    nudge,
    beta,
    loss,
    loop: probes[0].loop,
    probes,
    certifiedBeta: certifiedBeta(circuit, loss, nudge),
    certifiedBetaHere: drives.length > 1 ? null : certifiedBeta(circuit, loss, nudge, here),
    weightTransport: transport,
  };
}

/** Pictures and data of the worst probe's loop; returns the folder. */
async function plotLoop(folder: string, { circuit, drives }: WiredChip, { chip, rule, beta, probes }: AnalyzeResult) {
  const { bodeChart } = await import('../report/charts/bode-chart.ts');
  const { nyquistChart } = await import('../report/charts/nyquist-chart.ts');
  const worst = drives.find(({ probe }) => probe === probes[0].probe) ?? drives[0];
  const response = frequencyResponse(circuit, worst.drive);
  if (response === null) {
    throw flagError('--plot', `the branch is ${probes[0].loop.operatingPoint} at this beta: there is no loop to plot`);
  }
  const probe = worst.probe === null ? '' : `, probe ${worst.probe}`;
  const picture = { subject: `${chip}, ${rule}, beta ${threeDigits(beta)}${probe}`, response };
  try {
    makeFolder(folder);
  } catch (error) {
    throw flagError('--plot', `cannot make ${folder}: ${error instanceof Error ? error.message : error}`);
  }
  const data = {
    chip,
    rule,
    beta,
    probe: worst.probe,
    omega: Array.from(response.omega),
    loci: response.loci.map(({ re, im }) => ({ re: Array.from(re), im: Array.from(im) })),
  };
  const files = {
    'nyquist.svg': await nyquistChart(picture),
    'bode-magnitude.svg': await bodeChart('magnitude', picture),
    'bode-phase.svg': await bodeChart('phase', picture),
    'frequency-response.json': `${JSON.stringify(data)}\n`,
  };
  for (const [name, content] of Object.entries(files)) await writeResultFile('--plot', join(folder, name), content);
  return folder;
}
