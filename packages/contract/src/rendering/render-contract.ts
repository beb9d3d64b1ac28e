import type { JsonSchema } from '@sagellm/bench-protocol';import type { Contract } from '../contracts/contract.ts';import type { ContractResult } from '../evaluation/contract-result.ts';
export type ContractFormat = 'table' | 'markdown' | 'json';
export function renderContract(_result: ContractResult, _format: ContractFormat, _options: { color?: boolean; width?: number } = {}): string { throw new Error('under way'); }
