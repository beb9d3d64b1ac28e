import { EngineError } from '@sagellm/bench-protocol';
import type { WireFault } from '../faults/fault-plan.ts';
import { errorBody } from './error-reply.ts';
import type { EventWriter } from './event-writer.ts';
import { sendText } from './exchange.ts';
import type { GenerationJob } from './generation-job.ts';

type BreakingFault = WireFault & { kind: 'truncated' | 'stream-error' | 'error-as-text' };

/** Whether the stream stops before the piece that is due now. */
export function isBroken(fault: WireFault | undefined, tokens: number): fault is BreakingFault {
  return (
    (fault?.kind === 'truncated' || fault?.kind === 'stream-error' || fault?.kind === 'error-as-text') &&
    tokens >= fault.after_tokens
  );
}

export function breakStream(
  fault: BreakingFault,
  { job, writer, writeRole }: { job: GenerationJob; writer: EventWriter; writeRole: () => void },
): void {
  switch (fault.kind) {
    case 'truncated':
      if (fault.end === 'orderly') writer.end();
      else writer.cut(fault.end);
      return;
    case 'stream-error':
      writer.event(errorBody(new EngineError(fault.message, { status: 500, code: 'fault' })));
      break;
    case 'error-as-text':
      writeRole();
      writer.event(job.format.chunk(ERROR_AS_TEXT, 'stop'));
      break;
  }
  writer.event('[DONE]');
  writer.end();
}

/** Replies that take the place of the whole stream. Returns whether there was one. */
export function replaceStream(
  { exchange, served: { fault }, format, streamOptions }: GenerationJob,
  { writer, prompt }: { writer: EventWriter; prompt: number },
): boolean {
  if (fault?.kind === 'wrong-content-type') {
    sendText(exchange, PAGE, fault.content_type);
    return true;
  }
  if (fault?.kind !== 'empty') return false;
  writer.open();
  if (fault.reply === 'no-tokens') {
    if (format.role) writer.event(format.role());
    writer.event(format.chunk('', 'stop'));
    if (streamOptions.includeUsage) writer.event(format.usageChunk({ prompt, completion: 0 }));
    writer.event('[DONE]');
  }
  writer.end();
  return true;
}

export const ERROR_AS_TEXT = '[Stream error: the engine failed (code: ErrorCode.UNAVAILABLE)]';
export const PAGE = '<!doctype html><title>Service unavailable</title><h1>Service unavailable</h1>\n';
