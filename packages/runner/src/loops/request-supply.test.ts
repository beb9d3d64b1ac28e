import { VirtualClock } from '@sagellm/bench-clock';
import type { BenchmarkRequest } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { FakeClient } from '../../tests/fake-client.ts';
import { requests } from '../../tests/sample-data.ts';
import { createRequestSupply, type SupplyOptions } from './request-supply.ts';

function supply(options: Partial<SupplyOptions>) {
  const client = new FakeClient({ clock: new VirtualClock(), answer: () => ({ afterMs: 1 }) });
  const made = createRequestSupply({
    requests: requests('r'),
    client,
    limit: 10,
    lookAhead: 4,
    inTurns: false,
    ...options,
  });
  return { ...made, prepared: client.prepared };
}

describe('a supply', () => {
  it('prepares as many ahead as it may and no more', async () => {
    const { prepareAhead, prepared, take, refillOne } = supply({});
    await prepareAhead();
    expect(prepared).toEqual(['r-0', 'r-1', 'r-2', 'r-3']);
    expect(refillOne()).toBe(false);
    expect(take()!.request.request_id).toBe('r-0');
    expect(refillOne()).toBe(true);
    expect(prepared).toHaveLength(5);
  });

  it.each([0, 1, 1023, 1024, 1025, 3000])('gives %s requests in order, and then none', async (limit) => {
    const { prepareAhead, take, hasNext, refillOne } = supply({ limit, lookAhead: 4096 });
    await prepareAhead();
    const taken: string[] = [];
    while (hasNext()) taken.push(take()!.request.request_id);
    expect(taken).toEqual(Array.from({ length: limit }, (_, i) => `r-${i}`));
    expect(take()).toBeUndefined();
    expect(refillOne()).toBe(false);
  });

  it('prepares what is asked for when nothing lies ready', () => {
    const { take, prepared } = supply({ lookAhead: 0 });
    expect(take()!.request.request_id).toBe('r-0');
    expect(prepared).toEqual(['r-0']);
  });

  it('takes no more from the source than its limit', async () => {
    const source = requests('r');
    const { prepareAhead, hasNext, take } = supply({ requests: source, limit: 3, lookAhead: 100 });
    await prepareAhead();
    while (hasNext()) take();
    expect(source.next().value!.request_id).toBe('r-3');
  });

  it('keeps less ahead when prompts are very long', async () => {
    function* long(): Generator<BenchmarkRequest> {
      for (const request of requests('r')) yield { ...request, prompt_tokens: 8_000_000 };
    }
    const { prepareAhead, prepared } = supply({ requests: long() });
    await prepareAhead();
    expect(prepared).toHaveLength(3);
  });

  it('stops preparing when it is interrupted', async () => {
    const controller = new AbortController();
    function* interrupting() {
      for (const request of requests('r')) {
        if (request.request_id === 'r-2') controller.abort();
        yield request;
      }
    }
    const { prepareAhead, prepared } = supply({ requests: interrupting(), lookAhead: 100 });
    await prepareAhead(controller.signal);
    expect(prepared).toEqual(['r-0', 'r-1', 'r-2']);
  });
});
