import type { BenchmarkRequest, DatasetIdentity, PromptInput, Tokenizer, WorkloadSpec } from '@sagellm/bench-protocol';
import type { OpenedDataset } from '../opened-dataset.ts';
import { countTokens } from '../requests/count-tokens.ts';
import { type LengthSummary, summariseLengths } from './histogram.ts';

export type DatasetPreview = {
  identity: DatasetIdentity;
  /** Distinct requests that the dataset can give; absent: as many as one likes. */
  size?: number;
  /** Prompts as the tokenizer counts them now. Absent when there was none. */
  input_tokens?: LengthSummary;
  /** Lengths that are asked for. */
  output_tokens?: LengthSummary;
  first: {
    request_id: string;
    prompt_tokens: number;
    max_tokens: number;
    session_id?: string;
    turn?: number;
    text: string;
  }[];
};

const SHOWN = 5;
const SHOWN_CHARACTERS = 400;

/** Looks at the first `count` measured requests: their lengths, and the beginnings of the first few. */
export function previewDataset(
  dataset: OpenedDataset,
  tokenizer: Tokenizer,
  count: number,
  { workload = PREVIEW, seed = 42, shown = SHOWN }: { workload?: WorkloadSpec; seed?: number; shown?: number } = {},
): DatasetPreview {
  const input: number[] = [];
  const output: number[] = [];
  const first: DatasetPreview['first'] = [];
  const requests = dataset.sample({ workload, tokenizer, seed, phase: 'measured', exactOutput: true });
  for (const request of take(count, requests)) {
    const tokens = countTokens(request.input, tokenizer);
    input.push(tokens);
    if (request.input.kind !== 'texts') output.push(request.max_tokens);
    if (first.length < shown) first.push(summary(request, tokens, tokenizer));
  }
  const [inputTokens, outputTokens] = [summariseLengths(input), summariseLengths(output)];
  return {
    identity: dataset.identity,
    ...(dataset.size === undefined ? {} : { size: dataset.size }),
    ...(inputTokens ? { input_tokens: inputTokens } : {}),
    ...(outputTokens ? { output_tokens: outputTokens } : {}),
    first,
  };
}

/** Stands in where no workload was chosen. */
const PREVIEW: WorkloadSpec = {
  name: 'preview',
  title: 'preview of a dataset',
  topic: 'tell what is worth knowing',
  prompt_tokens: 128,
  output_tokens: 128,
  requests: 100,
  concurrency: 1,
  warmup: 0,
  stream: true,
  sampling: {},
  turns: ['user'],
  distinct: true,
};

function* take<T>(count: number, items: Iterable<T>): Iterable<T> {
  if (count < 1) return;
  let taken = 0;
  for (const item of items) {
    yield item;
    if (++taken >= count) return;
  }
}

function summary(request: BenchmarkRequest, tokens: number, tokenizer: Tokenizer): DatasetPreview['first'][number] {
  const text = textOf(request.input, tokenizer);
  return {
    request_id: request.request_id,
    prompt_tokens: tokens,
    max_tokens: request.max_tokens,
    ...(request.session_id === undefined ? {} : { session_id: request.session_id }),
    ...(request.turn === undefined ? {} : { turn: request.turn }),
    text: text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text,
  };
}

function textOf(input: PromptInput, tokenizer: Tokenizer): string {
  switch (input.kind) {
    case 'text':
      return input.text;
    case 'messages':
      return input.messages.map(({ role, content }) => `${role}: ${content}`).join('\n');
    case 'token-ids':
      return tokenizer.decode(input.token_ids);
    case 'texts':
      return input.texts.join('\n');
  }
}
