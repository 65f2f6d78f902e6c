import { threeDigits, withUnit } from '../report/format.ts';
import { describeUnstated } from './describe-input.ts';
import { describeLoop } from './describe-loop.ts';
import type { SimulateResult } from './run-result.ts';

/** A run for a terminal. */
export function describeRun(result: SimulateResult): string {
  const { chip, layers, unstated, rule, nudge, beta, loss, gradient, free } = result;
  const angles = gradient.angleDeg.map((angle, k) => {
    const ratio = gradient.normRatio[k];
    const text =
      angle === null || ratio === null ? 'none' : `${threeDigits(angle)} deg, ${threeDigits(ratio)} times as long`;
    return `  ${`weights ${k} to ${k + 1}`.padEnd(18)}${text}`;
  });
  return [
    `${chip} (${layers.join('-')}), rule ${rule}, ${nudge} error, beta ${threeDigits(beta)}, ${loss}`,
    ...describeUnstated(unstated),
    '',
    ...ending(result),
    `loss                ${threeDigits(result.lossValue)} (free: ${threeDigits(free.lossValue)})`,
    `predicted class     ${result.prediction} (free: ${free.prediction})`,
    'gradient against backprop',
    ...angles,
    'loop',
    ...(result.loop === null ? [`not analysed: ${result.loopError}`] : describeLoop(result.loop)).map(
      (line) => `  ${line}`,
    ),
  ].join('\n');
}

function ending(result: SimulateResult): string[] {
  const { outcome, settleTime, endTime, horizon, stoppedBy, events, energy, passes } = result;
  if (passes !== null) {
    return [`outcome             ${outcome} after ${passes.made} passes, last change ${threeDigits(passes.change)}`];
  }
  if (endTime === null || horizon === null || events === null) throw new Error('a run of events without an end');
  const when =
    settleTime === null ? `ended by ${stoppedBy} at ${withUnit(endTime, 's')}` : `at ${withUnit(settleTime, 's')}`;
  return [
    `outcome             ${outcome}, ${when} (horizon ${withUnit(horizon, 's')})`,
    ...remarks(result),
    `events              ${events.activity} of activity, ${events.difference} of difference`,
    `energy              ${energy === null ? 'not stated' : withUnit(energy, 'J')}`,
  ];
}

/** What the word alone does not say. */
function remarks({ deadZone, railsNeeded, watch }: SimulateResult): string[] {
  const lines: string[] = [];
  if (deadZone) lines.push('                    only the thresholds hold it: a mode grows there, or there is no rest');
  if (railsNeeded !== null) {
    lines.push(`rails needed        ${railsNeeded.map(threeDigits).join(' to ')} full scales`);
  }
  if (watch !== null) {
    const window = `${withUnit(watch.from, 's')} to ${withUnit(watch.to, 's')}`;
    const stayed = 'stayed at the rest of its noiseless twin';
    lines.push(
      `watched             ${window}: ${watch.left === null ? stayed : `left before ${withUnit(watch.left, 's')}`}`,
    );
  }
  return lines;
}
