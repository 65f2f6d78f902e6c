import type { TrialPoints } from '../../montecarlo/trial-point.ts';
import type { Manifest } from '../../store/manifest.ts';
import type { Summary } from '../summary.ts';
import type { RunTally } from '../tally/run-tally.ts';
import { type DrawnExample, examplesOf } from './examples.ts';
import { loopsOf, type RuleLoops } from './loops.ts';

/** What a report shows of single chips, which are made again for it. */
export interface Evidence {
  /** By rule. */
  readonly loops: readonly RuleLoops[];
  /** By rule and outcome. */
  readonly examples: readonly DrawnExample[];
}

/** Of a report that shows none. */
export const NO_EVIDENCE: Evidence = { loops: [], examples: [] };

export function gatherEvidence(manifest: Manifest, tally: RunTally, summary: Summary, points: TrialPoints): Evidence {
  return {
    loops: loopsOf(manifest, tally, summary, points),
    examples: examplesOf(manifest, tally, summary, points),
  };
}

/** The numbers of a report with those of its evidence. */
export function withEvidence(summary: Summary, { loops, examples }: Evidence): Summary {
  return { ...summary, loops: loops.map((own) => own.summary), examples: examples.map((own) => own.summary) };
}
