import type { ServerResponse } from 'node:http';
import { EngineError } from '@sagellm/bench-protocol';
import type { WireFault } from '../faults/fault-plan.ts';
import { answerPieces } from './answer-pieces.ts';
import type { Finish } from './chunk-format.ts';
import { EventWriter } from './event-writer.ts';
import { sendJson, sendText } from './exchange.ts';
import { claimedUsage, faultBeforeEngine, type GenerationJob, type JobOutcome, startEngine } from './generation-job.ts';
import { ERROR_AS_TEXT, PAGE } from './stream-faults.ts';

/** Answers in one piece, when the answer is there. */
export async function wholeReply(job: GenerationJob): Promise<JobOutcome> {
  const { exchange, request, served, format } = job;
  const { fault } = served;
  await faultBeforeEngine(job);
  const { events, prompt, cached } = await startEngine(job);

  let text = '';
  let tokens = 0;
  let finish: Finish = 'stop';
  for await (const piece of answerPieces(events, request.max_tokens)) {
    text += piece.text;
    tokens += piece.tokens;
    finish = piece.finish ?? finish;
  }

  const usage = claimedUsage(fault, { prompt, completion: tokens, cached }, request.max_tokens, true);
  if (replaces(fault)) {
    sendFaulty(job, fault, { body: format.whole(text, finish, usage), prompt });
    return 'faulted';
  }
  served.wrote(tokens);
  served.ending();
  sendJson(exchange, format.whole(text, finish, usage));
  return 'completed';
}

type WholeFault = WireFault & {
  kind: 'truncated' | 'stream-error' | 'error-as-text' | 'malformed' | 'wrong-content-type' | 'empty';
};

function replaces(fault: WireFault | undefined): fault is WholeFault {
  const kinds: readonly string[] = [
    'truncated',
    'stream-error',
    'error-as-text',
    'malformed',
    'wrong-content-type',
    'empty',
  ] satisfies WholeFault['kind'][];
  return fault !== undefined && kinds.includes(fault.kind);
}

/** What each fault of a stream means where the reply is one JSON body. */
function sendFaulty(
  { exchange, format }: GenerationJob,
  fault: WholeFault,
  { body, prompt }: { body: string; prompt: number },
): void {
  const half = body.slice(0, body.length / 2);
  switch (fault.kind) {
    case 'stream-error':
      throw new EngineError(fault.message, { status: 500, code: 'fault' });
    case 'error-as-text':
      sendJson(exchange, format.whole(ERROR_AS_TEXT, 'stop', { prompt, completion: 0 }));
      break;
    case 'malformed':
      sendJson(exchange, half);
      break;
    case 'wrong-content-type':
      sendText(exchange, PAGE, fault.content_type);
      break;
    case 'empty':
      sendJson(exchange, fault.reply === 'no-events' ? '' : format.whole('', 'stop', { prompt, completion: 0 }));
      break;
    case 'truncated':
      if (fault.end === 'orderly') sendJson(exchange, half);
      else sendHalf(exchange.response, { half, bytes: Buffer.byteLength(body), end: fault.end });
      break;
  }
}

/** Promises the whole length, sends half, and breaks the connection. */
function sendHalf(
  response: ServerResponse,
  { half, bytes, end }: { half: string; bytes: number; end: 'reset' | 'fin' },
) {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': bytes });
  response.write(half, () => new EventWriter(response).cut(end));
}
