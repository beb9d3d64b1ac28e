import type { StreamEvent, StreamEventDelta } from './stream-events.ts';

/** Something in the order of a stream's events that should not be. `index` is the event's, absent for the whole. */
export type StreamOrderViolation = {
  rule: 'not-empty' | 'starts-with-start' | 'one-start' | 'ends-with-end' | 'nothing-after-end' | 'same-ids' | 'joined';
  index?: number;
  message: string;
};

/** Every violation, in order of appearance; empty for a sound stream. It reports and never rejects, like the protocol. */
export function checkStreamOrder(events: readonly StreamEvent[]): StreamOrderViolation[] {
  const first = events[0];
  if (!first) return [{ rule: 'not-empty', message: 'no event came' }];
  return [...checkFrame(events), ...checkIds(events, first), ...checkJoined(events)];
}

function checkFrame(events: readonly StreamEvent[]): StreamOrderViolation[] {
  const violations: StreamOrderViolation[] = [];
  const end = events.findIndex((event) => event.event === 'end');
  if (events[0]!.event !== 'start')
    violations.push({ rule: 'starts-with-start', index: 0, message: `the first event is ${events[0]!.event}` });
  events.forEach(({ event }, index) => {
    if (event === 'start' && index > 0) violations.push({ rule: 'one-start', index, message: 'a start in the middle' });
    if (end >= 0 && index > end)
      violations.push({ rule: 'nothing-after-end', index, message: `${event} after the end` });
  });
  if (end < 0)
    violations.push({ rule: 'ends-with-end', index: events.length - 1, message: 'the stream has no end event' });
  return violations;
}

function checkIds(events: readonly StreamEvent[], first: StreamEvent): StreamOrderViolation[] {
  return events.flatMap((event, index) =>
    (['request_id', 'trace_id', 'engine_id'] as const)
      .filter((key) => event[key] !== first[key])
      .map((key) => ({ rule: 'same-ids' as const, index, message: `${key} is "${event[key]}", was "${first[key]}"` })),
  );
}

function checkJoined(events: readonly StreamEvent[]): StreamOrderViolation[] {
  const index = events.findIndex((event) => event.event === 'end');
  const end = events[index];
  if (end?.event !== 'end') return [];
  const deltas = events.slice(0, index).filter((event): event is StreamEventDelta => event.event === 'delta');
  const violations: StreamOrderViolation[] = [];
  if (deltas.map((delta) => delta.content).join('') !== end.content)
    violations.push({ rule: 'joined', index, message: 'the joined contents differ from the end event’s content' });
  const ids = deltas.flatMap((delta) => delta.content_tokens);
  if (ids.length !== end.output_tokens.length || ids.some((id, position) => id !== end.output_tokens[position]))
    violations.push({
      rule: 'joined',
      index,
      message: 'the joined token ids differ from the end event’s output_tokens',
    });
  return violations;
}
