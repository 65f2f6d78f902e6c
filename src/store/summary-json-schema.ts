import { z } from 'zod';
import type { JsonSchema } from '../config/json-schemas.ts';
import { summarySchema } from './summary-schema.ts';

/** The JSON Schema of summary.json, for programs that read it. */
export function summaryJsonSchema(): JsonSchema {
  return { title: 'dyadsim summary', ...z.toJSONSchema(summarySchema, { io: 'output', target: 'draft-7' }) };
}
