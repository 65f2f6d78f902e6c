import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { schemaText } from '../config/json-schemas.ts';
import { summaryJsonSchema } from './summary-json-schema.ts';

/** A program: writes the schema of summary.json of this package anew. */
writeFileSync(
  fileURLToPath(new URL('../../schemas/summary.schema.json', import.meta.url)),
  schemaText(summaryJsonSchema()),
);
