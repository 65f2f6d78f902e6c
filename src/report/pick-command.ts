import { shellWord } from '../files/shell-word.ts';
import type { Line } from './tables/yields.ts';

/** Lists the chips of a point and rule by their gain margins, those without one first. */
export function pickCommand(run: { readonly command: string }, { point, cell }: Line): string {
  return `dyadsim pick ${runFolder(run.command)} --metric gainMargin --rule ${shellWord(cell.rule)} --point ${point.index} --count 10`;
}

/** As the command that made the run named it, quotes and all. */
export function runFolder(command: string): string {
  return / (?:-o|--output)[ =]((?:'[^']*'|\\'|[^'\s])+)/.exec(command)?.[1] ?? 'RUN';
}
