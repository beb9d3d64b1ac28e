import { appendFile, readFile } from 'node:fs/promises';
import {
  builtinContracts,
  type Contract,
  type ContractResult,
  evaluateContract,
  findContract,
  readContract,
  stepSummary,
} from '@sagellm/bench-contract';
import { type BenchmarkReport, didYouMean, faultError, usageError } from '@sagellm/bench-protocol';

/** A built-in contract by its name, or one from a file. Read before a run, so that a mistake in it costs nothing. */
export async function loadContract(nameOrFile: string): Promise<Contract> {
  const builtin = findContract(nameOrFile);
  if (builtin) return builtin;
  const text = await readFile(nameOrFile, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const names = builtinContracts.map(({ name }) => name);
    const meant = didYouMean(nameOrFile, names);
    throw cause.code === 'ENOENT'
      ? usageError(
          `--contract ${nameOrFile}: neither a contract (${names.join(', ')}) nor a file`,
          meant ? `did you mean ${meant}?` : undefined,
          cause,
        )
      : usageError(`--contract ${nameOrFile}: cannot be read (${cause.message})`, undefined, cause);
  });
  return readContract(text, nameOrFile);
}

/** Judges a report; on GitHub the verdict is also put on the job's summary page. */
export async function holdAgainstContract(
  report: BenchmarkReport,
  contract: Contract,
  options: {
    allowUnmeasured: readonly string[];
    acceptInvalid?: boolean;
    env: Readonly<Record<string, string | undefined>>;
  },
): Promise<ContractResult> {
  const { allowUnmeasured, acceptInvalid = false } = options;
  const result = evaluateContract(report, contract, { allowUnmeasured, acceptInvalid });
  const page = options.env.GITHUB_STEP_SUMMARY;
  if (page) {
    await appendFile(page, `${stepSummary(result)}\n`).catch((cause: Error) => {
      throw faultError(`GITHUB_STEP_SUMMARY ${page}: cannot be written (${cause.message})`, undefined, cause);
    });
  }
  return result;
}
