import { createServer } from 'node:net';

/** Answers at once with a whole stream of tokens, as vLLM writes them; every read is taken for one request. */
const tokens = Number(process.argv[2] ?? 32);

const head =
  'HTTP/1.1 200 OK\r\nserver: bench\r\ncontent-type: text/event-stream; charset=utf-8\r\ntransfer-encoding: chunked\r\n\r\n';
const chunk = (data: string) => `${Buffer.byteLength(`data: ${data}\n\n`).toString(16)}\r\ndata: ${data}\n\n\r\n`;
const event = (choice: string, rest = '') =>
  chunk(
    `{"id":"chatcmpl-959867a6cfaf57ed","object":"chat.completion.chunk","created":1795331888,"model":"tiny","choices":[${choice}]${rest}}`,
  );
const delta = (text: string) =>
  `{"index":0,"delta":{"content":${JSON.stringify(text)}},"logprobs":null,"finish_reason":null,"token_ids":null}`;
const usage = (count: number) =>
  `,"usage":{"prompt_tokens":11,"total_tokens":${11 + count},"completion_tokens":${count}}`;

function answer(continuousUsage: boolean): Buffer {
  const counted = (count: number) => (continuousUsage ? usage(count) : '');
  const words = Array.from({ length: tokens }, (_, i) => event(delta(` word${i % 10}`), counted(i + 1)));
  return Buffer.from(
    [
      head,
      event('{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}', counted(0)),
      ...words,
      event(
        '{"index":0,"delta":{"content":""},"logprobs":null,"finish_reason":"length","stop_reason":null,"token_ids":null}',
        counted(tokens),
      ),
      event('', usage(tokens)),
      chunk('[DONE]'),
      '0\r\n\r\n',
    ].join(''),
  );
}

/** So that a whole benchmark run can be pointed at it. */
const json = (status: string, body: string) =>
  Buffer.from(`HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
const models = json('200 OK', '{"object":"list","data":[{"id":"tiny","object":"model"}]}');
const nothing = json('404 Not Found', '{}');
const GET = 'G'.charCodeAt(0);

const plain = answer(false);
const counting = answer(true);

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => {});
  socket.on('data', (bytes) => {
    if (bytes[0] === GET) socket.write(bytes.includes('/v1/models') ? models : nothing);
    else socket.write(bytes.includes('continuous_usage_stats') ? counting : plain);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  if (process.send) process.send(port);
  else console.log(port);
});
process.on('disconnect', () => process.exit());
