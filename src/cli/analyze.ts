import type { Command } from 'commander';
import { analyzeLoop, type LoopAnalysis } from '../analysis/analyze-loop.ts';
import { describeLoops } from './describe-loop.ts';
import { addRunFlags, DEFAULTS_HELP, DEVICE_OR_CHIP, type RunFlags } from './flags.ts';
import { Output } from './output.ts';
import { type Bench, setUp } from './setup.ts';

/** What `analyze --json` prints; null for what is infinite. */
export interface AnalyzeResult {
  readonly chip: string;
  readonly rule: Bench['rule'];
  readonly nudge: string;
  readonly beta: number;
  readonly loss: string;
  /** Of the probe with the smallest gain margin. */
  readonly loop: LoopAnalysis;
  /** All probes in use, smallest gain margin first. */
  readonly probes: readonly { readonly probe: number | null; readonly loop: LoopAnalysis }[];
}

export default function declare(command: Command): void {
  addRunFlags(command.argument('[device|chip]', DEVICE_OR_CHIP))
    .description('Small-signal stability of the learning loop: margins, how it fails first, and what feeds it.')
    .option('--json', 'print one JSON object')
    .addHelpText('after', `\nWithout --probe and --input, all probes, the worst first.\n${DEFAULTS_HELP}${EXAMPLES}`)
    .action((target: string | undefined, flags: RunFlags & { readonly json?: boolean }) => {
      const result = analyze(setUp(target, flags));
      const output = new Output(false);
      if (flags.json) output.json(result);
      else output.result(describeLoops(result));
    });
}

const EXAMPLES = `
Examples:
  $ dyadsim analyze ideal --rule dp --beta 0.5
  $ dyadsim analyze --scenario scenarios/asymmetric-nudging.yaml --rule dp --point 0 --chip 41
  $ dyadsim analyze chip.json --rule dp-transpose --input x.json --target 3 --json`;

function analyze({ circuit, rule, drives }: Bench): AnalyzeResult {
  const { nudge, beta, loss } = drives[0].drive;
  const margin = ({ gainMargin }: LoopAnalysis): number => gainMargin ?? Number.POSITIVE_INFINITY;
  const probes = drives
    .map(({ probe, drive }) => ({ probe, loop: analyzeLoop(circuit, drive) }))
    .sort((a, b) => (margin(a.loop) < margin(b.loop) ? -1 : margin(a.loop) > margin(b.loop) ? 1 : 0));
  return { chip: circuit.chip.name, rule, nudge, beta, loss, loop: probes[0].loop, probes };
}
