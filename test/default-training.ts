import type { Training } from '../src/config/scenario.ts';
import { trainingSchema } from '../src/config/training-schema.ts';

/** A short training with all else as where a file does not state it. */
export const DEFAULT_TRAINING: Training = trainingSchema.parse({ epochs: 2 });
