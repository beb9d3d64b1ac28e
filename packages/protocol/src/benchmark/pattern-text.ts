import type { PatternFacts } from './pattern-facts.ts';

/**
 * A load in a few words: `4 in flight`, `20/s poisson`, `10..200/s in 60 s, poisson`, `10, 20/s for 30 s each, poisson`,
 * `20/s poisson, 5 s on and 10 s off`, `trace.jsonl × 0.5 (3.2/s)`.
 */
export function patternText(pattern: PatternFacts): string {
  if (pattern.kind === 'closed') return `${pattern.concurrency} in flight`;
  const { arrival, rate, shape, trace } = pattern;
  if (trace) {
    const scale = trace.time_scale === 1 ? '' : ` × ${trace.time_scale}`;
    return `${trace.file_name}${scale} (${Number(rate.toPrecision(3))}/s)`;
  }
  switch (shape?.kind) {
    case undefined:
      return `${Number(rate.toPrecision(6))}/s ${arrival}`;
    case 'ramp':
      return `${shape.from_rate}..${shape.to_rate}/s in ${shape.seconds} s, ${arrival}`;
    case 'steps':
      return `${shape.rates.join(', ')}/s for ${shape.seconds} s each, ${arrival}`;
    case 'on-off':
      return `${rate}/s ${arrival}, ${shape.on_seconds} s on and ${shape.off_seconds} s off`;
  }
}
