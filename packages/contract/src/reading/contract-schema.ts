import type { JsonSchema } from '@sagellm/bench-protocol';
import { z } from 'zod';
import { ContractResult } from '../evaluation/contract-result.ts';
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

/** The JSON Schema of a judged contract: `contract.json` and `contract --format json`. Made anew on each call. */
export function contractResultSchema(): JsonSchema {
  const { $schema, ...body } = z.toJSONSchema(ContractResult, {
    io: 'output',
    // Readers ignore keys they do not know, so that a file of a newer version stays valid.
    override: ({ jsonSchema }) => {
      if (jsonSchema.type === 'object') delete jsonSchema.additionalProperties;
    },
  });
  return {
    ...($schema ? { $schema } : {}),
    $id: 'contract-result.schema.json',
    title: 'ContractResult',
    description: 'A run held against a contract: each row on each workload, kept, broken or not measurable.',
    ...body,
  };
}
