import { defaultLimits, type ResponseLimits } from '../src/transport/lean/response-limits.ts';
import { ResponseParser, Step } from '../src/transport/lean/response-parser.ts';
import type { Parsed } from './llhttp-oracle.ts';

/**
 * What our parser says of a response that comes in these reads; `closed`: the other side ended the stream behind them.
 * Each read is copied into one buffer that all share, as the transport does.
 */
export function parseResponse(
  reads: readonly Uint8Array[],
  closed: boolean,
  limits: ResponseLimits = defaultLimits,
  parser = new ResponseParser(limits),
): Parsed & { unread: number } {
  const parsed: Parsed & { unread: number } = { heads: [], headers: [], body: '', ending: 'unfinished', unread: 0 };
  parser.begin();
  for (const bytes of reads) {
    const lent = Buffer.from(bytes);
    parser.give(lent, lent.length);
    readOn(parser, lent, parsed);
    lent.fill(0xee);
    if (parsed.ending !== 'unfinished') return parsed;
  }
  if (closed && parser.finish()) parsed.ending = 'complete';
  return parsed;
}

function readOn(parser: ResponseParser, lent: Buffer, parsed: Parsed & { unread: number }): void {
  for (;;) {
    switch (parser.next()) {
      case Step.more:
        return;
      case Step.head: {
        const { status, reusable, headers } = parser.head!;
        parsed.heads.push({ status, keepAlive: reusable });
        parsed.headers = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
        break;
      }
      case Step.body:
        parsed.body += lent.subarray(parser.bodyFrom, parser.bodyTo).toString('latin1');
        break;
      case Step.end:
        parsed.ending = 'complete';
        parsed.unread = parser.unread;
        return;
      case Step.broken:
        parsed.ending = 'broken';
        if (parser.problem !== undefined) parsed.reason = parser.problem;
        return;
    }
  }
}
