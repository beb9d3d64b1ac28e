import type { RequestRecord, TokenTimesRef } from '@sagellm/bench-protocol';

/**
 * A record as a line of JSON, as `JSON.stringify` would write it with the keys in this order, in a fifth of the time:
 * the line is made on the thread that stamps what other requests receive.
 */
export function recordLine(record: RequestRecord): string {
  let line = `{"status":"${record.status}"`;
  if (record.status === 'failed') line += `,"failure":${JSON.stringify(record.failure)}`;
  if (record.status === 'cancelled') line += `,"reason":${quote(record.reason)}`;
  line += `,"request_id":${quote(record.request_id)},"workload":${quote(record.workload)},"index":${record.index}`;
  line += `,"phase":"${record.phase}"`;
  if (record.session_id !== undefined) line += `,"session_id":${quote(record.session_id)}`;
  if (record.turn !== undefined) line += `,"turn":${record.turn}`;
  if (record.think_ms !== undefined) line += `,"think_ms":${record.think_ms}`;
  line += `,"endpoint":"${record.endpoint}","stream":${record.stream}`;
  line += `,"stamp_source":"${record.stamp_source}"`;
  if (record.due_ms !== undefined) line += `,"due_ms":${record.due_ms}`;
  if (record.sent_ms !== undefined) line += `,"sent_ms":${record.sent_ms}`;
  if (record.connect_ms !== undefined) line += `,"connect_ms":${record.connect_ms}`;
  if (record.headers_ms !== undefined) line += `,"headers_ms":${record.headers_ms}`;
  if (record.first_event_ms !== undefined) line += `,"first_event_ms":${record.first_event_ms}`;
  if (record.first_token_ms !== undefined) line += `,"first_token_ms":${record.first_token_ms}`;
  if (record.first_output_ms !== undefined) line += `,"first_output_ms":${record.first_output_ms}`;
  if (record.last_token_ms !== undefined) line += `,"last_token_ms":${record.last_token_ms}`;
  if (record.end_ms !== undefined) line += `,"end_ms":${record.end_ms}`;
  if (record.token_times) line += `,"token_times":${place(record.token_times)}`;
  if (record.token_weights) line += `,"token_weights":${place(record.token_weights)}`;
  return `${line}${counts(record)}}\n`;
}

function counts(record: RequestRecord): string {
  let line = `,"prompt_tokens":${record.prompt_tokens}`;
  if (record.prompt_tokens_usage !== undefined) line += `,"prompt_tokens_usage":${record.prompt_tokens_usage}`;
  if (record.output_tokens !== undefined) line += `,"output_tokens":${record.output_tokens}`;
  if (record.output_tokens_source !== undefined) line += `,"output_tokens_source":"${record.output_tokens_source}"`;
  if (record.cached_tokens !== undefined) line += `,"cached_tokens":${record.cached_tokens}`;
  if (record.reasoning_tokens !== undefined) line += `,"reasoning_tokens":${record.reasoning_tokens}`;
  line += `,"max_tokens":${record.max_tokens},"exact_output":${record.exact_output}`;
  if (record.http_status !== undefined) line += `,"http_status":${record.http_status}`;
  if (record.finish_reason !== undefined) line += `,"finish_reason":${quote(record.finish_reason)}`;
  if (record.events !== undefined) line += `,"events":${record.events}`;
  if (record.token_events !== undefined) line += `,"token_events":${record.token_events}`;
  if (record.reads !== undefined) line += `,"reads":${record.reads}`;
  if (record.body_bytes !== undefined) line += `,"body_bytes":${record.body_bytes}`;
  if (record.short) line += ',"short":true';
  if (record.remarks) line += `,"remarks":${JSON.stringify(record.remarks)}`;
  return line;
}

const place = ({ offset, count }: TokenTimesRef) => `{"offset":${offset},"count":${count}}`;

/** Whatever JSON would write otherwise than it stands. */
const SPECIAL = /["\\\p{Cc}\p{Cs}]/u;

function quote(text: string): string {
  return SPECIAL.test(text) ? JSON.stringify(text) : `"${text}"`;
}
