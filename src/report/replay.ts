import { shellWord } from '../files/shell-word.ts';
import type { Rule } from '../model/rules.ts';

/** One trial of a sweep, or with `probe` one run of it. */
interface Address {
  readonly point: number;
  /** Null: the nominal one. */
  readonly chip: number | null;
  readonly rule: Rule;
  readonly probe?: number;
}

/** What of a run its commands name. */
interface Named {
  readonly scenarioFile: string;
  readonly points: readonly unknown[];
}

/** The command that runs it again, with the chip and the noise that it had. */
export function replayCommand(run: Named, address: Address): string {
  return `dyadsim simulate ${flagsOf(run, address)}`;
}

/** The command that tells its margins. */
export function analyzeCommand(run: Named, address: Address): string {
  return `dyadsim analyze ${flagsOf(run, address)}`;
}

function flagsOf({ scenarioFile, points }: Named, { point, chip, rule, probe }: Address): string {
  const place = points.length > 1 ? ` --point ${point}` : '';
  const input = probe === undefined ? '' : ` --probe ${probe}`;
  const which = chip === null ? '' : ` --chip ${chip}`;
  return `--scenario ${shellWord(scenarioFile)}${place}${which} --rule ${rule}${input}`;
}
