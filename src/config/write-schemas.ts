import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { jsonSchemas, schemaText } from './json-schemas.ts';

/** A program: writes schemas/*.json of this package anew. */
const folder = fileURLToPath(new URL('../../schemas/', import.meta.url));
mkdirSync(folder, { recursive: true });
for (const [name, schema] of Object.entries(jsonSchemas())) writeFileSync(folder + name, schemaText(schema));
