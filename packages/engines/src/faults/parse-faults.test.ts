import { describe, expect, it } from 'vitest';
import { parseFaults } from './parse-faults.ts';

describe('parseFaults', () => {
  it('reads clauses, with defaults where nothing is said', () => {
    expect(
      parseFaults([
        'truncated:every=2',
        'http-error:share=0.1, status=429, retry_after_s=3',
        'hang:indexes=0+4,at=middle,after_tokens=2',
        'wrong-content-type:every=5,content_type=application/json',
      ]),
    ).toEqual([
      { every: 2, fault: { kind: 'truncated', after_tokens: 1, end: 'fin' } },
      { share: 0.1, fault: { kind: 'http-error', status: 429, retry_after_s: 3 } },
      { indexes: [0, 4], fault: { kind: 'hang', at: 'middle', after_tokens: 2 } },
      { every: 5, fault: { kind: 'wrong-content-type', content_type: 'application/json' } },
    ]);
    expect(parseFaults([])).toEqual([]);
  });

  it.each([
    ['truncatd:every=2', /no fault "truncatd" \(late, merged,/],
    ['', /no fault ""/],
    ['truncated', /say which requests by one of every=N, share=0\.\.1 or indexes=/],
    ['truncated:every=2,share=0.5', /by one of/],
    [
      'truncated:every=2,delay_ms=4',
      /truncated has no setting "delay_ms" \(every, share, indexes, after_tokens, end\)/,
    ],
    ['truncated:every=2,end=never', /: end: /],
    ['truncated:every=0', /: every: /],
    ['truncated:every=two', /: every: /],
    ['truncated:indexes=1+x', /: indexes\.1: /],
    ['truncated:every=', /: every: /],
  ])('refuses %j as a usage error that names the flag', (clause, message) => {
    const parse = () => parseFaults([clause]);
    expect(parse).toThrow(message);
    expect(parse).toThrow(`--fault ${clause}: `);
    expect(parse).toThrow(expect.objectContaining({ exitCode: 2 }));
  });

  it('suggests the fault that was meant', () => {
    expect(() => parseFaults(['truncatd:every=2'])).toThrow(
      expect.objectContaining({ remedy: 'did you mean truncated?' }),
    );
  });
});
