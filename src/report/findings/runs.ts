import { counted } from '../format.ts';
import type { Summary } from '../summary.ts';
import type { Finding } from './finding.ts';

/** The budget protects the computer and is no property of the chip, so a reader has to know where it decided. */
export function endedByBudget({ points: all }: Summary): Finding[] {
  const cells = all.flatMap((point) => point.cells);
  const runs = cells.reduce((sum, { budgetEnded }) => sum + budgetEnded, 0);
  if (runs === 0) return [];
  const verb = runs === 1 ? 'was' : 'were';
  return [
    {
      subject: 'Event budget',
      text: `${counted(runs, 'run')} ${verb} ended by the event budget; ${runs === 1 ? 'its word is' : 'their words are'} from the equations without encoders, followed from there.`,
    },
  ];
}
