import { type RequestRecord, type RunManifest, Warning } from '@sagellm/bench-protocol';
import { describe, expect, test } from 'vitest';
import {
  type Changes,
  cancelled,
  completed,
  failed,
  manifest,
  NO_TIMES,
  TokenFile,
  workloadRun,
} from '../../../__fixtures__/make-record.ts';
import { buildReport } from '../build-report.ts';

function warnings(
  records: RequestRecord[],
  { tokenTimes = NO_TIMES, ...changes }: Partial<RunManifest> & { tokenTimes?: Uint32Array } = {},
) {
  const found = buildReport({ manifest: manifest(changes), records, tokenTimes }).warnings;
  for (const warning of found) expect(Warning.parse(warning)).toEqual(warning);
  return found;
}

const codes = (...input: Parameters<typeof warnings>) => warnings(...input).map((warning) => warning.code);
/** Codes of the warnings and of the verdict's reasons. */
const said = (records: RequestRecord[], { tokenTimes = NO_TIMES, ...changes }: Parameters<typeof warnings>[1] = {}) => {
  const { warnings, verdict } = buildReport({ manifest: manifest(changes), records, tokenTimes });
  return [...verdict!.reasons, ...warnings].map(({ code }) => code);
};
const find = (code: string, ...input: Parameters<typeof warnings>) =>
  warnings(...input).find((warning) => warning.code === code);
const many = (n: number, changes: Changes = {}) =>
  Array.from({ length: n }, (_, index) => completed({ index, ...changes }));
/** n answers, one after another, 100 ms apart. */
const inTurn = (n: number, changes: Changes = {}) =>
  Array.from({ length: n }, (_, index) => {
    const shift = (moment: number) => moment + index * 100;
    return completed({
      index,
      sent_ms: shift(100),
      headers_ms: shift(101),
      first_event_ms: shift(103),
      first_token_ms: shift(150),
      first_output_ms: shift(150),
      last_token_ms: shift(180),
      end_ms: shift(182),
      ...changes,
    });
  });

test('a clean run has no warning', () => {
  expect(warnings(inTurn(40))).toEqual([]);
});

test('warnings of the run itself come first', () => {
  const said = { code: 'does-not-fit', message: 'Q8 does not fit the model.' };
  expect(warnings([failed()], { warnings: [said] })[0]).toEqual(said);
});

describe('the run', () => {
  test('a partial run says why', () => {
    expect(find('partial-run', [completed()], { status: 'partial', partial_reason: 'interrupted' })?.message).toBe(
      'The run is not complete: interrupted.',
    );
    expect(codes([completed()], { status: 'running' })).toContain('partial-run');
  });

  test('a stop by errors and what our own stop cut are said', () => {
    const records = [completed({ index: 0 }), failed({ index: 1, sent_ms: 200, end_ms: 210 }), cancelled({ index: 2 })];
    const found = warnings(records, { workloads: [workloadRun('W', { stopped_by: 'max-errors' })] });
    expect(found.find(({ code }) => code === 'stopped-by-errors')?.message).toBe(
      'Stopped early by failures: 1 failed, 3 of 5 planned requests in.',
    );
    expect(found.find(({ code }) => code === 'requests-cancelled')?.message).toMatch(
      /^Our own stop cut requests, .*: 1 of 3\.$/,
    );
  });
});

describe('engine, tokenizer, stamps', () => {
  test('a simulated engine is never silent', () => {
    const engine = { ...manifest().engine, simulated: true, name: 'simulated engine, profile mock', profile: 'native' };
    expect(find('simulated-engine', [completed()], { engine })?.message).toMatch(
      /^The engine is simulated \(simulated engine, profile mock\)/,
    );
  });

  test('a tokenizer that is not the model’s own', () => {
    const tokenizer = { name: 'cl100k_base', own: false };
    expect(find('tokenizer-not-own', [completed()], { tokenizer })?.message).toMatch(/cl100k_base/);
  });

  test('stamps of different sources', () => {
    expect(codes([completed({ index: 0 }), completed({ index: 1, stamp_source: 'native' })])).toContain(
      'mixed-stamp-sources',
    );
  });
});

describe('failures', () => {
  test('each kind once, with its count and what the first of the plan said', () => {
    const records = [
      failed({ index: 2, failure: { class: 'http', message: '500 second', http_status: 500 } }),
      failed({ index: 1, failure: { class: 'http', message: '503 first', http_status: 503 } }),
      failed({ index: 4, failure: { class: 'http', message: '500 third', http_status: 500 } }),
      failed({ index: 3, failure: { class: 'timeout', message: 'nothing for 1 s', phase: 'idle' } }),
      completed({ index: 0 }),
    ];
    const found = warnings(records).filter(({ code }) => code.startsWith('failed-'));
    expect(found.map(({ code, message }) => [code, message])).toEqual([
      ['failed-http', 'Requests failed (http 503): 1 of 5. First: 503 first'],
      ['failed-http', 'Requests failed (http 500): 2 of 5. First: 500 second'],
      ['failed-timeout', 'Requests failed (timeout, idle): 1 of 5. First: nothing for 1 s'],
    ]);
    expect(found.every(({ remedy }) => remedy)).toBe(true);
  });

  test('a failed warm-up is said, and counted nowhere else', () => {
    const records = [failed({ phase: 'warmup' }), completed()];
    expect(codes(records)).toEqual(['warmup-failed']);
  });
});

describe('token counts', () => {
  test('weak sources', () => {
    expect(find('tokens-by-events', [completed({ output_tokens_source: 'events' })])?.message).toMatch(
      /1 of 1 answers/,
    );
    expect(codes([completed({ output_tokens_source: 'tokenizer' })])).toEqual(['tokens-by-tokenizer']);
    expect(codes([completed({ output_tokens: undefined, output_tokens_source: undefined })])).toEqual([
      'tokens-uncounted',
    ]);
    expect(codes([completed({ output_tokens_source: 'token-ids' })])).toEqual([]);
  });

  test('mixed sources', () => {
    const records = [completed({ index: 0 }), completed({ index: 1, output_tokens_source: 'token-ids' })];
    expect(find('tokens-mixed-sources', records)?.message).toMatch(/: by usage and token-ids\.$/);
  });

  test('embeddings need no token count', () => {
    const record = completed({
      endpoint: 'embeddings',
      stream: false,
      output_tokens: undefined,
      output_tokens_source: undefined,
    });
    expect(codes([record])).toEqual([]);
  });

  test.each([
    [50, 50, false],
    [49, 50, false],
    [48, 50, true],
  ])('%i tokens in the stream against %i by usage: a warning is %s', (streamed, output_tokens, expected) => {
    const file = new TokenFile();
    const record = completed({
      output_tokens,
      max_tokens: 50,
      token_times: file.add([50_000, 80_000]),
      token_weights: file.add([1, streamed - 1]),
    });
    expect(said([record], { tokenTimes: file.array }).filter((code) => code === 'token-counts-differ')).toHaveLength(
      expected ? 1 : 0,
    );
  });

  test('remarks are put together by their text, the most frequent first', () => {
    const records = [
      completed({ index: 0, remarks: ['usage came twice'] }),
      completed({ index: 1, remarks: ['usage came twice', 'late [DONE]'] }),
      completed({ index: 2 }),
    ];
    const remarks = warnings(records).filter(({ code }) => code === 'reader-remarks');
    expect(remarks.map(({ message }) => message)).toEqual([
      'Completed answers were odd (usage came twice): 2 of 3.',
      'Completed answers were odd (late [DONE]): 1 of 3.',
    ]);
  });

  test('of many different remarks three are shown and the rest counted', () => {
    const records = [completed({ remarks: ['a', 'b', 'c', 'd', 'e'] })];
    expect(warnings(records).map(({ message }) => message)).toEqual([
      'Completed answers were odd (a): 1 of 1.',
      'Completed answers were odd (b): 1 of 1.',
      'Completed answers were odd (c): 1 of 1.',
      'Further remarks on answers: 2.',
    ]);
  });

  test('short answers are said; above 1 % they make the work unequal', () => {
    const hundred = inTurn(100);
    hundred[7] = { ...hundred[7]!, short: true };
    expect(codes(hundred)).toEqual(['short-answers']);
    hundred[8] = { ...hundred[8]!, short: true };
    expect(codes(hundred)).toEqual([]);
    expect(said(hundred)).toContain('many-short-answers');
  });
});

describe('prompts', () => {
  test('prompts that are not as long as asked', () => {
    expect(find('prompt-length', [completed({ prompt_tokens: 15, prompt_tokens_usage: 19 })])?.message).toBe(
      'Prompts do not have the length asked for: 1 of 1 (the first 15 tokens for 16).',
    );
  });

  test('template tokens that vary, or are below 0, count only with the model’s own tokenizer', () => {
    const varying = [completed({ index: 0 }), completed({ index: 1, prompt_tokens_usage: 21 })];
    expect(codes(varying)).toEqual(['template-tokens-vary']);
    const cut = [completed({ prompt_tokens_usage: 12 })];
    expect(find('template-tokens-negative', cut)?.message).toMatch(/: up to 4 fewer\.$/);
    const tokenizer = { name: 'other', own: false };
    expect(codes(varying, { tokenizer })).toEqual(['tokenizer-not-own']);
  });

  test.each([
    [1, false],
    [2, true],
  ])('%i of 20 prompt tokens cached on distinct prompts: a warning is %s', (cached_tokens, expected) => {
    const records = [completed({ cached_tokens })];
    expect(codes(records).includes('prefix-hits-on-distinct-prompts')).toBe(expected);
    const shared = { workloads: [workloadRun('W', { distinct: false })] };
    expect(codes(records, shared)).toEqual([]);
  });

  test('a later turn has more of the template, and shares its history', () => {
    const [first, second] = inTurn(2);
    const talk = [
      { ...first!, session_id: 'a', turn: 0 },
      { ...second!, session_id: 'a', turn: 1, prompt_tokens_usage: 24, cached_tokens: 16 },
    ];
    expect(codes(talk)).toEqual([]);
    const other = completed({ index: 2, session_id: 'b', turn: 1, prompt_tokens_usage: 25 });
    expect(codes([...talk, other])).toContain('template-tokens-vary');
  });

  test.each([
    ['shared-prefix', []],
    ['jsonl', []],
    ['random', ['prefix-hits-on-distinct-prompts']],
  ])('prompts of %s may share a beginning, or not', (name, expected) => {
    const found = codes([completed({ cached_tokens: 12 })], { dataset: { name } });
    expect(found.filter((code) => code.startsWith('prefix'))).toEqual(expected);
  });

  test('hits that only some answers told are enough to warn', () => {
    const records = [completed({ index: 0, cached_tokens: 16 }), completed({ index: 1 })];
    expect(find('prefix-hits-on-distinct-prompts', records)?.message).toMatch(/: 40\.0 %\.$/);
  });
});

describe('streams', () => {
  const stream = (times: number[][], changes: Changes = {}) => {
    const file = new TokenFile();
    const records = times.map((ms, index) =>
      completed({
        index,
        first_token_ms: 100 + ms[0]!,
        last_token_ms: 100 + ms.at(-1)!,
        end_ms: 101 + ms.at(-1)!,
        first_output_ms: undefined,
        output_tokens: ms.length,
        ...changes,
        token_times: file.add(ms.map((time) => time * 1000)),
      }),
    );
    return { records, tokenTimes: file.array };
  };

  test('an answer in one piece has a TTFT that is none', () => {
    const { records, tokenTimes } = stream([[50, 50, 50, 50]]);
    expect(codes(records, { tokenTimes })).toContain('stream-in-one-piece');
    expect(codes(stream([[50]]).records, { tokenTimes: stream([[50]]).tokenTimes })).toEqual([]);
  });

  test('reads of several tokens are the client’s fault only where the server sends one an event', () => {
    const { records, tokenTimes } = stream([[50, 60, 60, 70]]);
    expect(codes(records, { tokenTimes })).toEqual(['coalesced-reads']);
    const unknown = stream([[50, 60, 60, 70]], { output_tokens: 9, max_tokens: 9 });
    expect(codes(unknown.records, { tokenTimes: unknown.tokenTimes })).toEqual([]);
  });

  test('token times cut off by a crash are said, and only ITL misses them', () => {
    const { records, tokenTimes } = stream([
      [50, 60, 70, 80],
      [50, 60, 70, 80],
    ]);
    const cut = tokenTimes.subarray(0, 6);
    expect(find('token-times-missing', records, { tokenTimes: cut })?.message).toMatch(/: 1 of 2\.$/);
    const report = buildReport({ manifest: manifest(), records, tokenTimes: cut });
    expect(report.workloads[0]).toMatchObject({ itl_ms: { n: 3 }, ttft_ms: { n: 2 } });
  });
});

describe('sending', () => {
  test.each([
    [6, true],
    [2, false],
  ])('a lag of %i ms beside a TTFT of 50 ms: a warning is %s', (lag, expected) => {
    expect(said(many(1, { due_ms: 100 - lag })).filter((code) => code === 'late-sends')).toHaveLength(expected ? 1 : 0);
  });

  test('a lag below a millisecond is none, however fast the server', () => {
    expect(codes([completed({ due_ms: 99.1, first_token_ms: 101, last_token_ms: 110 })])).not.toContain('late-sends');
  });
});

describe('identities', () => {
  const broken = (...input: Parameters<typeof warnings>) =>
    warnings(...input)
      .filter(({ code }) => code === 'identity-broken')
      .map(({ message }) => message);

  test('answers that end long after their last token', () => {
    expect(broken(inTurn(1, { end_ms: 240 }))).toEqual([
      'TTFT + TPOT × (tokens − 1) falls short of E2EL, as answers ended long after their last token: 1 of 1. First: W-0, 60.0 ms',
    ]);
    expect(broken(inTurn(1, { end_ms: 200 }))).toEqual([]);
  });
});

describe('impossible numbers', () => {
  test.each<[string, Changes]>([
    ['a TTFT of 0', { headers_ms: undefined, first_event_ms: undefined, first_token_ms: 100 }],
    ['more output tokens than were allowed', { output_tokens: 5 }],
    ['more cached than prompt tokens', { cached_tokens: 21 }],
  ])('%s', (what, changes) => {
    const messages = warnings([completed(changes)])
      .filter(({ code }) => code === 'impossible-number')
      .map(({ message }) => message);
    expect(messages).toContain(`Completed requests have ${what}: 1 of 1. First: W-0`);
  });

  test('virtual time may answer at once', () => {
    const record = completed({
      stamp_source: 'virtual',
      headers_ms: undefined,
      first_event_ms: undefined,
      first_token_ms: 100,
    });
    expect(codes([record])).not.toContain('impossible-number');
  });
});
