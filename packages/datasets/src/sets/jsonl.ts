import { usageError } from '@sagellm/bench-protocol';
import type { DatasetEntry } from '../dataset-entry.ts';
import type { OpenDatasetOptions } from '../dataset-options.ts';
import { openDatasetFile } from '../files/dataset-file.ts';
import { parseElement } from '../files/file-element.ts';
import type { OpenedDataset } from '../opened-dataset.ts';
import { countTokens } from '../requests/count-tokens.ts';
import { finiteRequests } from '../requests/finite-requests.ts';
import { createKeptText } from '../requests/kept-text.ts';
import { makeRequest, phaseRandom } from '../requests/make-request.ts';
import { type RequestLine, readRequestLine } from '../requests/read-request-line.ts';

export const jsonLinesSet: DatasetEntry = {
  name: 'jsonl',
  description: 'requests of a file: OpenAI batch lines, prompts with lengths, messages',
  options: ['file', 'outputTokens'],
  open: openJsonLines,
};

/**
 * Requests of a file, one a line, in its order: OpenAI batch lines, prompts with a length, or messages. Every line is
 * checked before the run; the first `count` are kept.
 */
async function openJsonLines(options: OpenDatasetOptions & { file: string }): Promise<OpenedDataset> {
  const { tokenizer, outputTokens, count = Number.POSITIVE_INFINITY, signal } = options;
  await using file = await openDatasetFile(options.file);
  const keep = createKeptText(file.where);
  const lines: RequestLine[] = [];
  let items = 0;
  for await (const element of file.elements(signal)) {
    items++;
    const line = readRequestLine(parseElement(element, file.where), (problem, remedy) =>
      usageError(`${file.where}: ${element.place}: ${problem}`, remedy),
    );
    if (lines.length >= count) continue;
    keep(element.bytes.length);
    lines.push(line);
  }
  if (items === 0) throw usageError(`${file.where}: holds no request`, 'write one {"prompt": "…"} a line');

  return {
    name: 'jsonl',
    size: lines.length,
    identity: { name: 'jsonl', file_name: file.name, file_sha256: file.sha256(), items },
    sample: (spec) =>
      finiteRequests(spec, lines.length, (item, index) => {
        const { input, outputTokens: recorded, ...parts } = lines[item]!;
        const drawn = outputTokens?.draw(phaseRandom(spec).fork(item).fork('output-length'));
        return makeRequest(spec, index, {
          ...parts,
          input,
          promptTokens: countTokens(input, tokenizer),
          maxTokens: drawn ?? recorded ?? spec.workload.output_tokens,
        });
      }),
  };
}
