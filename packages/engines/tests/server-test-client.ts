import { type ClientRequest, request as httpRequest, type IncomingHttpHeaders } from 'node:http';

type Reply = {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
  /** How the body ended: in order, by a FIN with the body unfinished or a reset, or by us. */
  ended: 'complete' | 'cut';
  errorCode?: string | undefined;
  /** Data of each server-sent event. */
  events: string[];
  /** Events with the milliseconds since the request was sent. */
  arrivals: { at: number; data: string }[];
  headersAt: number;
};

export type Sent = { request: ClientRequest; reply: Promise<Reply>; body: () => string };

/** One request on a connection of its own, seen as it comes over the socket. */
export function send(
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: unknown; raw?: string } = {},
): Sent {
  const body = options.raw ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
  const began = performance.now();
  let text = '';
  const request = httpRequest(url, {
    method: options.method ?? (body === undefined ? 'GET' : 'POST'),
    headers: { 'Content-Type': 'application/json', ...options.headers },
    agent: false,
  });
  const reply = new Promise<Reply>((resolve, reject) => {
    // A reset in the middle of a body is an error of the request too; then the response tells what had come.
    let fail: (error: NodeJS.ErrnoException) => void = reject;
    request.on('error', (error) => fail(error));
    request.on('response', (response) => {
      const headersAt = performance.now() - began;
      const arrivals: { at: number; data: string }[] = [];
      let unread = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        const at = performance.now() - began;
        text += part;
        unread += part;
        const blocks = unread.split('\n\n');
        unread = blocks.pop()!;
        for (const block of blocks) arrivals.push({ at, data: block.replace(/^data: /, '') });
      });
      const finish = (ended: Reply['ended'], errorCode?: string) =>
        resolve({
          status: response.statusCode!,
          headers: response.headers,
          body: text,
          ended,
          errorCode,
          events: arrivals.map((arrival) => arrival.data),
          arrivals,
          headersAt,
        });
      fail = (error) => finish('cut', error.code);
      response.on('end', () => finish('complete'));
      response.on('error', (error) => fail(error));
    });
  });
  reply.catch(() => {});
  request.end(body);
  return { request, reply, body: () => text };
}

/** The text of a chat stream. */
export function textOf(events: readonly string[]): string {
  return chunksOf(events)
    .map((chunk) => chunk.choices?.[0]?.delta?.content ?? chunk.choices?.[0]?.text ?? '')
    .join('');
}

export type Chunk = {
  id: string;
  choices?: {
    delta?: { role?: string; content?: string };
    text?: string;
    message?: { content: string };
    finish_reason: string | null;
  }[];
  usage?: {
    prompt_tokens: number;
    total_tokens: number;
    completion_tokens: number;
    prompt_tokens_details?: { cached_tokens: number };
  };
  error?: { message: string; type: string; param: string | null; code: string };
};

export function chunksOf(events: readonly string[]): Chunk[] {
  return events.filter((data) => data !== '[DONE]').map((data) => JSON.parse(data) as Chunk);
}

/** Waits for something that other work brings about; fails after two seconds. */
export async function until(condition: () => boolean): Promise<void> {
  const limit = performance.now() + 2_000;
  while (!condition()) {
    if (performance.now() > limit) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
