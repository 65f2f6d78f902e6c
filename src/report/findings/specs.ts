import { VERDICTS } from '../../montecarlo/statistics/spec.ts';
import { verdictOfRun } from '../specs.ts';
import type { Summary } from '../summary.ts';
import { capital, specName } from '../words.ts';
import { cellsOf, type Finding } from './finding.ts';

const LISTED = 3;

/** What the targets of the specs come to, those that are missed by name. */
export function specFindings(summary: Summary): Finding[] {
  const found = verdictOfRun(summary);
  if (found === null) return [];
  const asked = cellsOf(summary).flatMap(({ cell, where }) =>
    cell.specs.flatMap(({ name, verdict }) =>
      verdict === null ? [] : [{ verdict, where: `${specName(name)} of ${where}` }],
    ),
  );
  const parts = VERDICTS.flatMap((verdict) => {
    const own = asked.filter((each) => each.verdict === verdict);
    if (own.length === 0) return [];
    const names = own.slice(0, LISTED).map(({ where }) => where);
    const more = own.length > LISTED ? `, and ${own.length - LISTED} more` : '';
    return [
      `${WORDS[verdict]} ${own.length} of ${asked.length}${verdict === 'pass' ? '' : `: ${names.join('; ')}${more}`}`,
    ];
  });
  return [{ subject: 'Specs', text: `${capital(found)}. ${parts.join('. ')}.` }];
}

const WORDS = { fail: 'Missed', 'not yet known': 'Not yet known', pass: 'Met' } as const;
