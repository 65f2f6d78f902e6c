import type { CertifiedBeta } from '../analysis/certified-beta.ts';
import { threeDigits } from '../report/format.ts';
import type { AnalyzeResult } from './analyze.ts';

/** Up to which beta the chip is proved stable, and from which on it is known to fail. */
export function describeLimits({ certifiedBeta, certifiedBetaHere, failingBeta }: AnalyzeResult): string[] {
  const lines = [`certified beta      ${proved(certifiedBeta)}, for every input, target and start`];
  if (certifiedBetaHere !== null) lines.push(`  for this input    ${proved(certifiedBetaHere)}, from every start`);
  if (failingBeta === undefined) return lines;
  lines.push(
    failingBeta === null
      ? 'failing beta        none found for inputs in [0, 1]'
      : `failing beta        ${threeDigits(failingBeta.failingBeta)} (${failingBeta.outcome}), for an input in [0, 1] and target ${targetOf(failingBeta.target)}`,
  );
  return lines;
}

function proved({ everywhere, outputsInRange }: CertifiedBeta): string {
  if (everywhere === outputsInRange) return limit(everywhere);
  return `${limit(everywhere)}; ${limit(outputsInRange)} while no output is at a rail`;
}

function limit(beta: number | null): string {
  return beta === null ? 'no limit' : beta === 0 ? 'nothing proved' : threeDigits(beta);
}

/** The class of a one-hot target, or its values. */
function targetOf(target: Float64Array): string {
  const set = Array.from(target.keys()).filter((i) => target[i] !== 0);
  return set.length === 1 ? String(set[0]) : Array.from(target, threeDigits).join(',');
}
