import { changeFindings } from './findings/changes.ts';
import { notSimulated } from './findings/engine.ts';
import type { Finding } from './findings/finding.ts';
import { hazards } from './findings/hazards.ts';
import { moreInputs } from './findings/inputs.ts';
import { pairedFindings } from './findings/paired.ts';
import { predictions } from './findings/predictions.ts';
import { endedByBudget } from './findings/runs.ts';
import { specFindings } from './findings/specs.ts';
import { usable } from './findings/windows.ts';
import type { Summary } from './summary.ts';
import { anglesInWords, intervalsInWords } from './words.ts';

/** What the run says besides the answers at its beginning, the most important first. */
export function verdict(summary: Summary): Finding[] {
  return [
    ...specFindings(summary),
    ...notSimulated(summary),
    ...usable(summary),
    ...moreInputs(summary),
    ...pairedFindings(summary),
    ...changeFindings(summary),
    ...hazards(summary),
    ...predictions(summary),
    ...endedByBudget(summary),
  ];
}

/** What the words and intervals of the verdict and the tables mean. */
export function definitions(summary: Summary): string {
  const { probes } = summary.setup;
  const inputs = probes === 1 ? 'the input' : `each of ${probes} inputs`;
  return (
    `Stable: ${inputs} of a chip ends settled, chattering or clipped. In range: also, none is clipped. Aligned: stable, ` +
    `and every layer\u2019s gradient is within ${anglesInWords(summary)} of the exact gradient of the same chip. Held by ` +
    'thresholds only: the chip rests, but would move away if its encoders were finer. Intervals in parentheses are ' +
    `${intervalsInWords(summary)}.`
  );
}
