import type { BenchmarkRequest, Endpoint, HttpRequest, PackedRequests, PreparedRequest } from '@sagellm/bench-protocol';

/** A request that is ready for a transport. */
export type PreparedHttp = PreparedRequest & { readonly http: HttpRequest; readonly forced: boolean };

/** All that requests of a workload have in common. */
type Shape = {
  request: Omit<BenchmarkRequest, Row>;
  endpoint: Endpoint;
  forced: boolean;
  http: Omit<HttpRequest, 'body' | 'wire'>;
};
type Row = 'request_id' | 'prompt_tokens' | 'max_tokens' | 'session_id' | 'turn' | 'think_ms';

type Batch = {
  shapes: Shape[];
  shapeOf: number[];
  rows: Pick<BenchmarkRequest, Row>[];
  /** Bytes of all requests, one behind the other. */
  bytes: Uint8Array<ArrayBuffer>;
  /** Where each one ends, and where its body begins. */
  ends: number[];
  bodies: number[];
  /** The bytes hold the head of each request too. */
  wired: boolean;
};

const REQUEST_ID = 'x-request-id';

/** As plain data: what differs in columns, the rest once, and the prompts only as the bytes that will be sent. */
export function packRequests(prepared: readonly PreparedHttp[]): PackedRequests {
  const wired = prepared.every(({ http }) => http.wire !== undefined);
  const sizes = prepared.map(({ http }) => (wired ? http.wire! : http.body)?.length ?? 0);
  const bytes = new Uint8Array(sizes.reduce((sum, size) => sum + size, 0));
  const known = new Map<string, number>();
  const batch: Batch = { shapes: [], shapeOf: [], rows: [], bytes, ends: [], bodies: [], wired };
  let at = 0;
  for (const [index, one] of prepared.entries()) {
    const shape = shapeOf(one);
    const key = JSON.stringify(shape);
    const place = known.get(key) ?? batch.shapes.push(shape) - 1;
    known.set(key, place);
    batch.shapeOf.push(place);
    batch.rows.push(rowOf(one.request));
    const { wire, body } = one.http;
    const whole = wired ? wire : body;
    if (whole) bytes.set(whole, at);
    at += sizes[index]!;
    batch.ends.push(at);
    batch.bodies.push(at - (body?.length ?? 0));
  }
  return { batch, transfer: [bytes.buffer], bytes: bytes.length };
}

export function unpackRequests(packed: unknown): { readonly length: number; at(index: number): PreparedHttp } {
  const { shapes, shapeOf, rows, bytes, ends, bodies, wired } = packed as Batch;
  return {
    length: rows.length,
    at(index) {
      const { request, endpoint, forced, http } = shapes[shapeOf[index]!]!;
      const row = rows[index]!;
      const from = index === 0 ? 0 : ends[index - 1]!;
      const body = bodies[index]! < ends[index]! ? bytes.subarray(bodies[index], ends[index]) : undefined;
      return {
        request: { ...request, ...row },
        endpoint,
        forced,
        http: {
          ...http,
          headers: wired ? http.headers : { ...http.headers, [REQUEST_ID]: row.request_id },
          body,
          ...(wired ? { wire: bytes.subarray(from, ends[index]) } : {}),
        },
      };
    },
  };
}

function shapeOf({ request, endpoint, forced, http }: PreparedHttp): Shape {
  const { request_id: _, prompt_tokens, max_tokens, session_id, turn, think_ms, ...common } = request;
  const { body, wire, headers, ...rest } = http;
  const { [REQUEST_ID]: id, ...others } = headers;
  return {
    request: { ...common, input: withoutText(request.input) },
    endpoint,
    forced,
    http: { ...rest, headers: others },
  };
}

function rowOf({ request_id, prompt_tokens, max_tokens, session_id, turn, think_ms }: BenchmarkRequest) {
  return {
    request_id,
    prompt_tokens,
    max_tokens,
    ...(session_id === undefined ? {} : { session_id }),
    ...(turn === undefined ? {} : { turn }),
    ...(think_ms === undefined ? {} : { think_ms }),
  };
}

/** How an answer is read depends on the kind of the prompt, and for embeddings on the number of texts. */
function withoutText(input: BenchmarkRequest['input']): BenchmarkRequest['input'] {
  switch (input.kind) {
    case 'texts':
      return { kind: 'texts', texts: input.texts.map(() => '') };
    case 'messages':
      return { kind: 'messages', messages: [] };
    case 'token-ids':
      return { kind: 'token-ids', token_ids: [] };
    case 'text':
      return { kind: 'text', text: '' };
  }
}
