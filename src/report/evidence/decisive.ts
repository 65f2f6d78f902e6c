import type { FrequencyResponse } from '../../analysis/frequency-response.ts';
import { loopMarks } from '../charts/loop-marks.ts';

/** The loci that set a loop's margins alone; where none does the largest, and none where nothing is fed back. */
export function decisive({ omega, loci }: FrequencyResponse): FrequencyResponse {
  const marks = loci.map((locus) => ({ locus, ...loopMarks({ omega, loci: [locus] }) }));
  const all = loopMarks({ omega, loci });
  const isSame = (a: object | null, b: object | null) => a !== null && JSON.stringify(a) === JSON.stringify(b);
  const setting = marks.filter(({ gain, phase }) => isSame(gain, all.gain) || isSame(phase, all.phase));
  const largest = marks.filter(({ radius }) => radius > 0 && radius === all.radius);
  const chosen = setting.length > 0 ? setting : largest.slice(0, 1);
  return { omega, loci: chosen.map(({ locus }) => locus) };
}
