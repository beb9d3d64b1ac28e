import { resultSchemas } from '../../packages/protocol/src/index.ts';

/** `NAME.schema.json` for every format that the suite writes or reads, with its text. */
export function schemaFiles(): Map<string, string> {
  const schemas = Object.entries(resultSchemas());
  return new Map(schemas.map(([name, schema]) => [`${name}.schema.json`, `${JSON.stringify(schema, null, 2)}\n`]));
}
