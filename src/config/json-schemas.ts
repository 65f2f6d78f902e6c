import { z } from 'zod';
import { chipSchema } from './chip-schema.ts';
import { deviceSchema } from './device-schema.ts';
import { scenarioSchema } from './scenario-schema.ts';

/** A JSON Schema as plain data. */
export type JsonSchema = z.core.JSONSchema.JSONSchema;

/** JSON Schemas of the files a user writes, by file name; for completion and checks in an editor. */
export function jsonSchemas(): Readonly<Record<string, JsonSchema>> {
  return {
    'device.schema.json': jsonSchemaOf(deviceSchema, 'dyadsim device'),
    'scenario.schema.json': jsonSchemaOf(scenarioSchema, 'dyadsim scenario'),
    'chip.schema.json': jsonSchemaOf(chipSchema, 'dyadsim chip'),
  };
}

/** Of what is written in the file, not of what it becomes after loading. */
function jsonSchemaOf(schema: z.ZodType, title: string): JsonSchema {
  return { title, ...z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }) };
}

/** The text of a schema file. */
export function schemaText(schema: JsonSchema): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}
