import { z } from 'zod';
import { fields } from './validate.ts';

/** Neurons of a dense layer, or channels of a convolution. */
const neurons = z.int().min(1).max(100_000);
const side = z.int().min(1).max(10_000);

const pool = fields({
  max: z.int().min(2).max(1000).describe('The largest of windows of so many rows and columns.').optional(),
  average: z.int().min(2).max(1000).describe('The mean of windows of so many rows and columns.').optional(),
})
  .refine(({ max, average }) => (max === undefined) !== (average === undefined), {
    message: 'expected either max or average',
  })
  .describe('What is read goes through a pool first: { max: 2 } or { average: 2 }.')
  .optional();

const layer = fields({
  dense: neurons.describe('Neurons, each of which reads all of the layer below.').optional(),
  convolution: neurons.describe('Channels: neurons at every patch of the layer below, which share weights.').optional(),
  kernel: side.describe('Rows and columns of a patch.').optional(),
  stride: side.describe('Rows and columns from one patch to the next; without it, 1.').optional(),
  padding: z
    .int()
    .min(0)
    .max(10_000)
    .describe('Rows and columns of zeros around what is read; without it, 0.')
    .optional(),
  pool,
}).superRefine(({ dense, convolution, kernel, stride, padding }, context) => {
  const tell = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
  if ((dense === undefined) === (convolution === undefined)) tell([], 'expected either dense or convolution');
  if (convolution !== undefined && kernel === undefined) tell(['kernel'], 'expected the rows and columns of a patch');
  if (dense === undefined) return;
  for (const [name, value] of Object.entries({ kernel, stride, padding })) {
    if (value !== undefined) tell([name], 'expected only with a convolution');
  }
});

/** The layers of a network as a scenario states them, input first. */
export const layersSchema = z
  .array(z.union([neurons, z.tuple([side, side, side]), layer]))
  .min(2)
  .max(100)
  .describe(
    'Neurons per layer, input first; an image as input is [height, width, channels], a layer with more to say a map: ' +
      '{ convolution: channels, kernel, stride, padding, pool } or { dense: neurons, pool }.',
  );

export type LayersInput = z.output<typeof layersSchema>;
