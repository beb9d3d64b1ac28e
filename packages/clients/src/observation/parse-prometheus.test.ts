import { describe, expect, it } from 'vitest';
import { loadMetrics } from '../../tests/recording.ts';
import { parsePrometheus, sumOf } from './parse-prometheus.ts';

describe('parsePrometheus', () => {
  it('reads names, labels, types and values', () => {
    const text = parsePrometheus(
      [
        '# HELP a_total Something.',
        '# TYPE a counter',
        'a_total{x="1",y="2"} 3',
        'a_total{y="3", x="1",} 4.5e1 1712345678000',
        '# TYPE g gauge',
        'g -0.5',
        'bare 1',
      ].join('\n'),
    );
    expect(text.families.get('a_total')).toEqual({
      type: 'counter',
      samples: [
        { labels: { x: '1', y: '2' }, value: 3 },
        { labels: { x: '1', y: '3' }, value: 45 },
      ],
    });
    expect(text.families.get('g')).toEqual({ type: 'gauge', samples: [{ labels: {}, value: -0.5 }] });
    expect(text.families.get('bare')?.type).toBe('untyped');
    expect([sumOf(text, 'a_total'), sumOf(text, 'none')]).toEqual([48, undefined]);
  });

  it('reads escapes and braces inside label values', () => {
    const text = parsePrometheus('a{path="C:\\\\x",quote="\\"",line="a\\nb",brace="}",comma="a,b"} 1');
    expect(text.families.get('a')!.samples[0]!.labels).toEqual({
      path: 'C:\\x',
      quote: '"',
      line: 'a\nb',
      brace: '}',
      comma: 'a,b',
    });
  });

  it.each([
    ['+Inf', Number.POSITIVE_INFINITY],
    ['-Inf', Number.NEGATIVE_INFINITY],
    ['NaN', Number.NaN],
    ['0', 0],
  ])('reads %s', (written, value) => {
    expect(parsePrometheus(`a ${written}`).families.get('a')!.samples[0]!.value).toBe(value);
  });

  it('puts histograms together by their labels, also one whose name ends like a counter', () => {
    const text = parsePrometheus(
      [
        '# TYPE iteration_tokens_total histogram',
        'iteration_tokens_total_bucket{engine="0",le="1.0"} 2',
        'iteration_tokens_total_bucket{engine="0",le="+Inf"} 5',
        'iteration_tokens_total_sum{engine="0"} 40',
        'iteration_tokens_total_count{engine="0"} 5',
        'iteration_tokens_total_bucket{engine="1",le="+Inf"} 1',
        'iteration_tokens_total_created{engine="0"} 1.7e9',
      ].join('\n'),
    );
    expect(text.histograms.get('iteration_tokens_total')).toEqual([
      {
        labels: { engine: '0' },
        buckets: [
          { le: 1, count: 2 },
          { le: Number.POSITIVE_INFINITY, count: 5 },
        ],
        sum: 40,
        count: 5,
      },
      {
        labels: { engine: '1' },
        buckets: [{ le: Number.POSITIVE_INFINITY, count: 1 }],
        sum: undefined,
        count: undefined,
      },
    ]);
    expect([...text.families.keys()]).toEqual([]);
  });

  it('takes x_count for what it is where no histogram x is declared', () => {
    expect(sumOf(parsePrometheus('# TYPE open_count gauge\nopen_count 3'), 'open_count')).toBe(3);
  });

  it('leaves _created out, and counts what is no sample', () => {
    const text = parsePrometheus('a_total 1\na_created 1.7e9\n<html>\na{b="unclosed} 1\na{b=} 1\nb not-a-number\n\n');
    expect([...text.families.keys()]).toEqual(['a_total']);
    expect(text.strangeLines).toBe(4);
    expect(parsePrometheus('').families.size).toBe(0);
  });

  it('reads what vLLM exposes', () => {
    const text = parsePrometheus(loadMetrics('during'));
    expect(text.strangeLines).toBe(0);
    expect(sumOf(text, 'vllm:num_requests_running')).toBe(8);
    expect(sumOf(text, 'vllm:prefix_cache_queries_total')).toBe(3081);
    expect(text.families.has('vllm:prefix_cache_queries_created')).toBe(false);
    expect(text.families.get('vllm:cache_config_info')!.samples[0]!.labels.kv_cache_size_tokens).toBe('26112');
    const [tokens] = text.histograms.get('vllm:iteration_tokens_total')!;
    expect(tokens!.count).toBe(tokens!.buckets.at(-1)!.count);
  });
});
