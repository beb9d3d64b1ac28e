import type { BenchmarkReport } from '@sagellm/bench-protocol';
import type { Block } from './blocks.ts';
import { definitions } from './sections/definitions.ts';
import { distributions } from './sections/distributions.ts';
import { unmeasured, warnings } from './sections/doubts.ts';
import { engineFigures } from './sections/engine-figures.ts';
import { gates } from './sections/gates.ts';
import { headline } from './sections/headline.ts';
import { outcome } from './sections/outcome.ts';
import { tokens } from './sections/tokens.ts';
import { simulatedBanner, whatWasMeasured } from './sections/what-was-measured.ts';

/** A report for people, in the order in which one asks: what was it, did it work, how fast, can I believe it. */
export function reportDocument(report: BenchmarkReport, detail: 'glance' | 'full'): Block[] {
  return [
    { kind: 'title', text: 'Benchmark report' },
    ...simulatedBanner(report),
    { kind: 'facts', facts: [...whatWasMeasured(report), ...outcome(report)] },
    ...headline(report),
    ...gates(report, detail),
    ...warnings(report),
    ...tokens(report),
    ...engineFigures(report),
    ...(detail === 'full' ? distributions(report) : []),
    ...unmeasured(report),
    ...definitions(report),
  ];
}
