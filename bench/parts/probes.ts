import type { Device } from '../../src/config/device.ts';
import type { Scenario } from '../../src/config/scenario.ts';
import { circuitOf } from '../../src/learning/rules.ts';
import type { Study, StudyPoint } from '../../src/montecarlo/study.ts';
import type { Task } from '../../src/montecarlo/task.ts';
import { runBlock } from '../../src/montecarlo/trial.ts';
import { randomNetwork } from '../../src/network/random-network.ts';
import { Simulator, simulate } from '../../src/verdict/simulate.ts';
import { Findings } from '../findings.ts';
import { interleave, secondsOf } from '../measure.ts';
import { limitsOf } from '../ours.ts';
import { driveOf, peerChip, RULE } from '../peer-chip.ts';
import { demoStudy } from '../sweep.ts';

const PROBES = 8;
const ROUNDS = 7;
const DURATION = 1.5e-4;

/** Several inputs, rules and sweep points of one chip at once, against one by one. */
export async function probes(): Promise<Findings> {
  const findings = new Findings();
  await simulators(findings);
  await trials(findings);
  return findings;
}

/** One simulator for all inputs, against one for each. */
async function simulators(findings: Findings): Promise<void> {
  for (const layers of [
    [64, 32, 10],
    [64, 64, 64, 10],
    [784, 256, 128, 10],
  ]) {
    const { chip, ...applied } = peerChip(layers, 'peers');
    const drives = Array.from({ length: PROBES }, (_, probe) => {
      const { input } = peerChip([layers[0], 1], `probe ${probe}`);
      return driveOf({ chip, ...applied, input });
    });
    const limits = limitsOf(DURATION);
    const together = () => {
      const simulator = new Simulator(circuitOf(chip, RULE));
      for (const drive of drives) simulator.run(drive, limits);
    };
    const apart = () => {
      for (const drive of drives) simulate(circuitOf(chip, RULE), drive, limits);
    };
    const samples = await interleave(
      [() => ({ together: secondsOf(together) }), () => ({ apart: secondsOf(apart) })],
      ROUNDS,
    );
    findings.measured(`${chip.name}: ${PROBES} probes, one simulator`, samples.together);
    findings.measured(`${chip.name}: ${PROBES} probes, a simulator each`, samples.apart);
    findings.ratio(`${chip.name}: a simulator each / one for all`, samples.apart, samples.together);
  }
}

const TRIAL_PROBES = 4;
const TRIAL_ROUNDS = 3;
const ALPHAS = [0.25, 0.75, 1];
const BETAS = [0.05, 0.1];

/** A chip of a sweep, its probes, rules and points sharing what they share, against each run as a study of its own. */
async function trials(findings: Findings): Promise<void> {
  const [{ scenario, task }] = demoStudy(1).points;
  const device: Device = { ...scenario.device, noise: { thermal: null, flicker: null } };
  const demo = demoStudy(1).tasks[task];
  const small = { ...demo, probes: demo.probes.slice(0, TRIAL_PROBES) };
  const { activation } = device.neuron;
  const layers = [784, 256, 128, 10];
  const large = {
    network: randomNetwork({ layers }, activation, 1, 'trial'),
    probes: Array.from({ length: TRIAL_PROBES }, (_, probe) => {
      const { input, target } = peerChip([784, 10], `probe ${probe}`);
      return { input, target, label: target.indexOf(1) };
    }),
  };
  for (const whole of [small, large]) {
    const name = whole.network.layers.join('-');
    const study = sweepOf(whole, { ...scenario, device });
    const separate = runsOf(study);
    let chip = 0;
    const trial = (one: Study) => runBlock(one, { index: 0, firstChip: chip, chips: 1 }).forEach(requireRun);
    const samples = await interleave(
      [
        () => ({ together: secondsOf(() => trial(study)) }),
        () => {
          const apart = secondsOf(() => separate.forEach(trial));
          chip++;
          return { apart };
        },
      ],
      TRIAL_ROUNDS,
    );
    const what = `${name}: ${TRIAL_PROBES} probes, 2 rules, ${study.points.length} points`;
    findings.measured(`${what}, together`, samples.together);
    findings.measured(`${what}, each run alone`, samples.apart);
    findings.ratio(`${what}: alone / together`, samples.apart, samples.together);
  }
}

/** The asymmetry of the nudging, and beta, on a noiseless device. */
function sweepOf(task: Task, scenario: Scenario): Study {
  const points = ALPHAS.flatMap((nominal, family) =>
    BETAS.map((beta, i): StudyPoint => {
      const { device } = scenario;
      const dyad = { ...device.dyad, alpha: { ...device.dyad.alpha, nominal } };
      const own = { ...scenario, device: { ...device, dyad } };
      const index = family * BETAS.length + i;
      return { index, coordinates: [], scenario: own, beta, task: 0, family, arrays: 0 };
    }),
  );
  return { seed: 'trial', tasks: [task], points };
}

/** A study for each point, rule and probe. */
function runsOf({ seed, tasks: [{ network, probes }], points }: Study): Study[] {
  return points.flatMap((point) =>
    point.scenario.rules.flatMap((rule) =>
      probes.map((probe) => ({
        seed,
        tasks: [{ network, probes: [probe] }],
        points: [{ ...point, scenario: { ...point.scenario, rules: [rule] } }],
      })),
    ),
  );
}

function requireRun({ error }: { readonly error: string | null }): void {
  if (error !== null) throw new Error(`a trial failed: ${error}`);
}
