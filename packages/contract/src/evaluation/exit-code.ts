import { ExitCode, mostSeriousExitCode, verdictExitCode } from '@sagellm/bench-protocol';
import type { ContractResult } from './contract-result.ts';

/**
 * 0 where the contract is kept; 4 where the measurement is INVALID and nobody accepted that, as then nobody knows; 3
 * where it is broken, or where what it promises was not measured.
 */
export function contractExitCode({ status, measurement }: ContractResult): ExitCode {
  return mostSeriousExitCode([
    verdictExitCode(measurement),
    status === 'kept' ? ExitCode.done : ExitCode.promiseBroken,
  ]);
}
