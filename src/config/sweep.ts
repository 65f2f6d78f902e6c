import type { SpreadPath } from './device-schema.ts';
import type { InputDocument, Path } from './document.ts';
import { InputError, type Problem } from './input-error.ts';
import { CHANGE, changeAxis } from './one-at-a-time.ts';
import type { Axis } from './scenario.ts';
import type { ScenarioDeviceInput } from './scenario-schema.ts';
import { didYouMean } from './suggest.ts';

/** An axis that still knows where each of its values is written. */
export interface AxisInput extends Axis {
  readonly origins: readonly Path[];
}

/** One point of the grid: one value of every axis. */
export interface GridPoint {
  readonly index: number;
  readonly choices: readonly {
    readonly axis: AxisInput;
    readonly value: number | string;
    readonly label: string;
    readonly origin: Path;
  }[];
}

/** More points than this are taken for a mistake. */
const MAX_POINTS = 10_000;
const MAX_AXES = 100;

/** Path of the axis of corners. */
export const CORNER = 'device.corner';

/** What may vary along a sweep, besides everything behind `device.`; the rest is common to all points. */
const SCENARIO_AXES = [
  'device',
  'beta',
  'beta.timesCritical',
  'loss',
  'nudge',
  'engine',
  'accept.angleDeg',
  'horizon',
  'maxEvents',
  'train.learningRate',
  'train.momentum',
  'train.weightDecay',
  'train.betaSchedule.to',
  'train.betaSchedule.along',
  'train.batch',
  'train.optimizer',
  'train.inference',
  'train.passes',
  'train.order',
  'train.damping',
  'train.state',
  'train.learn',
  'train.synapse.device',
  'train.synapse.scheme',
  'train.synapse.fullWeight',
  'train.synapse.mostPulses',
  'train.synapse.lifetime',
  'train.synapse.transfer.every',
  'train.synapse.transfer.rate',
  'train.synapse.transfer.visible',
];

/** Refuses more axes than any sweep has, before the ranges of so many are written out. */
export function requireFewAxes({ file, value, position }: InputDocument): void {
  const sweep: unknown = Object(value).sweep;
  const count = typeof sweep === 'object' && sweep !== null ? Object.keys(sweep).length : 0;
  if (count <= MAX_AXES) return;
  const message = `expected at most ${MAX_AXES} axes, got ${count}`;
  throw new InputError([{ file, ...position(['sweep'], true), path: 'sweep', message }]);
}

/** The axes of a scenario in the order of the file, behind that of corners and that of single changes. @param spreads of its device */
export function axesOf(
  document: InputDocument,
  { sweep, corners, oneAtATime }: ScenarioDeviceInput,
  spreads: readonly SpreadPath[],
): AxisInput[] {
  const axes = [
    ...(corners === null ? [] : [axisOfCorners(corners)]),
    ...(oneAtATime === null ? [] : [changeAxis(oneAtATime, spreads)]),
    ...Object.entries(sweep).map(([path, values]) => axisOf(document, path, values)),
  ];
  const problems = axes.flatMap(({ path }) => (Object.hasOwn(sweep, path) ? faults(path, sweep, document) : []));
  const count = axes.reduce((product, { values }) => product * values.length, 1);
  if (count > MAX_POINTS) {
    const message = `expected at most ${MAX_POINTS} points in all, got ${count}`;
    problems.push({ file: document.file, ...document.position(['sweep'], true), path: 'sweep', message });
  }
  if (problems.length > 0) throw new InputError(problems);
  return axes;
}

/** The full grid; the last axis changes fastest. */
export function gridOf(axes: readonly AxisInput[]): GridPoint[] {
  let choices: GridPoint['choices'][] = [[]];
  for (const axis of axes) {
    const options = axis.values.map((value, i) => ({ axis, value, label: axis.labels[i], origin: axis.origins[i] }));
    choices = choices.flatMap((chosen) => options.map((option) => [...chosen, option]));
  }
  return choices.map((chosen, index) => ({ index, choices: chosen }));
}

function axisOfCorners(corners: readonly string[]): AxisInput {
  return { path: CORNER, values: corners, labels: corners, origins: corners.map((_, i) => ['corners', i]) };
}

function axisOf(document: InputDocument, path: string, values: readonly (number | string)[]): AxisInput {
  const { sweep } = document.value as { sweep: Record<string, unknown> };
  const listed = Array.isArray(sweep[path]);
  return {
    path,
    values,
    labels: values.map(String),
    origins: values.map((_, i) => (listed ? ['sweep', path, i] : ['sweep', path])),
  };
}

function faults(path: string, sweep: ScenarioDeviceInput['sweep'], document: InputDocument): Problem[] {
  const problem = (message: string): Problem => {
    const place = document.position(['sweep', path], true);
    return { file: document.file, ...place, path: `sweep.${path}`, message };
  };
  if (!path.startsWith('device.') && !SCENARIO_AXES.includes(path)) {
    const hint = didYouMean(path, SCENARIO_AXES);
    return [problem(`expected a path into the device (device. ...) or one of the scenario’s own that may vary${hint}`)];
  }
  if (path === CORNER && Object(document.value).corners !== undefined) {
    return [problem('expected either corners or an axis of them')];
  }
  if (path === CHANGE && Object(document.value).oneAtATime !== undefined) {
    return [problem('expected either oneAtATime or an axis of it')];
  }
  if (path === 'beta' && Object.hasOwn(sweep, 'beta.timesCritical')) {
    return [problem('expected either beta or beta.timesCritical on the axes')];
  }
  return [];
}
