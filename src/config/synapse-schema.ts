import { z } from 'zod';
import { type Bounds, quantity, sourced } from './schema-parts.ts';
import { fields } from './validate.ts';

const ratio = (bounds: Bounds, description: string) => quantity('ratio', bounds, description);

const coefficients = (of: string) =>
  z
    .array(ratio({}, 'Coefficient of x^p.'))
    .min(1)
    .max(100)
    .describe(`Coefficients of 1, x, x^2, ...: ${of}; x = g/g_max.`);

const programmingError = z
  .discriminatedUnion('law', [
    sourced({
      law: z.literal('polynomial').describe('sigma = sum of coefficients[p] x^p.'),
      coefficients: coefficients('the error of x, one sigma'),
    }),
    sourced({
      law: z.literal('saturating').describe('sigma = amplitude (1 - exp(-x/scale)).'),
      amplitude: ratio({ min: 0 }, 'Largest error of x, one sigma.'),
      scale: ratio({ above: 0 }, 'x at which the error has reached 63 % of its largest.'),
    }),
  ])
  .describe('Error of a programmed conductance about its target, as a fraction of g_max, one sigma.');

const logLine = z
  .union([
    ratio({}, 'A constant.').transform((constant) => ({
      slope: 0,
      intercept: constant,
      low: -Infinity,
      high: Infinity,
    })),
    fields({
      slope: ratio({}, 'Change per unit of ln(x).'),
      intercept: ratio({}, 'Value at x = 1.'),
      low: ratio({}, 'Lower limit.'),
      high: ratio({}, 'Upper limit.'),
    }).refine(({ low, high }) => low <= high, { path: ['low'], message: 'expected low <= high' }),
  ])
  .describe('A constant, or slope ln(x) + intercept limited to low .. high; x = g/g_max.');

const drift = z
  .discriminatedUnion('law', [
    sourced({
      law: z.literal('power').describe('x (time/referenceTime)^-nu, nu = |N(mean, sigma)| per device.'),
      time: quantity('time', { above: 0 }, 'Time between programming and use.'),
      referenceTime: quantity('time', { above: 0 }, 'Time at which the conductance was verified.'),
      mean: logLine,
      sigma: logLine,
    }),
    sourced({
      law: z.literal('shift').describe('x + sum of coefficients[p] x^p: the mean change at the time of use.'),
      coefficients: coefficients('the mean change of x'),
    }),
    sourced({
      law: z.literal('relaxation').describe('target + (x - target) exp(-time/timeConstant).'),
      time: quantity('time', { min: 0 }, 'Time between programming and use.'),
      timeConstant: quantity('time', { above: 0 }, 'Time constant of the relaxation.'),
      target: ratio({ min: 0, max: 1 }, 'x to which every device relaxes.'),
    }),
  ])
  .describe('What became of the conductances between programming and use.');

const range = sourced({
  percentile: ratio(
    { above: 0, max: 1 },
    'Percentile of a layer’s |nominal weights| stored at g_max; larger weights are clipped.',
  ),
  onOffRatio: z.number().gt(1).describe('g_max / g_min of one device; without it, off is zero.').optional(),
});

/** Section `synapse` of a device file. */
export const synapseSchema = sourced({
  levels: z
    .int()
    .min(2)
    .describe('Distinct conductances of a device; without levels or bits, continuous.')
    .nullable()
    .optional(),
  bits: z.int().min(1).max(24).describe('The same as levels: 2^bits.').optional(),
  range: range
    .describe('How weights map to conductances; without it, every weight fits and off is zero.')
    .nullable()
    .default(null),
  programmingError: programmingError.nullable().default(null),
  stuckOff: ratio({ min: 0, max: 1 }, 'Fraction of devices that stay at g_min.').prefault(0),
  stuckOn: ratio({ min: 0, max: 1 }, 'Fraction of devices that stay at g_max.').prefault(0),
  drift: drift.nullable().default(null),
  readNoise: sourced({
    relative: ratio({ min: 0 }, 'rms, relative to each device’s current.'),
    correlationTime: quantity('time', { above: 0 }, 'Correlation time.'),
  })
    .describe('Noise of the device currents.')
    .nullable()
    .default(null),
  wire: sourced({
    resistance: quantity('resistance', { min: 0 }, 'Resistance of the wire between two cells.'),
    maximumConductance: quantity('conductance', { above: 0 }, 'g_max.'),
    readDown: z
      .enum(['same-ends', 'opposite-ends'])
      .describe(
        'Where a shared array is read down: at the wire ends where it is read up (reciprocal), or at the others.',
      )
      .default('same-ends'),
  })
    .describe('Wires of the array, for the first-order voltage drop along them.')
    .nullable()
    .default(null),
  feedback: z
    .enum(['shared', 'separate'])
    .describe('shared: one array read both ways; separate: an array of its own with its own errors.')
    .default('shared'),
}).superRefine(({ levels, bits, stuckOff, stuckOn }, context) => {
  if (bits !== undefined && levels !== undefined) {
    context.addIssue({ code: 'custom', path: ['bits'], message: 'expected either levels or bits' });
  }
  if (stuckOff + stuckOn > 1) {
    context.addIssue({ code: 'custom', path: ['stuckOn'], message: 'expected stuckOff + stuckOn <= 1' });
  }
});
