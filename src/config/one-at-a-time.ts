import type { Assignment } from './assign.ts';
import type { Device, Varying } from './device.ts';
import { SPREAD_PATHS, type SpreadPath } from './device-schema.ts';
import type { Path } from './document.ts';
import type { OneAtATimeInput } from './one-at-a-time-schema.ts';
import type { AxisInput } from './sweep.ts';

/** Path of the axis whose values change one thing of the device each, and its first value, which changes nothing. */
export const CHANGE = 'device.oneAtATime';
export const AS_DESIGNED = 'as designed';

const WITHOUT = /^without (.+)$/;
const TIMES = /^(\w+) x (.+)$/;

/** Whether a value of that axis leaves out a spread. */
export function isWithout(label: string): boolean {
  return WITHOUT.test(label);
}

/** Whether a value of that axis gives a constant a factor. */
export function isOfConstant(label: string): boolean {
  return TIMES.test(label);
}

/** The axis that a scenario's oneAtATime stands for. @param spreads of the device, for `without: each` */
export function changeAxis({ without, constants }: OneAtATimeInput, spreads: readonly SpreadPath[]): AxisInput {
  const left = without === 'each' ? spreads : (without ?? []);
  const choices: readonly (readonly [label: string, origin: Path])[] = [
    [AS_DESIGNED, ['oneAtATime']],
    ...left.map((path, i): [string, Path] => [
      `without ${path}`,
      ['oneAtATime', 'without', ...(without === 'each' ? [] : [i])],
    ]),
    ...Object.entries(constants).flatMap(([name, factors]) =>
      factors.map((factor, i): [string, Path] => [`${name} x ${factor}`, ['oneAtATime', 'constants', name, i]]),
    ),
  ];
  const labels = choices.map(([label]) => label);
  return { path: CHANGE, values: labels, labels, origins: choices.map(([, origin]) => origin) };
}

/** What a value of that axis puts into a device file's tree; a text says why it is none. */
export function changeAssignments(
  label: string,
  tree: unknown,
  { document, origin }: Pick<Assignment, 'document' | 'origin'>,
): Assignment[] | string {
  if (label === AS_DESIGNED) return [];
  const path = WITHOUT.exec(label)?.[1];
  if (path !== undefined) return [{ target: ['spread', path], value: 0, document, origin }];
  const [, name = '', factor = ''] = TIMES.exec(label) ?? [];
  const { constants } = Object(tree) as { constants?: unknown };
  if (name === '' || !Object.hasOwn(Object(constants), name)) {
    return `expected "${AS_DESIGNED}", "without" and a spread, or a constant of the device, "x" and a factor`;
  }
  const value = (constants as Record<string, unknown>)[name];
  return [{ target: ['constants', name], value: `${factor} * (${value})`, document, origin }];
}

/** What varies from chip to chip, by the names that `spread` has for it. */
export function spreadsOf(device: Device): SpreadPath[] {
  return SPREAD_PATHS.filter((path) => VARIES[path](device));
}

const VARIES: Readonly<Record<SpreadPath, (device: Device) => boolean>> = {
  'neuron.tau': ({ neuron }) => isSpread(neuron.tau),
  'neuron.gain': ({ neuron }) => isSpread(neuron.gain),
  'neuron.offset': ({ neuron }) => isSpread(neuron.offset),
  'dyad.alpha': ({ dyad }) => isSpread(dyad.alpha),
  'dyad.nudgeGain': ({ dyad }) => isSpread(dyad.nudgeGain),
  'dyad.meanWeight': ({ dyad }) => isSpread(dyad.meanWeight),
  'dyad.autoZero': ({ dyad }) => (dyad.autoZero?.residual ?? 0) > 0,
  'encoder.activityThreshold': ({ encoder }) => isSpread(encoder.activityThreshold),
  'encoder.differenceThreshold': ({ encoder }) => isSpread(encoder.differenceThreshold),
  'synapse.programmingError': ({ synapse: { programmingError: error } }) => {
    if (error === null) return false;
    return error.law === 'polynomial' ? error.coefficients.some((c) => c !== 0) : error.amplitude !== 0;
  },
  'synapse.drift': ({ synapse: { drift } }) => {
    return drift?.law === 'power' && (drift.sigma.slope !== 0 || drift.sigma.intercept !== 0);
  },
  'synapse.stuckOff': ({ synapse }) => synapse.stuckOff > 0,
  'synapse.stuckOn': ({ synapse }) => synapse.stuckOn > 0,
};

function isSpread({ mismatch, die, gradient }: Varying): boolean {
  return mismatch.sigma > 0 || die.sigma > 0 || gradient.sigma > 0;
}
