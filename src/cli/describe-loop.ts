import type { LoopAnalysis } from '../analysis/analyze-loop.ts';
import { threeDigits, withUnit } from '../report/format.ts';
import type { AnalyzeResult } from './analyze.ts';
import { describeLimits } from './describe-limits.ts';

/** The analysis of all probes for a terminal. */
export function describeLoops(result: AnalyzeResult): string {
  const { chip, rule, nudge, beta, loss, loop, probes, weightTransport } = result;
  const lines = [`${chip}, rule ${rule}, ${nudge} error, beta ${threeDigits(beta)}, ${loss}`, ''];
  const named =
    probes.length > 1 ? `probe ${probes[0].probe}, the worst of ${probes.length}` : probeName(probes[0].probe);
  lines.push(`at ${named}`, ...describeLoop(loop).map((line) => `  ${line}`));
  if (probes.length > 1) {
    lines.push('', 'probe  gain margin  phase margin  fails first by');
    for (const { probe, loop: each } of probes) {
      const margin = factor(each.gainMargin).padStart(11);
      const phase = degrees(each.phaseMarginDeg).padStart(12);
      lines.push(`${String(probe).padStart(5)}  ${margin}  ${phase}  ${each.kind}`);
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
  const frequency = angularFrequency ? ` at ${withUnit(angularFrequency / (2 * Math.PI), 'Hz')}` : '';
  const decibels = gainMargin === null ? '' : ` (${(20 * Math.log10(gainMargin)).toFixed(1)} dB)`;
  const lines = [
    `gain margin         ${factor(gainMargin)}${decibels}`,
    `critical beta       ${criticalBeta === null ? 'none' : threeDigits(criticalBeta)}`,
    `fails first by      ${kind}${frequency}`,
    `phase margin        ${degrees(loop.phaseMarginDeg)}`,
    `growing modes       ${loop.unstableModes}`,
    `spectral abscissa   ${threeDigits(spectralAbscissa)} 1/s without delay`,
    `operating point     ${operatingPoint}`,
  ];
  for (const { layer, mean, rms, worst } of feedThrough) {
    const values = `mean ${threeDigits(mean)}, rms ${threeDigits(rms)}, worst ${threeDigits(worst)}`;
    lines.push(`feed-through ${String(layer).padEnd(6)} ${values}`);
  }
  return lines;
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
