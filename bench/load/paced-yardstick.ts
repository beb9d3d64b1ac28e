import { connect } from 'node:net';

/**
 * The least that a client in Node can do, where time counts: plain sockets, one write, a stamp per read, each stream
 * followed to its end. `PORT CONNECTIONS REQUESTS TOKENS`: a closed loop that starts spread over one answer. Says for
 * each request when its first text came and how far apart its reads with text were, milliseconds.
 */
const [port, connections, requests, tokens] = process.argv.slice(2).map(Number) as [number, number, number, number];
/** Moments of reads that brought text, relative to the send. */
const seen: { id: string; times: number[] }[] = [];
const shared = Buffer.allocUnsafeSlow(64 * 1024);
let started = 0;
let ended = 0;

function requestOf(id: string): Buffer {
  const body = JSON.stringify({
    model: 'simulated-ttft=20,itl=5',
    messages: [{ role: 'user', content: 'a b c d e f g h' }],
    max_tokens: tokens,
    ignore_eos: true,
    stream: true,
  });
  const head = `POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nx-request-id: ${id}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
  return Buffer.from(head + body);
}

function one(startAfterMs: number): void {
  let current = { id: '', times: [] as number[] };
  let sent = 0;
  const next = () => {
    if (started === requests) {
      socket.destroy();
      return;
    }
    current = { id: `y-${started++}`, times: [] };
    const bytes = requestOf(current.id);
    sent = performance.now();
    socket.write(bytes);
  };
  const read = (length: number): boolean => {
    const at = performance.now() - sent;
    const text = shared.toString('latin1', 0, length);
    if (/"content":"[^"]/.test(text)) current.times.push(at);
    if (text.endsWith('0\r\n\r\n')) {
      seen.push(current);
      if (++ended === requests) finish();
      else setImmediate(next);
    }
    return true;
  };
  const socket = connect({ port, host: '127.0.0.1', noDelay: true, onread: { buffer: shared, callback: read } }, () =>
    setTimeout(next, startAfterMs),
  );
  socket.on('error', (error) => {
    throw error;
  });
}

function finish(): void {
  process.send!(seen, () => process.disconnect());
}

const answerMs = 20 + 5 * tokens;
for (let i = 0; i < connections; i++) one(200 + (answerMs * i) / connections);
