import { total } from '../ended.ts';
import { counted } from '../format.ts';
import type { Summary } from '../summary.ts';
import { ruleName } from '../words.ts';
import type { Finding } from './finding.ts';

/** How often the branches foretold the runs. */
export function predictions({ predictions: all }: Summary): Finding[] {
  return (all ?? []).map(({ rule, branches: { stable, lost }, surprises }) => {
    const foretold = total(stable) + total(lost);
    const wrong = stable.unstable + lost.stable;
    const none = `No branch of ${ruleName(rule)} foretells anything`;
    const text =
      `The branch foretold how ${counted(foretold, 'run')} would end, and ${wrong} ended otherwise: ` +
      `of ${total(stable)} with a stable branch ${stable.unstable} became unstable, of ${total(lost)} whose branch is lost ${lost.stable} were stable`;
    const replay = surprises === 0 ? '' : ` ${counted(surprises, 'chip')} to look at, below.`;
    return { subject: `Predicted, ${ruleName(rule)}`, text: `${foretold === 0 ? none : text}.${replay}` };
  });
}
