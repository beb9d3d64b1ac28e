import { connect, type Socket } from 'node:net';

/**
 * The least that a client in Node can do: plain sockets, one write, one shared read buffer, chunk sizes followed by
 * hand, events counted by their blank line. It trusts the server in everything, keeps nothing and stamps each read.
 */
export async function runYardstick(port: number, connections: number, requests: number): Promise<number> {
  const body = Buffer.alloc(600, 'a');
  const request = Buffer.concat([
    Buffer.from(
      `POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-length: ${body.length}\r\n\r\n`,
    ),
    body,
  ]);
  const shared = Buffer.allocUnsafeSlow(64 * 1024);
  let started = 0;
  let ended = 0;
  let events = 0;
  let stamp = 0;
  return new Promise((resolve, reject) => {
    const one = () => {
      let socket: Socket;
      let isHead = true;
      let left = 0;
      const next = () => {
        if (started === requests) {
          socket.destroy();
          return;
        }
        started++;
        isHead = true;
        socket.write(request);
      };
      const read = (length: number): boolean => {
        stamp = performance.now();
        let at = 0;
        if (isHead) {
          at = shared.indexOf('\r\n\r\n', 0, 'latin1') + 4;
          isHead = false;
          left = 0;
        }
        while (at < length) {
          if (left > 0) {
            const until = Math.min(at + left, length);
            left -= until - at;
            for (
              let found = shared.indexOf(10, at);
              found >= 0 && found < until;
              found = shared.indexOf(10, found + 1)
            ) {
              if (shared[found + 1] === 10) events++;
            }
            at = until;
            if (left > 0) return true;
            at += 2;
          }
          let size = 0;
          for (; shared[at] !== 13; at++) {
            const digit = shared[at]!;
            size = size * 16 + (digit < 58 ? digit - 48 : digit - 87);
          }
          at += 2;
          left = size;
          if (size === 0) {
            if (++ended === requests) resolve(events + stamp * 0);
            else next();
            return true;
          }
        }
        return true;
      };
      socket = connect({ port, host: '127.0.0.1', noDelay: true, onread: { buffer: shared, callback: read } }, next);
      socket.on('error', reject);
    };
    for (let i = 0; i < connections; i++) one();
  });
}
