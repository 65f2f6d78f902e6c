import { poolOfLargest, shapeName } from '../model/connection.ts';
import { datasetNamed } from '../model/datasets.ts';
import { faultsOfInquiries } from './inquiry-faults.ts';
import { planFaults } from './plan.ts';
import { nameOfRule } from './scenario-rules.ts';
import type { ScenarioInput } from './scenario-schema.ts';
import { iterationFaults } from './training-schema.ts';

/** Something wrong at a place of a scenario. */
export interface Fault {
  readonly path: (string | number)[];
  readonly message: string;
}

/** What is wrong with fields that are right each by itself. */
export function* faultsOf(scenario: ScenarioInput): Generator<Fault> {
  yield* faultsOfTraining(scenario);
  yield* faultsOfConnections(scenario);
  yield* faultsOfSweep(scenario);
  yield* faultsOfInquiries(scenario);
  yield* faultsOfData(scenario);
  yield* planFaults(scenario);
}

function* faultsOfTraining({ kind, beta, network, nudge, train }: ScenarioInput): Generator<Fault> {
  if (train.initial === 'own' && network.weights.from !== 'random') {
    const message = 'expected weights: { from: random }, of which every chip may draw its own';
    yield { path: ['train', 'initial'], message };
  }
  if (typeof beta === 'object' && beta.track && train.margins !== 'every-epoch') {
    yield { path: ['train', 'margins'], message: 'expected every-epoch, since beta follows what is found then' };
  }
  if (kind !== 'train' && typeof beta === 'object' && beta.track) {
    yield { path: ['beta', 'track'], message: 'expected kind: train, whose weights and limits move' };
  }
  const outputs = network.layers[network.layers.length - 1];
  for (const [t, classes] of train.tasks.entries()) {
    for (const [i, label] of classes.entries()) {
      const path = ['train', 'tasks', t, i];
      if (label >= outputs) yield { path, message: `expected a class below ${outputs}` };
      if (classes.indexOf(label) < i) yield { path, message: 'expected each class once' };
    }
  }
  for (const { path, message } of iterationFaults(train, nudge)) yield { path: ['train', ...path], message };
}

/**
 * What convolutions and pools are not there for. Pools of the largest are there for the layer-wise training alone: events have none, nor
 * has what is worked out of states at rest.
 */
function* faultsOfConnections({ kind, beta, network, train }: ScenarioInput): Generator<Fault> {
  const { connections, weights } = network;
  if (connections === undefined) return;
  if (weights.from === 'train') {
    const message = 'expected random or file: digital training has no convolutions, pools and channels';
    yield { path: ['network', 'weights', 'from'], message };
  }
  const largest = poolOfLargest({ connections });
  if (largest < 0) return;
  if (kind !== 'train') {
    const message =
      'expected an average pool, or kind: train with inference: layer-wise, which alone has pools of the largest';
    yield { path: ['network', 'layers', largest + 1, 'pool', 'max'], message };
    return;
  }
  if (train.inference === 'events') {
    const message =
      'expected layer-wise, or average pools: which neuron of a window is largest changes as events arrive';
    yield { path: ['train', 'inference'], message };
  }
  if (train.margins !== 'never') {
    const message = 'expected never, or average pools: margins of pools of the largest are not worked out';
    yield { path: ['train', 'margins'], message };
  }
  if (typeof beta === 'object') {
    const message = 'expected a number, or average pools: the critical beta of pools of the largest is not worked out';
    yield { path: ['beta'], message };
  }
}

function* faultsOfSweep(scenario: ScenarioInput): Generator<Fault> {
  const { kind, chips, until, engine, worst, screen, follow, accept } = scenario;
  if (engine === 'screened' && follow !== null && follow < 1 + screen.near) {
    const message = `expected at least ${1 + screen.near}, so that it is known which chips are near their limit`;
    yield { path: ['follow'], message };
  }
  const rules = scenario.rules.map(nameOfRule);
  for (const [s, spec] of accept.specs.entries()) {
    for (const [r, rule] of (spec.rules ?? []).entries()) {
      if (rules.includes(rule)) continue;
      const message = `expected one of the scenario’s rules, ${rules.join(', ')}`;
      yield { path: ['accept', 'specs', s, 'rules', r], message };
    }
  }
  if (chips === 'auto' && until === null) {
    yield { path: ['chips'], message: 'expected a number, or until, which says when auto is enough' };
  }
  if (chips === 'auto' && kind !== 'sweep') yield { path: ['chips'], message: 'expected a number of chips' };
  if (until !== null && engine === 'screened' && screen.sample === 0) {
    yield { path: ['screen', 'sample'], message: 'expected more than 0: without a random part no yield is ever known' };
  }
  if (until !== null && 'decided' in until && !accept.specs.some(({ target }) => target !== null)) {
    yield { path: ['until'], message: 'expected accept.specs with a target that can be decided' };
  }
  if (engine === 'screened' && accept.specs.length > 0) {
    const message = 'expected engine: events or static, of which every chip has all its metrics';
    yield { path: ['accept', 'specs'], message };
  }
  if (engine !== 'events' && worst !== null) {
    const message = 'expected engine: events, which the search for the worst input simulates with';
    yield { path: ['worst'], message };
  }
}

/** What files hold is checked when they are read. */
function* faultsOfData({ data, network, train }: ScenarioInput): Generator<Fault> {
  if (data.dataset === undefined) return;
  const { inputs, classes, trainImages, shape } = datasetNamed(data.dataset);
  if ((train.images ?? 0) > trainImages) {
    yield { path: ['train', 'images'], message: `expected at most the ${trainImages} of ${data.dataset}` };
  }
  const { layers, connections } = network;
  const last = layers.length - 1;
  const image = connections?.[0]?.from;
  // A network of fewer layers is told as such, and so are layers that are not right and not yet numbers.
  if (last < 1 || !layers.every(Number.isInteger)) return;
  if (layers[0] !== inputs) {
    yield { path: ['network', 'layers', 0], message: `expected ${inputs} inputs for ${data.dataset}` };
  } else if (image !== undefined && shapeName(image) !== shapeName(shape)) {
    yield { path: ['network', 'layers', 0], message: `expected ${shapeName(shape)} for ${data.dataset}` };
  }
  if (layers[last] !== classes) {
    yield { path: ['network', 'layers', last], message: `expected ${classes} outputs for ${data.dataset}` };
  }
}
