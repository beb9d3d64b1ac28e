import type { JsonSchema } from '@sagellm/bench-protocol';import type { Contract } from '../contracts/contract.ts';import type { ContractResult } from '../evaluation/contract-result.ts';
export function stepSummary(_result: ContractResult): string { throw new Error('under way'); }
