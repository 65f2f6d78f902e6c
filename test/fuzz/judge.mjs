/**
 * A process of its own, so that a case that hangs or ends it can be told and named: takes paths of files, one message each,
 * and does with a file what `validate` does, and then what a study would. An expression is tried as such. Answers with the
 * problems found, or what came of the run. Anything but the problems of an InputError is a crash.
 */
import { join } from 'node:path';

const dist = new URL('../../dist/', import.meta.url);
const load = (path) => import(new URL(path, dist).href);
const [{ readDocument }, { formatProblem, InputError }, { documentKind }, { readQuantity, QuantityError }] =
  await Promise.all(['config/disk.js', 'config/input-error.js', 'cli/open-target.js', 'config/quantity.js'].map(load));
const [{ deviceOf }, { loadScenario }, { chipIn }, { checkStudy }, { preflight }, { runCost }] = await Promise.all(
  [
    'config/device-from.js',
    'config/load-scenario.js',
    'chip/chip-file.js',
    'cli/check-study.js',
    'montecarlo/preflight.js',
    'montecarlo/run-cost.js',
  ].map(load),
);
const [{ usualScenario }, { prepareStudy }, { runBlock }, { circuitOf }, { Simulator }, { stream }, { OUTCOMES }] =
  await Promise.all(
    [
      'cli/scenario-of.js',
      'montecarlo/prepare-study.js',
      'montecarlo/trial.js',
      'learning/rules.js',
      'verdict/simulate.js',
      'random/stream.js',
      'model/outcomes.js',
    ].map(load),
  );

/** Events of a run, redraws of its noise, weights of a network and seconds of training, beyond which a file is not run here. */
const MOST = { events: 3000, cost: 2e5, weights: 2e4, training: 1 };

process.on('message', ({ folder, name, text, accepted }) => {
  const started = performance.now();
  let answer;
  try {
    answer = text === undefined ? judge(join(folder, name)) : { quantity: readQuantity(text, accepted).value };
  } catch (error) {
    if (error instanceof InputError) {
      const problems = error.problems.map((problem) => ({ ...problem, shown: formatProblem(problem) }));
      answer = { problems };
    } else if (error instanceof QuantityError) answer = { problems: [{ shown: `${error.message} (${error.hint})` }] };
    else answer = { crash: error instanceof Error ? error.stack : String(error) };
  }
  process.send({ ...answer, ms: performance.now() - started });
});
process.send({ ready: true });

/** How the study of a file that is accepted goes: a word for it. */
function judge(file) {
  const document = readDocument(file);
  const kind = documentKind(document);
  if (kind === 'chip') return { kind, ran: runChip(chipIn(document)) };
  if (kind === 'device') return { kind, ran: runDevice(deviceOf(document)) };
  const loaded = loadScenario(file);
  const options = { threads: 1, ignoreMemory: false, patience: MOST.training, note: () => {} };
  const { study } = checkStudy(file, loaded, options);
  return { kind, ran: study === null ? 'long training' : runStudy(study) };
}

/** As the device of the usual study, its network made small. */
function runDevice(device) {
  const usual = usualScenario(device);
  const weights = { from: 'random', gain: 1 };
  const scenario = { ...usual, network: { ...usual.network, layers: [64, 5, 10], weights }, beta: { value: 0.1 } };
  const points = [{ index: 0, coordinates: [], scenario }];
  if (preflight(scenario, points, { memory: 1e9, threads: 1 }).refusals.length > 0) return 'refused before it runs';
  let study;
  try {
    study = prepareStudy(scenario, points);
  } catch (error) {
    if (error.constructor === Error) return 'refused when its network is made';
    throw error;
  }
  return runStudy(study);
}

/** One chip at the first and at the last point, on one probe. */
function runStudy(study) {
  const ends = [...new Set([study.points[0], study.points.at(-1)])];
  const points = ends.filter(({ scenario, task }) => {
    const { network } = study.tasks[task];
    const weights = network.forward.reduce((sum, own) => sum + own.weights.length, 0);
    const cost = Object.values(runCost(scenario.device, network.layers)).reduce((sum, own) => sum + own, 0);
    return weights < MOST.weights && cost < MOST.cost && scenario.worst === null;
  });
  if (points.length === 0) return 'long run';
  const short = points.map((point) => ({ ...point, scenario: { ...point.scenario, maxEvents: MOST.events } }));
  const tasks = study.tasks.map((task) => ({ ...task, probes: task.probes.slice(0, 1) }));
  const rows = runBlock({ ...study, points: short, tasks }, { index: 0, firstChip: 0, chips: 1 });
  for (const { error } of rows) if (error !== null) assertMeant(error);
  return rows.some(({ error }) => error === null) ? 'run' : 'refused chip';
}

/** A chip that is refused is told why; what the language says of a slip in the program is no such reason. */
function assertMeant(error) {
  if (
    /undefined|not a function|not iterable|Cannot (read|access)|is not defined|NaN|Invalid (array|typed)/.test(error)
  ) {
    throw new Error(`a row says: ${error}`);
  }
}

function runChip({ chip }) {
  const weights = chip.forward.reduce((sum, own) => sum + own.weights.length, 0);
  if (weights > MOST.weights) return 'long run';
  const random = stream('fuzz', 'chip');
  const input = Float64Array.from({ length: chip.layers[0] }, () => random());
  const target = Float64Array.from({ length: chip.layers.at(-1) }, (_, i) => (i === 0 ? 1 : 0));
  const tau = Math.max(
    ...chip.neurons.flatMap((layer) => (layer === null ? [] : [...layer.tau.plus, ...layer.tau.minus])),
  );
  const quiet = { ...chip, noise: null };
  const drive = { input, target, loss: 'squared-error', beta: 0.1, nudge: 'live' };
  const limits = { horizon: 20 * tau, maxEvents: MOST.events };
  const noise = (...address) => stream('fuzz', ...address);
  let outcome;
  try {
    outcome = new Simulator(circuitOf(quiet, 'dp')).run(drive, limits, { noise }).outcome;
  } catch (error) {
    if (/are lost to rounding$/.test(error.message)) return 'refused chip';
    throw error;
  }
  if (!OUTCOMES.includes(outcome)) throw new Error(`ended ${outcome}`);
  return 'run';
}
