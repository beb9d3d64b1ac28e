import { answerPieces, mergePieces } from './answer-pieces.ts';
import type { Usage } from './chunk-format.ts';
import { asEngineError, errorBody } from './error-reply.ts';
import { EventWriter } from './event-writer.ts';
import { claimedUsage, faultBeforeEngine, type GenerationJob, type JobOutcome, startEngine } from './generation-job.ts';
import { breakStream, isBroken, replaceStream } from './stream-faults.ts';

/**
 * Streams an answer: the role with the first token, an event a token, the usage where asked, `[DONE]`. Headers leave when
 * the engine has taken the prompt, so that a refusal still has a status of its own.
 */
export async function streamReply(job: GenerationJob): Promise<JobOutcome> {
  const { exchange, request, served, format, streamOptions } = job;
  const { fault } = served;
  await faultBeforeEngine(job);
  const { events, prompt, cached } = await startEngine(job);
  const writer = new EventWriter(exchange.response);
  if (replaceStream(job, { writer, prompt })) {
    await events.return?.();
    return 'faulted';
  }
  writer.open();

  let tokens = 0;
  /** Tokens without text since the last chunk: they travel with the next one. */
  let unwritten = 0;
  const usage = (final: boolean): Usage =>
    claimedUsage(fault, { prompt, completion: tokens, cached }, request.max_tokens, final);
  const running = () => (streamOptions.continuousUsage ? usage(false) : undefined);

  let malformedWritten = false;
  let roleWritten = false;
  const writeRole = () => {
    if (format.role && !roleWritten) writer.event(format.role(running()));
    roleWritten = true;
  };
  if (fault?.kind === 'role-first') writeRole();

  try {
    const pieces = answerPieces(events, request.max_tokens);
    for await (const piece of fault?.kind === 'merged' ? mergePieces(pieces, fault.tokens) : pieces) {
      if (isBroken(fault, tokens)) {
        breakStream(fault, { job, writer, writeRole });
        return 'faulted';
      }
      writeRole();
      tokens += piece.tokens;
      unwritten += piece.tokens;
      if (piece.text === '' && piece.finish === null && !format.writesEmptyText) continue;
      const chunk = format.chunk(piece.text, piece.finish, running());
      const malformed: boolean = fault?.kind === 'malformed' && !malformedWritten && tokens > fault.after_tokens;
      malformedWritten ||= malformed;
      served.wrote(unwritten);
      unwritten = 0;
      writer.event(malformed ? chunk.slice(0, chunk.length / 2) : chunk);
      await writer.ready(exchange.signal);
    }
  } catch (error) {
    if (exchange.signal.aborted) throw error;
    writer.event(errorBody(asEngineError(error)));
    writer.event('[DONE]');
    writer.end();
    return 'faulted';
  }

  served.ending();
  if (streamOptions.includeUsage) writer.event(format.usageChunk(usage(true)));
  writer.event('[DONE]');
  writer.end();
  return 'completed';
}
