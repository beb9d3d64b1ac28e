import { describe, expect, it } from 'vitest';
import { contractMetrics } from '../contracts/contract-metrics.ts';
import { contractSchema } from './contract-schema.ts';

type Plain = { properties: Record<string, Plain>; items: Plain; enum: string[]; required: string[] } & Record<
  string,
  unknown
>;

describe('the schema of a contract file', () => {
  const schema = contractSchema() as unknown as Plain;
  const row = schema.properties.rows!.items;

  it('is a document of its own that refuses what it does not know', () => {
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $id: 'contract.schema.json',
      type: 'object',
      required: ['name', 'rows'],
      additionalProperties: false,
    });
    expect(row).toMatchObject({
      required: ['metric', 'comparator', 'limit', 'severity'],
      additionalProperties: false,
    });
  });

  it('offers every metric that a report can have, and no count', () => {
    expect(row.properties.metric!.enum).toEqual(contractMetrics.map(({ key }) => key));
    expect(row.properties.metric!.enum).toEqual(expect.arrayContaining(['ttft_ms', 'itl_ms', 'spec_accept_rate']));
    expect(row.properties.metric!.enum).not.toContain('total_requests');
  });

  it('is made anew on each call', () => {
    expect(contractSchema()).not.toBe(contractSchema());
    expect(contractSchema()).toEqual(contractSchema());
  });
});
