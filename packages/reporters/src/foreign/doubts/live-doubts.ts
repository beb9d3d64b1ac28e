import type { Doubt, ForeignTable } from '../foreign-report.ts';
import { numberOf, rowsWhere } from '../foreign-table.ts';
import { isImpossible } from './impossible-gaps.ts';

/** Any stream that ends counts as a success; sageLLM's gateway tells its failures as text of an answer. */
export function untrustedSuccess(table: ForeignTable): Doubt[] {
  const suspicious = rowsWhere(table, (row) => isImpossible(numberOf(row, 'ttft_ms'), numberOf(row, 'tbt_ms')));
  const keys = ['successful_requests', 'failed_requests'];
  if (suspicious.length === 0)
    return [
      {
        code: 'success-untrusted',
        keys,
        says: 'a success may be a failure',
        because: 'every stream that ends counts as one, also when its text is an error (“[Stream error: …”)',
      },
    ];
  return [
    {
      code: 'failure-taken-for-success',
      keys: [...keys, 'ttft_ms', 'tbt_ms', 'throughput_tps', 'latency_p50_ms', 'latency_p95_ms', 'latency_p99_ms'],
      rows: suspicious,
      says: 'these successes were probably no answers of a model',
      because:
        'their text came faster than a model writes, in one piece, as the sageLLM gateway sends an error (“[Stream error: …”) when it has no engine; the product counts that as a success and its words as tokens',
    },
    {
      code: 'failure-taken-for-success',
      keys: ['avg_ttft_ms', 'avg_tbt_ms', 'avg_throughput_tps'],
      says: 'the means hold such successes too',
      because: `${suspicious.join(', ')} went into them`,
    },
  ];
}

/** One batch a scenario: the summary and any comparison stand on single shots of different work. */
export function meanOverScenarios(keys: string[], failedRows: string[] = []): Doubt {
  const failed = failedRows.length > 0 ? `, and counts as 0 what had no success (${failedRows.join(', ')})` : '';
  return {
    code: 'mean-over-scenarios',
    keys,
    says: 'a mean of things that differ',
    because: `it averages short and long prompts and all batch sizes with equal weight${failed}`,
  };
}

export function countedTokens(keys: string[]): Doubt {
  return {
    code: 'tokens-may-be-chunks',
    keys,
    says: 'tokens may be chunks of the stream',
    because: 'without a tokenizer the product counts chunks, and the file does not say which it did',
  };
}

export function sameShortPrompt(keys: string[]): Doubt {
  return {
    code: 'same-prompt-again',
    keys,
    says: 'a prefix cache may have answered',
    because:
      'every request has the same prompt, one word repeated; the length that was really sent, and whether it was cut to fit the model, are not in the file',
  };
}
