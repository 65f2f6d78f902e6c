import { refusalsInWords } from '../report/refusals.ts';
import type { Summary } from '../report/summary.ts';
import type { Output } from './output.ts';

/** Ends a command that printed yields with what they leave out, where they leave something out. */
export function warnOfRefusals(summary: Summary, output: Output): void {
  const words = refusalsInWords(summary);
  if (words !== null) output.warn(words);
}
