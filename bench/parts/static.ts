import { Branch } from '../../src/analysis/branch.ts';
import { Outlook } from '../../src/analysis/outlook.ts';
import { sampleChip } from '../../src/chip/sample-chip.ts';
import { loadDevice } from '../../src/config/load-device.ts';
import type { Circuit, Drive } from '../../src/engine/circuit.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import { firstInputs } from '../../src/montecarlo/chip-on-trial.ts';
import { Findings } from '../findings.ts';
import { interleave, processorSecondsOf } from '../measure.ts';
import { numpyMissing } from '../peers/numpy.ts';
import { NumpyEnsemble } from '../peers/numpy-ensemble.ts';
import { demoStudy } from '../sweep.ts';

const DEVICE = 'subthreshold-cmos-180nm';
const CHIPS = 100;
/** So often all states a round: as long as one of the others, or what those leave to be collected would be most of it. */
const PASSES = 10;
/** Chips drawn a round: as long as the rest of one, as the first thousands are drawn while the code is still being compiled. */
const DRAWN = 2000;
const ROUNDS = 9;
const WARM_UPS = 3;
const SEED = 'static';
/** States of both agree to this, full scales. */
const ACCURACY = 1e-9;
/** Of the beta of the demo, which is twice the critical one of the nominal chip: here every chip has a state at rest. */
const SHARE = 1 / 4;

/** The static engine on many chips, against fixed steps of all of them at once in NumPy: processor time. */
export async function staticEngine(): Promise<Findings> {
  const findings = new Findings();
  const [{ task, scenario, beta: demoBeta }] = demoStudy(1).points;
  const { network, probes } = demoStudy(1).tasks[task];
  const device = loadDevice(DEVICE);
  const beta = SHARE * demoBeta;
  const chips = Array.from({ length: CHIPS }, (_, index) => sampleChip(device, network, SEED, index));
  const circuits = chips.map((chip) => circuitOf(chip, 'dp-transpose'));
  const inputs = chips.map((chip) => firstInputs(chip, probes));
  const drives = circuits.flatMap((circuit, c) =>
    probes.map(({ input, target }, probe): [Circuit, Drive] => [
      circuit,
      { input, firstInput: inputs[c][probe], target, loss: scenario.loss, beta, nudge: 'live' },
    ]),
  );
  const runs = drives.length;
  const each = (work: (circuit: Circuit, drive: Drive) => unknown, passes = 1) =>
    processorSecondsOf(() => {
      for (const [circuit, drive] of drives) work(circuit, drive);
    }, passes) / runs;
  const state = (circuit: Circuit, drive: Drive) => new Branch(circuit, drive).at(drive.beta);
  const margin = (circuit: Circuit, drive: Drive) => new Outlook(circuit, drive).gainMargin;
  const loss = (circuit: Circuit, drive: Drive) => new Outlook(circuit, drive).lossBeta();
  let index = CHIPS;
  const contenders = [
    () => ({ state: each(state, PASSES) }),
    () => ({ margin: each(margin) }),
    () => ({ loss: each(loss) }),
    () => {
      const sample = processorSecondsOf(() => sampleChip(device, network, SEED, index++), DRAWN);
      // Until the drawn chips are collected: that takes longer than a pass over all states.
      each(loss, 2);
      return { sample };
    },
  ];
  const absent = numpyMissing();
  const ensemble = {
    circuits,
    firstInputs: inputs,
    targets: probes.map(({ target }) => target),
    beta,
    tau: device.neuron.tau.nominal,
  };
  const numpy = absent === null ? new NumpyEnsemble(ensemble, ACCURACY) : null;
  if (numpy === null) findings.absent.push(`NumPy: ${absent}`);
  else {
    findings.notes.push(await sameStates(numpy, drives, state));
  }
  try {
    const samples = await interleave(
      numpy === null ? contenders : [...contenders, async () => ({ numpy: (await numpy.run()).seconds / runs })],
      ROUNDS,
      WARM_UPS,
    );
    const name = `${DEVICE}, ${network.layers.join('-')}`;
    findings.measured(`${name}: a state on its branch`, samples.state);
    findings.measured(`${name}: with its modes and gain margin`, samples.margin);
    findings.measured(`${name}: with where its branch ends, to 100 times beta`, samples.loss);
    findings.measured(`${name}: sampling a chip`, samples.sample);
    const constant = (value: number) => new Array(ROUNDS).fill(value);
    findings.ratio(`${name}: a state on its branch / 30 us`, samples.state, constant(3e-5), { atMost: 1 });
    findings.ratio(`${name}: with its modes and gain margin / 100 us`, samples.margin, constant(1e-4), { atMost: 1 });
    findings.ratio(`${name}: sampling a chip / 250 us`, samples.sample, constant(2.5e-4), { atMost: 1 });
    if (numpy !== null) {
      findings.measured(`${name}: NumPy, fixed steps of all chips at once, one thread`, samples.numpy);
      findings.ratio(`${name}: a state on its branch / NumPy to ${ACCURACY}`, samples.state, samples.numpy, {
        atMost: 1,
      });
    }
  } finally {
    numpy?.end();
  }
  return findings;
}

/** Refuses to compare the speed of different answers. */
async function sameStates(
  numpy: NumpyEnsemble,
  drives: readonly [Circuit, Drive][],
  state: (circuit: Circuit, drive: Drive) => ReturnType<Branch['at']>,
): Promise<string> {
  const { states, steps } = await numpy.run();
  let at = 0;
  let off = 0;
  for (const [circuit, drive] of drives) {
    const point = state(circuit, drive);
    if (point === null)
      throw new Error('static: a branch ends before beta, where NumPy finds a state; nothing is timed');
    for (const layer of point.state.slice(1)) {
      for (const s of [...layer!.plus, ...layer!.minus]) off = Math.max(off, Math.abs(s - states[at++]));
    }
  }
  if (!(at === states.length && off <= 2 * ACCURACY))
    throw new Error(`NumPy's states differ by ${off}; it is not timed`);
  return `NumPy's states agree to ${off.toExponential(1)} full scales, after ${steps} steps of tau`;
}
