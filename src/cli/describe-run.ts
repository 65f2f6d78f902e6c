import { threeDigits, withUnit } from '../report/format.ts';
import { describeLoop } from './describe-loop.ts';
import type { SimulateResult } from './run-result.ts';

/** A run for a terminal. */
export function describeRun(result: SimulateResult): string {
  const { chip, layers, rule, nudge, beta, loss, events, energy, gradient, free } = result;
  const angles = gradient.angleDeg.map((angle, k) => {
    const ratio = gradient.normRatio[k];
    if (angle === null || ratio === null) return `  weights ${k} to ${k + 1}     none`;
    return `  weights ${k} to ${k + 1}     ${threeDigits(angle)} deg, length ${threeDigits(ratio)} times the reference`;
  });
  return [
    `${chip} (${layers.join('-')}), rule ${rule}, ${nudge} error, beta ${threeDigits(beta)}, ${loss}`,
    '',
    ...ending(result),
    `events              ${events.activity} of activity, ${events.difference} of difference`,
    `energy              ${energy === null ? 'not stated by the device' : withUnit(energy, 'J')}`,
    `loss                ${threeDigits(result.lossValue)} (free: ${threeDigits(free.lossValue)})`,
    `predicted class     ${result.prediction} (free: ${free.prediction})`,
    'gradient against backprop',
    ...angles,
    'loop',
    ...describeLoop(result.loop).map((line) => `  ${line}`),
  ].join('\n');
}

function ending({ outcome, settleTime, endTime, horizon, stoppedBy }: SimulateResult): string[] {
  const when =
    settleTime === null ? `ended by ${stoppedBy} at ${withUnit(endTime, 's')}` : `at ${withUnit(settleTime, 's')}`;
  return [`outcome             ${outcome}, ${when} (horizon ${withUnit(horizon, 's')})`];
}
