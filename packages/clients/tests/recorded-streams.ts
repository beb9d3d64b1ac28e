import type { Observation } from '@sagellm/bench-protocol';

export type Expected = {
  status: Observation['status'];
  failure?: string;
  finish?: string;
  prompt?: number;
  output?: number;
  source?: string;
  cached?: number;
  events: number;
  tokenEvents: number;
  textLength: number;
};

/** What an observation of a recorded stream must say; `textLength` counts UTF-16 units of content and reasoning. */
export function expectedOf(seen: Observation & { text: string }): Expected {
  return {
    status: seen.status,
    ...(seen.failure ? { failure: seen.failure.class } : {}),
    ...(seen.finishReason ? { finish: seen.finishReason } : {}),
    ...(seen.promptTokensUsage !== undefined ? { prompt: seen.promptTokensUsage } : {}),
    ...(seen.outputTokens !== undefined ? { output: seen.outputTokens, source: seen.outputTokensSource! } : {}),
    ...(seen.cachedTokens !== undefined ? { cached: seen.cachedTokens } : {}),
    events: seen.events ?? -1,
    tokenEvents: seen.tokenEvents ?? -1,
    textLength: seen.text.length,
  };
}

const usage = (prompt: number, output: number, cached?: number) => ({
  prompt,
  output,
  source: 'usage',
  ...(cached === undefined ? {} : { cached }),
});
const byEvents = (output: number) => ({ output, source: 'events' });
const completed = { status: 'completed', finish: 'length' } as const;

/** Counted from the recordings by a script of their own, event by event. */
export const recordedStreams: readonly { name: string; expected: Expected }[] = [
  { name: 'chat-stream', expected: { ...completed, ...byEvents(11), events: 13, tokenEvents: 11, textLength: 65 } },
  {
    name: 'chat-stream-usage',
    expected: { ...completed, ...usage(11, 12, 0), events: 14, tokenEvents: 11, textLength: 65 },
  },
  {
    name: 'chat-stream-usage-continuous',
    expected: { ...completed, ...usage(11, 12, 0), events: 14, tokenEvents: 11, textLength: 65 },
  },
  {
    name: 'chat-stream-options-empty',
    expected: { ...completed, ...byEvents(3), events: 5, tokenEvents: 3, textLength: 17 },
  },
  {
    name: 'chat-stream-max1',
    expected: { ...completed, ...usage(11, 1, 0), events: 4, tokenEvents: 1, textLength: 7 },
  },
  {
    name: 'chat-stream-eos-stop',
    expected: { ...completed, finish: 'stop', ...usage(11, 5, 0), events: 8, tokenEvents: 4, textLength: 25 },
  },
  {
    name: 'chat-stream-ignore-eos',
    expected: { ...completed, ...usage(11, 24, 0), events: 26, tokenEvents: 23, textLength: 107 },
  },
  {
    name: 'chat-stream-token-ids',
    expected: { ...completed, ...usage(11, 12, 0), events: 15, tokenEvents: 12, textLength: 65 },
  },
  {
    name: 'chat-stream-stop',
    expected: { ...completed, finish: 'stop', ...usage(11, 7, 0), events: 9, tokenEvents: 6, textLength: 32 },
  },
  {
    name: 'completions-stream',
    expected: { ...completed, ...byEvents(12), events: 13, tokenEvents: 12, textLength: 74 },
  },
  {
    name: 'completions-stream-usage',
    expected: { ...completed, ...usage(6, 12, 0), events: 14, tokenEvents: 12, textLength: 74 },
  },
  {
    name: 'completions-stream-usage-continuous',
    expected: { ...completed, ...usage(6, 6, 0), events: 8, tokenEvents: 6, textLength: 42 },
  },
  {
    name: 'completions-stream-max1',
    expected: { ...completed, ...usage(6, 1, 0), events: 3, tokenEvents: 1, textLength: 7 },
  },
  {
    name: 'completions-stream-token-id-prompt',
    expected: { ...completed, ...usage(6, 12, 0), events: 14, tokenEvents: 12, textLength: 66 },
  },
  {
    name: 'chat-reasoning',
    expected: { ...completed, ...usage(11, 12, 0), events: 15, tokenEvents: 11, textLength: 60 },
  },
  {
    name: 'chat-reasoning-continuous',
    expected: { ...completed, ...usage(11, 12, 0), events: 15, tokenEvents: 12, textLength: 60 },
  },
  {
    name: 'chat-tools-named',
    expected: { ...completed, ...usage(133, 60, 128), events: 31, tokenEvents: 28, textLength: 0 },
  },
  {
    name: 'prefix-cache-1',
    expected: { ...completed, ...usage(601, 4, 0), events: 6, tokenEvents: 4, textLength: 34 },
  },
  {
    name: 'prefix-cache-2',
    expected: { ...completed, ...usage(601, 4, 512), events: 6, tokenEvents: 4, textLength: 34 },
  },
  {
    name: 'spec-chat-stream-interval4',
    expected: { ...completed, ...usage(53, 40, 0), events: 13, tokenEvents: 10, textLength: 280 },
  },
  {
    name: 'spec-chat-stream-forced-usage',
    expected: { ...completed, ...usage(11, 12, 0), events: 7, tokenEvents: 4, textLength: 65 },
  },
  {
    name: 'concurrent8-0',
    expected: { ...completed, ...usage(9, 40, 0), events: 43, tokenEvents: 40, textLength: 186 },
  },
  {
    name: 'kill-engine-midstream',
    expected: { status: 'failed', failure: 'stream-error', ...byEvents(9), events: 13, tokenEvents: 9, textLength: 68 },
  },
  {
    name: 'kill-server-midstream',
    expected: { status: 'failed', failure: 'truncated', ...byEvents(12), events: 13, tokenEvents: 12, textLength: 62 },
  },
  {
    name: 'term-server-midstream',
    expected: { status: 'failed', failure: 'timeout', ...usage(11, 45), events: 13, tokenEvents: 12, textLength: 225 },
  },
];
