import type { Device, Spread, Varying } from '../../src/config/device.ts';
import type { Axis, Scenario, SweepPoint } from '../../src/config/scenario.ts';
import type { Outcome } from '../../src/model/outcomes.ts';
import type { Rule } from '../../src/model/rules.ts';
import { failedRow, noBranches, noOutcomes, UNSCREENED } from '../../src/montecarlo/failed-row.ts';
import type { TrialRow } from '../../src/montecarlo/row.ts';
import { type Stream, stream } from '../../src/random/stream.ts';
import type { Manifest, RunPoint } from '../../src/store/manifest.ts';
import { DEFAULT_TRAINING } from '../default-training.ts';

/**
 * A made-up run in the shape of a real one, for tests of the report: no result of the simulator. DP loses its margin as
 * alpha leaves 1/2, DP-transpose hardly does; angles grow with mismatch; chip 17 cannot be run at the second point. Every
 * outcome occurs.
 */
export interface SyntheticRun {
  readonly manifest: Manifest;
  readonly rows: readonly TrialRow[];
}

const none: Spread = { sigma: 0, relative: true };
const varying = (nominal: number, sigma = 0): Varying => ({
  nominal,
  mismatch: { sigma, relative: true },
  die: none,
  gradient: none,
  distribution: 'normal',
  shape: 0,
});

export const DEVICE: Device = {
  format: 'dyadsim/device@1',
  name: 'Made-up 180 nm',
  description: 'A device for tests of the report.',
  signal: { fullScale: 0.3, rails: [-2.5, 2.5] },
  neuron: { activation: 'relu', tau: varying(1e-5, 0.1), gain: varying(1, 0.1), offset: varying(0) },
  dyad: { alpha: varying(0.5), nudgeGain: varying(1, 0.07), meanWeight: varying(1, 0.07), autoZero: null },
  encoder: {
    activityThreshold: varying(0.01, 0.16),
    differenceThreshold: varying(0.01, 0.16),
    delay: 2e-7,
    jitter: 0,
  },
  synapse: {
    levels: 16,
    range: null,
    programmingError: null,
    stuckOff: 0,
    stuckOn: 0,
    drift: null,
    readNoise: null,
    wire: null,
    feedback: 'shared',
  },
  noise: { thermal: null, flicker: null },
  energy: { event: 6.5e-10, staticPerNeuron: 1e-9 },
  provenance: [
    { path: 'neuron.tau', value: '10 us', source: 'Pelgrom et al., JSSC 24:1433, 1989', quality: 'loose fit' },
    { path: 'energy.event', value: '0.65 nJ', source: 'https://example.org/a-paper', quality: 'fit' },
    { path: 'encoder.delay', value: '0.2 us', source: 'an engineering choice', quality: 'assumed' },
  ],
};

export const ALPHA: Axis = {
  path: 'device.dyad.alpha',
  labels: ['0', '0.25', '0.5', '0.75', '1'],
  values: [0, 0.25, 0.5, 0.75, 1],
};

/** The same as the static engine would have it: branches in place of runs, and nothing that takes time. */
export function unsimulated({ manifest, rows }: SyntheticRun): SyntheticRun {
  const points = manifest.points.map((point): RunPoint => ({ ...point, engine: 'static' }));
  return { manifest: { ...manifest, points }, rows: rows.map(unsimulatedRow) };
}

function unsimulatedRow(row: TrialRow): TrialRow {
  const { settled, chattering, clipped, undecided, ...failing } = row.outcomes;
  const lost = Object.values(failing).reduce((sum, probes) => sum + probes, 0);
  const left = settled + chattering + undecided;
  const nothing = { settleTimeMedian: null, settleTimeMax: null, activityEvents: null, differenceEvents: null };
  const stable = row.error === null ? lost === 0 : null;
  return {
    ...row,
    ...nothing,
    engine: 'static',
    energy: null,
    deadZone: 0,
    surprise: null,
    outcomes: { ...noOutcomes(), settled: left, clipped, lost },
    stable,
    inRange: stable === null ? null : stable && clipped === 0,
    aligned: stable === null ? null : stable && row.aligned === true,
    branches: {
      ...noBranches(),
      stable: { stable: left, unstable: 0, undecided: 0 },
      pinned: { stable: clipped, unstable: 0, undecided: 0 },
      lost: { stable: 0, unstable: lost, undecided: 0 },
    },
  };
}

/** A run over the given axes; change parts of the scenario to test what a report says about them. */
export function syntheticRun(axes: readonly Axis[] = [ALPHA], changes: Partial<Scenario> = {}): SyntheticRun {
  const manifest = syntheticManifest(axes, changes);
  const { chips } = manifest.scenario;
  const rows = manifest.points.flatMap(({ index }) => syntheticRows(manifest, 0, chips, index));
  return { manifest, rows };
}

/** Rows of some chips at a point, both rules of a chip after each other. */
export function syntheticRows({ scenario, points }: Manifest, first: number, chips: number, point: number): TrialRow[] {
  const { coordinates } = points[point];
  return Array.from({ length: chips }, (_, i) =>
    scenario.rules.map((rule) => syntheticRow(scenario, point, coordinates, first + i, rule)),
  ).flat();
}

export function syntheticManifest(axes: readonly Axis[], changes: Partial<Scenario> = {}): Manifest {
  const scenario: Scenario = {
    format: 'dyadsim/scenario@1',
    kind: 'sweep',
    name: 'Asymmetric nudging',
    description: 'How far may the nudging be asymmetric before each rule fails?',
    device: DEVICE,
    network: {
      layers: [64, 32, 10],
      weights: { from: 'train', epochs: 10, learningRate: 0.1, batch: 16 },
      scale: 'full-scale',
    },
    data: { dataset: 'digits' },
    loss: 'squared-error',
    nudge: 'live',
    beta: { timesCritical: 1.2, track: false },
    rules: ['dp', 'dp-transpose'],
    engine: 'events',
    screen: { near: 0.2, sample: 0.1 },
    follow: 100,
    train: DEFAULT_TRAINING,
    ownRules: [],
    probes: 8,
    chips: 100,
    until: null,
    seed: 'made up',
    sweep: axes,
    accept: { angleDeg: 45, specs: [] },
    horizon: null,
    observe: { wait: null, window: null },
    worst: null,
    maxEvents: null,
    find: null,
    sensitivity: null,
    rare: null,
    ...changes,
  };
  return {
    format: 'dyadsim/run@4',
    command: 'dyadsim sweep scenarios/asymmetric-nudging.yaml -o runs/demo',
    scenarioFile: 'scenarios/asymmetric-nudging.yaml',
    versions: { dyadsim: '0.1.0', node: 'v20.20.2' },
    seed: scenario.seed,
    scenario,
    points: pointsOf(axes, scenario),
    criticalBeta: 0.7,
    network: { testAccuracy: 0.985, scale: [1, 0.41, 0.83], weightsHash: 'made up' },
    chipsPerBlock: 4,
  };
}

function pointsOf(axes: readonly Axis[], { loss, nudge, engine, follow, accept }: Scenario): RunPoint[] {
  const combinations = axes.reduce<SweepPoint['coordinates'][]>(
    (found, { path, labels, values }) =>
      found.flatMap((done) => values.map((value, i) => [...done, { path, label: labels[i], value }])),
    [[]],
  );
  return combinations.map((coordinates, index) => {
    const value = (path: string) => coordinates.find((coordinate) => coordinate.path === path)?.value;
    return {
      index,
      coordinates,
      alpha: Number(value(ALPHA.path) ?? DEVICE.dyad.alpha.nominal),
      beta: BETA,
      loss,
      nudge: value('nudge') === 'held' ? 'held' : nudge,
      engine,
      follow,
      accept: { angleDeg: Number(value('accept.angleDeg') ?? accept.angleDeg), specs: accept.specs },
      horizon: 5e-3,
    };
  });
}

function syntheticRow(
  { probes, accept, seed }: Scenario,
  point: number,
  coordinates: SweepPoint['coordinates'],
  chip: number,
  rule: Rule,
): TrialRow {
  const draw = stream(seed, 'synthetic', chip);
  const [strength, skew, quality] = [normal(draw), normal(draw), normal(draw)];
  const swept = coordinates.find(({ path }) => path === ALPHA.path);
  const alpha = swept === undefined ? 0 : Number(swept.value);
  const held = coordinates.some(({ value }) => value === 'held');
  const feedThrough = rule === 'dp' ? 2 * alpha - 1 : 0.09 * (2 * alpha - 1) * skew;
  const gain = held ? 0 : (feedThrough < 0 ? 1.3 : 0.9) * Math.abs(feedThrough) * Math.exp(0.16 * strength);
  const gainMargin = gain < 1e-3 ? null : 1 / gain;
  const unstable = Math.min(probes, Math.max(0, Math.round(probes * 4 * (gain - 0.97))));
  const failing: Outcome =
    gain < 1.01 ? 'slow' : feedThrough < 0 ? (chip % 8 === 3 ? 'jumped' : 'saturated') : 'oscillating';
  const left = probes - unstable;
  const clipped = Math.min(left, feedThrough < 0 && gain > 0.7 ? 2 : 0);
  const chattering = Math.min(left - clipped, skew > 1.8 ? 1 : 0);
  const undecided = Math.min(left - clipped - chattering, point === 0 && strength < -2.2 ? 1 : 0);
  const settled = left - clipped - chattering - undecided;
  const outcomes = { ...noOutcomes(), settled, clipped, chattering, undecided };
  outcomes[feedThrough < 0 && gain > 1.9 ? 'diverged' : failing] += unstable;
  const stable = unstable > 0 ? false : undecided > 0 ? null : true;
  const angle = (12 + 30 * Math.abs(alpha - 0.5)) * Math.exp(0.35 * quality) * (1 + gain);
  const angleDeg = stable ? [1.25 * angle, 0.4 * angle] : [null, null];
  const settle = (8e-5 * (1 + 0.1 * strength)) / Math.max(0.04, 1 - 0.9 * gain);
  const events = Math.round(probes * (620 + 40 * skew) * (stable ? 1 + gain : 6));
  // Of some chips that fail, one input settles although its branch has ended.
  const surprising = unstable > 0 && settled > 0 && chip % 5 === 0;
  const error = chip === 17 && point === 1 ? 'event budget of 0 for layer <1>' : null;
  return {
    point,
    chip,
    rule,
    beta: BETA,
    engine: 'events',
    ...UNSCREENED,
    outcomes,
    deadZone: Math.min(settled, quality > 1.7 ? 1 : 0),
    watched: 0,
    left: 0,
    budgetEnded: 0,
    stable,
    inRange: stable && clipped === 0,
    aligned: stable && 1.25 * angle <= accept.angleDeg,
    branches: {
      stable: { stable: settled + chattering - (surprising ? 1 : 0), unstable: 0, undecided },
      conditional: { stable: 0, unstable: failing === 'oscillating' ? unstable : 0, undecided: 0 },
      pinned: { stable: clipped, unstable: 0, undecided: 0 },
      lost: { stable: surprising ? 1 : 0, unstable: failing === 'oscillating' ? 0 : unstable, undecided: 0 },
    },
    surprise: surprising ? 3 : null,
    lossBeta: gain < 0.01 ? null : BETA / gain,
    certifiedBeta: gain < 0.01 ? null : (0.3 * BETA) / gain,
    failingBeta: gain < 0.5 ? null : (0.8 * BETA) / gain,
    settleTimeMedian: unstable < probes ? settle : null,
    settleTimeMax: unstable < probes ? 1.6 * settle : null,
    activityEvents: Math.round(0.7 * events),
    differenceEvents: Math.round(0.3 * events),
    energy: 6.5e-10 * events,
    angleDeg,
    normRatio: angleDeg.map((deg) => (deg === null ? null : 1 + 0.01 * deg)),
    differenceError: null,
    railsNeeded: clipped > 0 ? [-2.5 - gain, 2.5] : null,
    accuracy: 0.875,
    gainMargin,
    error: null,
    ...(error === null ? {} : failedRow({ point, chip, rule, beta: BETA, engine: 'events' }, 2, error)),
  };
}

const BETA = 0.84;

/** Standard normal by Box and Muller. */
function normal(draw: Stream): number {
  return Math.sqrt(-2 * Math.log(draw())) * Math.cos(2 * Math.PI * draw());
}
