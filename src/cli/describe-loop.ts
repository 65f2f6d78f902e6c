import type { LoopAnalysis } from '../analysis/analyze-loop.ts';
import type { OperatingPoint } from '../analysis/operating-point.ts';
import { threeDigits, withUnit } from '../report/format.ts';
import type { AnalyzeResult } from './analyze.ts';
import { describeUnstated } from './describe-input.ts';
import { describeLimits } from './describe-limits.ts';

/** The analysis of all probes for a terminal. */
export function describeLoops(result: AnalyzeResult): string {
  const { chip, unstated, rule, nudge, beta, loss, loop, probes, weightTransport } = result;
  const title = `${chip}, rule ${rule}, ${nudge} error, beta ${threeDigits(beta)}, ${loss}`;
  const lines = [title, ...describeUnstated(unstated), ''];
  const named =
    probes.length > 1 ? `probe ${probes[0].probe}, the worst of ${probes.length}` : probeName(probes[0].probe);
  lines.push(`at ${named}`, ...describeLoop(loop).map((line) => `  ${line}`));
  if (probes.length > 1) {
    lines.push('', 'probe  branch       ends at beta  gain margin  phase margin  fails first by');
    for (const { probe, loop: each } of probes) {
      const has = hasMargins(each);
      const margin = (has ? factor(each.gainMargin) : '-').padStart(11);
      const phase = (has ? degrees(each.phaseMarginDeg) : '-').padStart(12);
      const end = (each.lossBeta === null ? 'none' : threeDigits(each.lossBeta)).padStart(12);
      lines.push(
        `${String(probe).padStart(5)}  ${each.operatingPoint.padEnd(11)}  ${end}  ${margin}  ${phase}  ${each.kind}`,
      );
    }
  }
  lines.push('', ...describeLimits(result));
  for (const { layer, angleDeg, relativeError } of weightTransport) {
    lines.push('', `weight-transport error of layer ${layer} to ${layer + 1}: ${transport(angleDeg, relativeError)}`);
  }
  return lines.join('\n');
}

function transport(angleDeg: number, relativeError: number): string {
  return `${threeDigits(angleDeg)} deg between feedback and forward array, |B - W|/|W| ${threeDigits(relativeError)}`;
}

/** One operating point, a line for each finding. */
export function describeLoop(loop: LoopAnalysis): string[] {
  const { gainMargin, criticalBeta, kind, angularFrequency, spectralAbscissa, feedThrough, operatingPoint } = loop;
  const lines = [`branch              ${BRANCHES[operatingPoint]}`, `ends                ${ending(loop)}`];
  if (hasMargins(loop)) {
    const frequency = angularFrequency ? ` at ${withUnit(angularFrequency / (2 * Math.PI), 'Hz')}` : '';
    const decibels = gainMargin === null ? '' : ` (${(20 * Math.log10(gainMargin)).toFixed(1)} dB)`;
    lines.push(
      `gain margin         ${factor(gainMargin)}${decibels}`,
      `critical beta       ${criticalBeta === null ? 'none' : threeDigits(criticalBeta)}`,
      `fails first by      ${kind}${frequency}`,
      `phase margin        ${degrees(loop.phaseMarginDeg)}`,
      `growing modes       ${loop.unstableModes}`,
      `spectral abscissa   ${threeDigits(spectralAbscissa!)} 1/s without delay`,
    );
  }
  for (const { layer, mean, rms, worst } of feedThrough) {
    const values = `mean ${threeDigits(mean)}, rms ${threeDigits(rms)}, worst ${threeDigits(worst)}`;
    lines.push(`feed-through ${String(layer).padEnd(6)} ${values}`);
  }
  return lines;
}

const BRANCHES: Readonly<Record<OperatingPoint, string>> = {
  stable: 'reaches this beta, no mode grows',
  conditional: 'reaches this beta, no mode grows, but at a smaller beta one does',
  pinned: 'reaches this beta, cut by a rail: no margins',
  lost: 'has ended before this beta: no margins',
  given: 'not followed: the state was given',
};

function ending({ lossBeta, lossBy }: LoopAnalysis): string {
  if (lossBeta === null) return 'not up to 100 times this beta';
  const how = { mode: 'a mode grows', fold: 'it folds back', kink: 'it does not go on behind a kink' };
  return `at beta ${threeDigits(lossBeta)}: ${lossBy === null ? 'from there on only rails hold it' : how[lossBy]}`;
}

/** Whether a branch has margins where it is. */
function hasMargins({ operatingPoint }: LoopAnalysis): boolean {
  return operatingPoint !== 'pinned' && operatingPoint !== 'lost';
}

function probeName(probe: number | null): string {
  return probe === null ? 'the given input' : `probe ${probe}`;
}

function factor(margin: number | null): string {
  return margin === null ? 'infinite' : threeDigits(margin);
}

function degrees(angle: number | null): string {
  return angle === null ? 'infinite' : `${threeDigits(angle)} deg`;
}
