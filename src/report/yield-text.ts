import { counted, percentBetween, percentInterval } from './format.ts';
import type { Yield } from './summary-cell.ts';

/** What every yield is a yield on: "on all of 8 inputs". */
export function onInputs(inputs: number): string {
  return inputs === 1 ? 'on 1 input' : `on all of ${inputs} inputs`;
}

/** For a table: "94/97 (87.5 - 97.2 %; 3 held by thresholds only; 3 refused; of all 100 chips: 94.0 - 97.0 %)". */
export function yieldText(own: Yield): string {
  if (own.fraction === null) return own.refused > 0 ? `\u2013 (${own.refused} refused)` : '\u2013';
  const { n, wilson, deadZone, unknown, refused, ofAll, screened } = own;
  const details = [
    percentInterval(wilson),
    ...(screened === null ? [] : [`${screened.simulated} simulated`]),
    ...(deadZone > 0 ? [`${deadZone} held by thresholds only`] : []),
    ...(unknown > 0 ? [`${unknown} undecided`] : []),
    ...(refused > 0 ? [`${refused} refused`] : []),
    ...(ofAll === null ? [] : [`of all ${ofAll.chips}: ${percentBetween(ofAll.fraction)}`]),
  ];
  return `${passedInWords(own)}${screened === null ? '/' : ' of '}${n} (${details.join('; ')})`;
}

/** In a sentence: "94 of 97 chips (87.5 - 97.2 %; 3 of them held by thresholds only; 3 more could not be run)". */
export function chipsWithYield(own: Yield): string {
  const { n, wilson, deadZone, unknown, refused, ofAll, screened } = own;
  if (own.fraction === null) return refused > 0 ? `no chip: ${refused} could not be run` : 'no chips';
  const details = [
    percentInterval(wilson),
    ...(screened === null ? [] : [`${screened.simulated} of them simulated`]),
    ...(deadZone > 0 ? [`${deadZone} of them held by thresholds only`] : []),
    ...(unknown > 0 ? [`${unknown} undecided`] : []),
    ...(refused > 0 ? [`${refused} more could not be run`] : []),
    ...(ofAll === null
      ? []
      : [`of all ${counted(ofAll.chips, 'chip')} it is ${percentBetween(ofAll.fraction)}, whatever those would do`]),
  ];
  return `${passedInWords(own)} of ${counted(n, 'chip')} (${details.join('; ')})`;
}

/** "94", or "90 to 94" where undecided chips may be among them; "94.2 %" where it was screened. */
export function passedInWords({ passed, unknown, screened, fraction }: Yield): string {
  if (screened !== null && fraction !== null) return percentBetween(fraction);
  return unknown > 0 ? `${passed} to ${passed + unknown}` : String(passed);
}
