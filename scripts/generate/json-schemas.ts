import { contractResultSchema, contractSchema } from '../../packages/contract/src/index.ts';
import { resultSchemas } from '../../packages/protocol/src/index.ts';

/** `NAME.schema.json` for every format that the suite writes or reads, with its text. */
export function schemaFiles(): Map<string, string> {
  const own = { contract: contractSchema(), 'contract-result': contractResultSchema() };
  const schemas = Object.entries({ ...resultSchemas(), ...own });
  return new Map(schemas.map(([name, schema]) => [`${name}.schema.json`, `${JSON.stringify(schema, null, 2)}\n`]));
}
