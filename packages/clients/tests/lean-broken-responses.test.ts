import { systemClock } from '@sagellm/bench-clock';
import { describe, expect, it } from 'vitest';
import { createLeanTransport, createUndiciTransport } from '../src/index.ts';
import { httpChunk } from '../src/replay/write-reply.ts';
import { brokenResponses } from './broken-responses.ts';
import { brokenStreams } from './broken-streams.ts';
import { clientOf, GENEROUS, sent } from './example-client.ts';
import { exampleRequest } from './example-request.ts';
import { ScriptedServer } from './scripted-server.ts';

const transports = { lean: createLeanTransport, undici: createUndiciTransport };

describe.each(Object.entries(transports))('%s', (_name, create) => {
  const ask = async (url: string, timeouts = GENEROUS) => {
    const transport = create({ origin: url, clock: systemClock, connectTimeoutMs: 5_000 });
    const client = clientOf(url, { transport, timeouts });
    const observation = await sent(client, exampleRequest());
    await client.close();
    return observation;
  };

  it.each(brokenResponses.map((response) => [response.what, response.becomes, response] as const))(
    '%s: %s',
    async (_, becomes, { answer, says, phase }) => {
      await using server = await ScriptedServer.start((_request, socket) => answer(socket));
      const timeouts = phase ? { ...GENEROUS, firstTokenMs: 120, idleMs: 120 } : GENEROUS;
      const seen = await ask(server.url, timeouts);
      expect([seen.status === 'completed' ? 'completed' : seen.failure?.class, seen.failure?.phase]).toEqual([
        becomes,
        phase,
      ]);
      if (says) expect(seen.failure?.message).toMatch(says);
      expect(server.requests).toHaveLength(1);
    },
  );

  it.each(brokenStreams.map((stream) => [stream.what, stream.becomes, stream] as const))(
    'a stream that is broken inside: %s: %s',
    async (_, becomes, { status = 200, body, cut, ...stream }) => {
      const type = 'contentType' in stream ? stream.contentType : 'text/event-stream';
      const head = `HTTP/1.1 ${status} X\r\n${type ? `content-type: ${type}\r\n` : ''}transfer-encoding: chunked\r\n\r\n`;
      await using server = await ScriptedServer.start((_request, socket) => {
        socket.write(head);
        if (body !== '') socket.write(httpChunk(Buffer.from(body)));
        if (cut) socket.end();
        else socket.write('0\r\n\r\n');
      });
      const seen = await ask(server.url);
      expect(seen.status === 'completed' ? 'completed' : seen.failure?.class).toBe(becomes);
      if (stream.says) expect(seen.failure?.message).toMatch(stream.says);
    },
  );
});
