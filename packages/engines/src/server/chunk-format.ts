import type { EngineRequest } from '@sagellm/bench-protocol';

export type Finish = 'stop' | 'length';
export type Usage = { prompt: number; completion: number; cached?: number | undefined };

/**
 * How one route writes its answer. Everything that is the same for all events of a stream is put together once; a token
 * costs its own text and little more.
 */
export type AnswerFormat = {
  /** The chunk before the first token; absent where the route has none. */
  role?: (usage?: Usage) => string;
  /** Whether a token without text writes a chunk, as vLLM does in completions and not in chat. */
  writesEmptyText: boolean;
  /** One event's JSON. */
  chunk(text: string, finish: Finish | null, usage?: Usage): string;
  /** The event after the last chunk that holds the usage alone. */
  usageChunk(usage: Usage): string;
  /** The reply of a request that does not stream. */
  whole(text: string, finish: Finish, usage: Usage): string;
};

type Head = { request: EngineRequest; model: string };

export function chatFormat({ request, model }: Head): AnswerFormat {
  const id = JSON.stringify(`chatcmpl-${request.request_id}`);
  const head = (object: string) => `{"id":${id},"object":"${object}",${stamp(model)}`;
  const chunkHead = head('chat.completion.chunk');
  const deltaHead = `${chunkHead},"choices":[{"index":0,"delta":`;
  return {
    role: (usage) =>
      `${deltaHead}{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}]${usageTail(usage)}}`,
    writesEmptyText: false,
    chunk: (text, finish, usage) => {
      const delta = text === '' ? '{}' : `{"content":${JSON.stringify(text)}}`;
      return `${deltaHead}${delta},"logprobs":null,"finish_reason":${quoted(finish)}}]${usageTail(usage)}}`;
    },
    usageChunk: (usage) => `${chunkHead},"choices":[]${usageTail(usage, true)}}`,
    whole: (text, finish, usage) =>
      `${head('chat.completion')},"choices":[{"index":0,"message":{"role":"assistant","content":${JSON.stringify(text)}},` +
      `"logprobs":null,"finish_reason":${quoted(finish)}}]${usageTail(usage, true)}}`,
  };
}

export function completionsFormat({ request, model }: Head): AnswerFormat {
  const id = JSON.stringify(`cmpl-${request.request_id}`);
  const head = `{"id":${id},"object":"text_completion",${stamp(model)}`;
  const choice = (text: string, finish: Finish | null) =>
    `${head},"choices":[{"index":0,"text":${JSON.stringify(text)},"logprobs":null,"finish_reason":${quoted(finish)}}]`;
  return {
    writesEmptyText: true,
    chunk: (text, finish, usage) => `${choice(text, finish)}${usageTail(usage)}}`,
    usageChunk: (usage) => `${head},"choices":[]${usageTail(usage, true)}}`,
    whole: (text, finish, usage) => `${choice(text, finish)}${usageTail(usage, true)}}`,
  };
}

function stamp(model: string): string {
  return `"created":${Math.floor(Date.now() / 1000)},"model":${JSON.stringify(model)}`;
}

function quoted(finish: Finish | null): string {
  return finish === null ? 'null' : `"${finish}"`;
}

/** As in vLLM, cached tokens stand in the final usage only, not in the running one. */
function usageTail(usage: Usage | undefined, final = false): string {
  if (!usage) return '';
  const { prompt, completion, cached } = usage;
  const details = final && cached !== undefined ? `,"prompt_tokens_details":{"cached_tokens":${cached}}` : '';
  return `,"usage":{"prompt_tokens":${prompt},"total_tokens":${prompt + completion},"completion_tokens":${completion}${details}}`;
}
