import type { Failure, Observation, StampSource, TimeoutPhase } from '@sagellm/bench-protocol';
import { countOutput, type OutputCount } from './count-output.ts';
import { readErrorBody } from './error-body.ts';
import type { Reading } from './reading.ts';
import { collectedText, readReply, readWrongKind } from './reply-body.ts';

/** How it came to an end. */
export type Ending =
  | { by: 'end'; at: number }
  | { by: 'fail'; at: number; failure: Failure }
  | { by: 'timeout'; at: number; phase: TimeoutPhase; limitMs: number }
  | { by: 'cancel'; at: number; reason: string }
  /** `[DONE]` or an error event came, and the server keeps the body open. */
  | { by: 'left-open'; at: number };

export type JudgeOptions = {
  stampSource: StampSource;
  countTokens: ((text: string) => number) | undefined;
};

/** Says what became of a request: exactly one of completed, failed, cancelled. */
export function judge(reading: Reading, ending: Ending, options: JudgeOptions): Observation {
  readWholeBody(reading, ending);
  const output = reading.endpoint === 'embeddings' ? undefined : countOutput(reading, options.countTokens);
  const failure = failureOf(reading, ending, output);
  const cancelled = ending.by === 'cancel' && !reading.settled && failure?.class !== 'http';
  // Before the remarks are copied: a short answer may leave one.
  const short = !cancelled && !failure && reading.endpoint !== 'embeddings' && isShort(reading, output);
  const seen = observe(reading, ending, output, options.stampSource);
  if (cancelled) {
    seen.status = 'cancelled';
    seen.reason = ending.reason;
  } else if (failure) {
    seen.status = 'failed';
    seen.failure = failure;
  } else if (short) seen.short = true;
  return seen;
}

/** What did not stream is understood when it is complete. */
function readWholeBody(reading: Reading, ending: Ending): void {
  if (ending.by !== 'end' || reading.settled || reading.status === undefined) return;
  if (reading.bodyKind === 'reply') readReply(reading, ending.at);
  else if (reading.bodyKind === 'excerpt' && isSuccess(reading.status)) readWrongKind(reading, ending.at);
}

function failureOf(reading: Reading, ending: Ending, output: OutputCount | undefined): Failure | undefined {
  // The status line alone says that it failed, however its body ended.
  if (reading.status !== undefined && !isSuccess(reading.status)) return httpFailure(reading, reading.status);
  if (reading.failure) return reading.failure;
  if (reading.done === undefined) {
    if (ending.by === 'timeout') return timeoutFailure(ending);
    if (ending.by === 'fail' && reading.finishReason === undefined) return ending.failure;
    if (reading.finishReason === undefined) return unfinished(reading);
  }
  // The answer is whole; only what follows it (usage, `[DONE]`, the end of the body) is missing.
  if (ending.by === 'fail') {
    reading.remarks.add(`after ${reading.done === undefined ? 'finish_reason' : '[DONE]'}: ${ending.failure.message}`);
  }
  if (reading.endpoint === 'embeddings') return undefined;
  return failureOfAnswer(reading, output);
}

/** The reply came to its end as a reply should; is it an answer? */
function failureOfAnswer(reading: Reading, output: OutputCount | undefined): Failure | undefined {
  const reason = reading.finishReason;
  if (reason === 'abort' || reason === 'error') {
    return { class: 'stream-error', message: `the server ended the answer with finish_reason ${reason}`, code: reason };
  }
  if (reason === 'parse_error')
    reading.remarks.add('the server could not parse the answer (finish_reason parse_error)');
  const usage = reading.usage.completionTokens;
  if (usage === 0 && reading.carried) {
    return { class: 'usage-impossible', message: 'usage says 0 output tokens, but text came' };
  }
  const limit = reading.request.max_tokens;
  if (usage !== undefined && usage > limit) {
    return { class: 'usage-impossible', message: `usage says ${usage} output tokens, more than max_tokens ${limit}` };
  }
  if (!reading.carried && !(output !== undefined && output.tokens > 0)) {
    return { class: 'empty', message: 'no token came and none was counted' };
  }
  return undefined;
}

function unfinished(reading: Reading): Failure {
  if (reading.events === 0 && reading.bodyKind === 'events') {
    return { class: 'truncated', message: 'the stream ended before its first event' };
  }
  return { class: 'truncated', message: 'the stream ended with neither finish_reason nor [DONE]' };
}

function httpFailure(reading: Reading, status: number): Failure {
  const { message, code } = readErrorBody(collectedText(reading), reading.secret);
  const refusal = reading.refusal === undefined ? '' : ` (${reading.refusal})`;
  return {
    class: 'http',
    message: (message ? `HTTP ${status}: ${message}` : `HTTP ${status} with an empty body`) + refusal,
    http_status: status,
    ...(code ? { code } : {}),
  };
}

function timeoutFailure(ending: Ending & { by: 'timeout' }): Failure {
  const what = {
    connect: 'no connection',
    'first-token': 'no token',
    idle: 'nothing more was read',
    total: 'the reply was not complete',
  }[ending.phase];
  return { class: 'timeout', phase: ending.phase, message: `${what} within ${ending.limitMs} ms` };
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

/** Fewer tokens than asked, where that means that something was lost, by a count that is sure. */
function isShort(reading: Reading, output: OutputCount | undefined): boolean {
  if (!output || output.tokens >= reading.request.max_tokens || output.source === 'tokenizer') return false;
  if (output.source === 'events' && !reading.quirks.tokenPerText) return false;
  if (!reading.forced && saysNothing(reading)) {
    reading.remarks.add('the stream ended early with a "stop" that this server also sends when its engine failed');
  }
  return reading.forced;
}

function saysNothing(reading: Reading): boolean {
  return reading.quirks.stopSaysNothing === true && reading.streaming && reading.finishReason === 'stop';
}

function observe(
  reading: Reading,
  ending: Ending,
  output: OutputCount | undefined,
  stampSource: StampSource,
): Observation {
  const { tokens, usage } = reading;
  const weights = tokens.knownWeights();
  if (ending.by === 'left-open' && reading.done !== undefined)
    reading.remarks.add('the body was left open after [DONE]');
  const end = ending.by === 'end' ? ending.at : (reading.done ?? ending.at);
  // A server that cannot tell thinking from answering says 0 while its deltas say `reasoning`.
  const reasoningTokens = usage.reasoningTokens === 0 && reading.reasoned ? undefined : usage.reasoningTokens;
  const finishReason = saysNothing(reading) ? undefined : reading.finishReason;

  // A key only where there is a value: absent is not measured. One by one, because this is made for every request.
  const seen: Observation = { status: 'completed', stampSource, end: reading.failedAt ?? end };
  if (reading.connectMs !== undefined) seen.connectMs = reading.connectMs;
  if (reading.sent !== undefined) seen.sent = reading.sent;
  if (reading.headers !== undefined) seen.headers = reading.headers;
  if (reading.firstEvent !== undefined) seen.firstEvent = reading.firstEvent;
  if (tokens.firstToken !== undefined) seen.firstToken = tokens.firstToken;
  if (tokens.firstOutput !== undefined) seen.firstOutput = tokens.firstOutput;
  if (tokens.lastToken !== undefined) seen.lastToken = tokens.lastToken;
  if (tokens.count > 0) seen.tokenTimes = tokens.times();
  if (weights !== undefined) seen.tokenWeights = weights;
  if (usage.promptTokens !== undefined) seen.promptTokensUsage = usage.promptTokens;
  if (output) {
    seen.outputTokens = output.tokens;
    seen.outputTokensSource = output.source;
  }
  if (usage.cachedTokens !== undefined) seen.cachedTokens = usage.cachedTokens;
  if (reasoningTokens !== undefined) seen.reasoningTokens = reasoningTokens;
  if (reading.status !== undefined) seen.httpStatus = reading.status;
  if (finishReason !== undefined) seen.finishReason = finishReason;
  if (reading.bodyKind === 'events') {
    seen.events = reading.events;
    seen.tokenEvents = tokens.count;
  }
  if (reading.status !== undefined) {
    seen.reads = reading.reads;
    seen.bodyBytes = reading.bodyBytes;
  }
  if (reading.remarks.size > 0) seen.remarks = [...reading.remarks];
  return seen;
}
