import { VirtualClock } from '@sagellm/bench-clock';
import type { Observation, Reread } from '@sagellm/bench-protocol';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { exampleRequest } from '../../tests/example-request.ts';
import { delta, events, finish, usage } from '../../tests/read-pieces.ts';
import { type ScriptedStep, ScriptedTransport } from '../../tests/scripted-transport.ts';
import { EventTemplate } from '../fast-path/event-template.ts';
import { createOpenAIClient, type OpenAIClientOptions } from '../openai/openai-client.ts';
import { vllmProfile } from '../profiles/vllm.ts';
import { EventFraming } from '../reading/event-framing.ts';

type Seen = { observations: Observation[]; reread: Reread; again: Reread };

/** Answers one after another, each byte sequence a read of its own; then what the client says of them. */
function answers(bodies: readonly (readonly string[])[], changes: Partial<OpenAIClientOptions> = {}): Seen {
  const clock = new VirtualClock();
  const transport = new ScriptedTransport(clock, (index): ScriptedStep[] => [
    { after: 0, does: 'send' },
    { after: 0, does: 'headers' },
    ...bodies[index]!.map((text): ScriptedStep => ({ after: 0, does: 'data', text })),
    { after: 0, does: 'end' },
  ]);
  const client = createOpenAIClient({
    transport,
    profile: vllmProfile,
    baseUrl: 'http://127.0.0.1:1',
    model: 'tiny',
    timeouts: { connectMs: 100, firstTokenMs: 300, idleMs: 200, totalMs: 2000 },
    clock,
    endpoint: 'chat',
    ...changes,
  });
  const observations: Observation[] = [];
  bodies.forEach((_, i) => {
    client.send(client.prepare(exampleRequest({ request_id: `r-${i}` })), (seen) => observations.push(seen));
  });
  return { observations, reread: client.reread!(), again: client.reread!() };
}

/** Six tokens; each tells the count so far. */
const counted = (tokens: number) => ({
  usage: { prompt_tokens: 5, total_tokens: 5 + tokens, completion_tokens: tokens },
});
const six = [1, 2, 3, 4, 5, 6].map((n) => events({ ...delta(`t${n}`), ...counted(n) }));
const whole = [...six, events(finish('length'), usage(6), '[DONE]')];

afterEach(() => {
  vi.restoreAllMocks();
});

describe('answers that are read again', () => {
  it('come out the same, whatever became of them', () => {
    const { observations, reread } = answers([
      whole,
      [whole.join('')],
      [...whole.join('')],
      six.slice(0, 3),
      [events(delta('a'), delta('b'), { error: { message: 'no' } })],
      [events(delta('a'), '{')],
      [],
    ]);
    expect(observations.map((seen) => seen.failure?.class ?? seen.status)).toEqual([
      'completed',
      'completed',
      'completed',
      'truncated',
      'stream-error',
      'malformed',
      'truncated',
    ]);
    expect(reread).toEqual({ answers: 7, differences: [] });
  });

  it('are forgotten then', () => {
    expect(answers([whole, whole]).again).toEqual({ answers: 0, differences: [] });
  });

  it('are none where every event was parsed in the first place', () => {
    expect(answers([whole], { countTokens: (text) => text.length }).reread).toEqual({ answers: 0, differences: [] });
  });

  it('do not include what is still under way', () => {
    const clock = new VirtualClock();
    const transport = new ScriptedTransport(clock, () => [
      { after: 0, does: 'send' },
      { after: 0, does: 'headers' },
      { after: 0, does: 'data', text: six[0]! },
    ]);
    const client = createOpenAIClient({
      transport,
      profile: vllmProfile,
      baseUrl: 'http://127.0.0.1:1',
      model: 'tiny',
      timeouts: { connectMs: 100, firstTokenMs: 300, idleMs: 200, totalMs: 2000 },
      clock,
      endpoint: 'chat',
    });
    const sending = client.send(client.prepare(exampleRequest()), () => {});
    expect(client.reread!()).toEqual({ answers: 0, differences: [] });
    sending.cancel('enough');
    expect(client.reread!()).toEqual({ answers: 0, differences: [] });
  });
});

describe('a fast path that is wrong is found out', () => {
  const { match } = EventTemplate.prototype;

  it('where it takes two events for one', () => {
    vi.spyOn(EventTemplate.prototype, 'match').mockImplementation(function (this: EventTemplate, bytes, from, to) {
      const end = match.call(this, bytes, from, to);
      const next = end < 0 || end === to ? -1 : match.call(this, bytes, end, to);
      return next < 0 ? end : next;
    });
    const { observations, reread } = answers([[whole.join('')], whole]);
    expect(observations.map((seen) => seen.status)).toEqual(['completed', 'completed']);
    expect(reread.answers).toBe(2);
    // The second came event by event, so nothing was skipped in it.
    expect(reread.differences).toEqual([
      'r-0: events 7, by a full parse 9; token events 4, by a full parse 6; times of the tokens; tokens of each event',
    ]);
  });

  it('where it misreads a count', () => {
    vi.spyOn(EventTemplate.prototype, 'match').mockImplementation(function (this: EventTemplate, bytes, from, to) {
      const end = match.call(this, bytes, from, to);
      this.completionTokens += 1;
      return end;
    });
    const withoutLast = [...six, events(finish('length'), '[DONE]')];
    const { reread } = answers([withoutLast]);
    expect(reread.differences).toEqual([expect.stringMatching(/^r-0: output tokens 7, by a full parse 6(; |$)/)]);
  });

  it('where it reports an event once more', () => {
    const { plain } = EventFraming.prototype;
    vi.spyOn(EventFraming.prototype, 'plain').mockImplementation(function (this: EventFraming, prompt, completion) {
      plain.call(this, prompt, completion);
      plain.call(this, prompt, completion);
    });
    const { reread } = answers([whole]);
    expect(reread.differences).toEqual([expect.stringMatching(/^r-0: events 1\d, by a full parse 9/)]);
  });

  it('where it does not see the end', () => {
    vi.spyOn(EventTemplate.prototype, 'match').mockImplementation((_bytes, _from, to) => to);
    const { reread } = answers([whole]);
    expect(reread.differences[0]).toMatch(/^r-0: outcome failed, by a full parse completed/);
    expect(reread.differences[0]).toMatch(/finish reason none, by a full parse length/);
    expect(reread.differences[0]).toMatch(/failure truncated, by a full parse none/);
  });

  it('where it makes text out of nothing', () => {
    vi.spyOn(EventTemplate.prototype, 'match').mockImplementation((_bytes, _from, to) => to);
    const empty = [events(delta('')), events(delta('')), events(finish('stop'), '[DONE]')];
    // The template was learnt from an answer before; an empty one has nothing to learn from.
    const { reread } = answers([whole, empty, empty]);
    expect(reread.differences[1]).toMatch(/^r-1: .*token events 3, by a full parse 0/);
    expect(reread.differences[1]).toMatch(/text true, by a full parse false/);
  });
});
