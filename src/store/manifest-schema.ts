import { z } from 'zod';
import { LOSSES } from '../model/losses.ts';
import { ENGINES, NUDGES } from '../model/vocabulary.ts';
import { FORMAT } from './manifest.ts';

const text = z.string();
/** Also what plain JSON has no number for. */
const real = z.custom((value) => typeof value === 'number', 'expected a number');
const count = z.int().positive();

/**
 * What is expected of a manifest by those who read it: all of its own, and of the scenario what says which blocks there are.
 * What else is in the scenario is as it was resolved; the checksum vouches for it.
 */
export const manifestSchema = z.looseObject({
  format: z.literal(FORMAT),
  command: text,
  scenarioFile: text,
  versions: z.looseObject({ dyadsim: text, node: text }),
  seed: text,
  scenario: z.looseObject({
    name: text,
    description: text,
    device: z.looseObject({ name: text }),
    network: z.looseObject({ layers: z.array(count).min(2) }),
    rules: z.array(text).min(1),
    probes: count,
    chips: count,
    sweep: z.array(z.looseObject({ path: text, labels: z.array(text), values: z.array(z.union([real, text])) })),
  }),
  points: z
    .array(
      z.looseObject({
        index: z.int().nonnegative(),
        coordinates: z.array(z.looseObject({ path: text, label: text, value: z.union([real, text]) })),
        alpha: real,
        beta: real,
        loss: z.enum(LOSSES),
        nudge: z.enum(NUDGES),
        engine: z.enum(ENGINES),
        follow: real,
        accept: z.looseObject({ angleDeg: real }),
        horizon: real,
      }),
    )
    .min(1),
  criticalBeta: z.union([real, z.null()]),
  network: z.looseObject({ testAccuracy: z.union([real, z.null()]), scale: z.array(real), weightsHash: text }),
  chipsPerBlock: count,
});
