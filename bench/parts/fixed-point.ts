import { referenceGradient } from '../../src/learning/backprop.ts';
import { fixedPoint } from '../../src/learning/fixed-point.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { Findings } from '../findings.ts';
import { type Contender, interleave, secondsOf } from '../measure.ts';
import { driveOf, peerChip, RULE } from '../peer-chip.ts';
import { NumpyForward, numpyMissing } from '../peers/numpy.ts';

const LAYERS = [784, 512, 512, 10];
const BATCH = 100;
const ROUNDS = 7;

/** The layer-wise iteration of the papers on a batch, against NumPy's forward pass and against backprop. */
export async function fixedPointEngine(): Promise<Findings> {
  const findings = new Findings();
  const peer = peerChip(LAYERS, 'peers');
  const circuit = circuitOf(peer.chip, RULE);
  // A batch of the same sample: a dense product takes the time of any.
  const batched = (one: Float64Array) =>
    Float64Array.from({ length: BATCH * one.length }, (_, i) => one[i % one.length]);
  const drive = { ...driveOf(peer), input: batched(peer.input), target: batched(peer.target) };
  const forward = () => fixedPoint(circuit, drive, { iterations: 0, order: 'forward' });
  const pass = (order: 'forward' | 'forward-backward') => () => fixedPoint(circuit, drive, { iterations: 1, order });
  const backprop = () => referenceGradient(circuit, drive.input, drive.target, drive.loss);
  const contenders: Contender[] = [
    () => ({ 'forward pass': secondsOf(forward) }),
    () => ({ 'DP-transpose, 1 pass up': secondsOf(pass('forward')) }),
    () => ({ 'DP-transpose, 1 pass down': secondsOf(pass('forward-backward')) }),
    () => ({ backprop: secondsOf(backprop) }),
  ];
  const absent = numpyMissing();
  const numpy = absent === null ? new NumpyForward(peer.chip, drive.input, BATCH) : null;
  if (numpy === null) findings.absent.push(`NumPy: ${absent}`);
  else contenders.push(async () => ({ 'NumPy forward pass, one OpenBLAS thread': (await numpy.pass()).seconds }));
  try {
    if (numpy !== null) findings.notes.push(await numpy.assertSameOutput(forward().output));
    const samples = await interleave(contenders, ROUNDS);
    for (const [what, values] of Object.entries(samples)) findings.measured(`${LAYERS.join('-')}: ${what}`, values);
    const { backprop: reference, 'forward pass': ours } = samples;
    const theirs = samples['NumPy forward pass, one OpenBLAS thread'];
    if (numpy !== null) findings.ratio('forward pass / that of NumPy', ours, theirs, { atMost: 3 });
    for (const way of ['up', 'down']) {
      const what = `DP-transpose, 1 pass ${way}`;
      findings.ratio(`${what} / backprop`, samples[what], reference, { atMost: 4 });
    }
  } finally {
    numpy?.end();
  }
  return findings;
}
