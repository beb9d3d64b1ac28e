import type { BenchmarkRequest, Endpoint, Failure, Observation } from '@sagellm/bench-protocol';
import type { StreamQuirks } from '../src/profiles/engine-profile.ts';
import { judge } from '../src/reading/judge.ts';
import { Reading } from '../src/reading/reading.ts';
import { readRefusalHeaders } from '../src/reading/refusal-headers.ts';
import { chooseBodyKind, collect } from '../src/reading/reply-body.ts';
import { exampleRequest } from './example-request.ts';

export type Pieces = {
  pieces: readonly (Uint8Array | string)[];
  status?: number;
  contentType?: string | undefined;
  /** Further ones. */
  headers?: Readonly<Record<string, string>>;
  request?: Partial<BenchmarkRequest>;
  endpoint?: Endpoint;
  forced?: boolean;
  quirks?: StreamQuirks;
  /** The connection broke; without it the body came to its end. */
  cut?: boolean;
  secret?: string;
  countTokens?: (text: string) => number;
  /** Nobody wants the text: events of plain content need not be parsed. */
  skim?: boolean;
};

const CUT: Failure = {
  class: 'truncated',
  message: 'the connection was closed before the body was complete (other side closed)',
};

/** What is made of a reply whose n-th socket read comes at n ms; sent at 0, headers at 0.5. */
export function readPieces(reply: Pieces, reading = new Reading()): Observation & { text: string } {
  const { status = 200, contentType = 'text/event-stream; charset=utf-8' } = reply;
  let text = '';
  reading.begin(exampleRequest(reply.request), reply.endpoint ?? 'chat', 0);
  reading.forced = reply.forced ?? false;
  reading.quirks = reply.quirks ?? {};
  reading.keepText = reply.countTokens !== undefined;
  reading.secret = reply.secret;
  if (!reply.skim) {
    reading.listener = (piece) => {
      text += piece;
    };
  }
  reading.sent = 0;
  reading.headers = 0.5;
  reading.status = status;
  reading.contentType = 'contentType' in reply ? reply.contentType : contentType;
  readRefusalHeaders(reading, status, reply.headers ?? {});
  reading.bodyKind = chooseBodyKind(reading, status, reading.contentType);
  reply.pieces.forEach((piece, i) => {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    reading.reads++;
    reading.bodyBytes += bytes.length;
    if (reading.bodyKind === 'events') reading.framing.feed(i + 1, bytes);
    else collect(reading, bytes);
  });
  const at = reply.pieces.length + 1;
  const observation = judge(reading, reply.cut ? { by: 'fail', at, failure: CUT } : { by: 'end', at }, {
    stampSource: 'socket',
    countTokens: reply.countTokens,
  });
  return { ...observation, text };
}

/** Events as a server writes them. */
export function events(...data: (object | string)[]): string {
  return data.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`).join('');
}

export const delta = (content: string, extra: object = {}) => ({
  choices: [{ index: 0, delta: { content }, ...extra }],
});
export const finish = (reason: string | null = 'length') => ({
  choices: [{ index: 0, delta: {}, finish_reason: reason }],
});
export const usage = (completion: number, prompt = 5) => ({
  choices: [],
  usage: { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion },
});
