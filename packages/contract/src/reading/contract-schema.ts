import type { JsonSchema } from '@sagellm/bench-protocol';
import { z } from 'zod';
import { ContractFile } from './contract-file.ts';

/** The JSON Schema (draft 2020-12) of a contract file, for editors and validators. Made anew on each call. */
export function contractSchema(): JsonSchema {
  const { $schema, ...body } = z.toJSONSchema(ContractFile, { io: 'input' });
  return {
    ...($schema ? { $schema } : {}),
    $id: 'contract.schema.json',
    title: 'Contract',
    description: 'What a run promises: rows of metric, statistic, comparator and limit.',
    ...body,
  };
}
