import type { Doubt, ForeignTable } from '../foreign-report.ts';
import { numberOf, rowsWhere } from '../foreign-table.ts';

/** The hybrid client counts every line of the stream, also the one that only names the role. */
export function ttftOfTheRoleChunk(table: ForeignTable): Doubt {
  return {
    code: 'ttft-of-the-first-chunk',
    keys: table.columns.filter((key) => /ttft/.test(key)),
    says: 'TTFT is too short',
    because:
      'the hybrid client stamps the first chunk of any kind, which for a chat is the one that only names the role',
  };
}

/** `prompt_tokens` of the server overwrite the number of texts. */
export function textsAreTokens(table: ForeignTable): Doubt[] {
  const keys = table.columns.filter((key) => /texts_per_second|total_texts_embedded/.test(key));
  const [texts, size, done] = ['total_texts_embedded', 'avg_batch_size', 'completed_requests'].map(
    (key) => `metrics_by_request_type.embedding.${key}`,
  ) as [string, string, string];
  const caught = rowsWhere(table, (row) => {
    const [count, batch, requests] = [numberOf(row, texts), numberOf(row, size), numberOf(row, done)];
    return count !== undefined && batch !== undefined && requests !== undefined && count > batch * requests;
  });
  if (keys.length === 0) return [];
  const shown = caught.length > 0 ? `; ${caught.join(', ')}: more “texts” than its batches held` : '';
  return [
    {
      code: 'texts-are-tokens',
      keys,
      says: 'not texts but tokens',
      because: `the product overwrites the number of texts with the server’s prompt tokens${shown}`,
    },
    {
      code: 'efficiency-by-constant',
      keys: table.columns.filter((key) => key.endsWith('batch.efficiency')),
      says: 'no efficiency',
      because: 'it is the mean size of the batches that the client sent ÷ 32',
    },
  ];
}
