import { ExitCode } from '@sagellm/bench-protocol';
import type { ContractResult } from './contract-result.ts';

/** 0 where the contract is kept; 3 where it is broken, or where what it promises was not measured. */
export function contractExitCode(result: ContractResult): 0 | 3 {
  return result.status === 'kept' ? ExitCode.done : ExitCode.promiseBroken;
}
