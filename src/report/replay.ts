import { shellWord } from '../files/shell-word.ts';
import type { Rule } from '../model/rules.ts';

/** One trial of a sweep, or with `probe` one run of it. */
interface Address {
  readonly point: number;
  readonly chip: number;
  readonly rule: Rule;
  readonly probe?: number;
}

/** The command that runs it again, with the chip and the noise that it had. */
export function replayCommand(
  { scenarioFile, points }: { readonly scenarioFile: string; readonly points: readonly unknown[] },
  { point, chip, rule, probe }: Address,
): string {
  const place = points.length > 1 ? ` --point ${point}` : '';
  const input = probe === undefined ? '' : ` --probe ${probe}`;
  return `dyadsim simulate --scenario ${shellWord(scenarioFile)}${place} --chip ${chip} --rule ${rule}${input}`;
}
