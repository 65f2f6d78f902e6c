import type { Scenario } from '../config/scenario.ts';
import { chipsWithoutFailure, sequenceWithoutFailure } from '../montecarlo/statistics/spec.ts';
import { inWords, verdictOfRun } from '../report/specs.ts';
import type { Summary } from '../report/summary.ts';
import { flagError } from './errors.ts';
import { DONE, NOT_YET_KNOWN, SPEC_FAILED } from './exit-codes.ts';
import type { Output } from './output.ts';

/** Throws where --check has nothing to check. */
export function requireTargets({ accept: { specs = [] } }: Scenario): void {
  if (specs.some(({ target }) => target !== null)) return;
  throw flagError('--check', 'the scenario states no target to check: accept.specs, each with a metric and a target');
}

/** Says how many chips the targets need at least, where the sweep has fewer. */
export function noteChips({ accept: { specs = [] }, chips, until }: Scenario, output: Output): void {
  for (const { name, target } of specs) {
    if (target === null) continue;
    const needed = until === null ? chipsWithoutFailure(target) : sequenceWithoutFailure(target);
    const has = `; the sweep has ${until === null ? '' : 'at most '}${chips}`;
    const enough = needed <= chips ? has : `${has}, which cannot show it`;
    output.note(
      `spec ${JSON.stringify(name)}: ${inWords(target)} needs at least ${needed} chips, none failing${enough}`,
    );
  }
}

/** The exit code of --check, which it says too. */
export function checked(summary: Summary, output: Output): number {
  const verdict = verdictOfRun(summary);
  output.note(`check: ${verdict ?? 'not yet known'}`);
  return verdict === 'pass' ? DONE : verdict === 'fail' ? SPEC_FAILED : NOT_YET_KNOWN;
}
