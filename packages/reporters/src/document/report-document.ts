import type { BenchmarkReport } from '@sagellm/bench-protocol';
import type { Block } from './blocks.ts';
import { aboutEngine } from './sections/about-engine.ts';
import { calibrations, clientError } from './sections/calibration.ts';
import { closing } from './sections/closing.ts';
import { definitions, definitionsInBrief } from './sections/definitions.ts';
import { distributions } from './sections/distributions.ts';
import { engineFigures } from './sections/engine-figures.ts';
import { gates } from './sections/gates.ts';
import { headline } from './sections/headline.ts';
import { inBrief } from './sections/in-brief.ts';
import { instrument } from './sections/instrument.ts';
import { outcome, partialBanner } from './sections/outcome.ts';
import { tokens } from './sections/tokens.ts';
import { unmeasured } from './sections/unmeasured.ts';
import { verdict } from './sections/verdict.ts';
import { warnings } from './sections/warnings.ts';
import { simulatedBanner, whatWasMeasured, whatWasMeasuredInBrief } from './sections/what-was-measured.ts';

/** All of a report, in the order in which one asks: can I believe it, what was it, did it work, how fast. */
export function wholeDocument(report: BenchmarkReport): Block[] {
  return [
    { kind: 'title', text: 'Benchmark report' },
    ...simulatedBanner(report),
    ...verdict(report, 'full'),
    { kind: 'facts', facts: [...whatWasMeasured(report), ...outcome(report)] },
    ...headline(report),
    ...clientError(report),
    ...gates(report),
    ...warnings(report, 'full'),
    ...tokens(report),
    ...engineFigures(report),
    ...aboutEngine(report),
    ...instrument(report),
    ...calibrations(report),
    ...distributions(report),
    ...unmeasured(report),
    ...definitions(report),
  ];
}

/** What fits a screen. What became of the run is last, where a terminal leaves the eye. */
export function glanceDocument(report: BenchmarkReport): Block[] {
  return [
    ...simulatedBanner(report),
    ...partialBanner(report),
    ...verdict(report, 'glance'),
    { kind: 'facts', facts: whatWasMeasuredInBrief(report) },
    ...headline(report),
    ...clientError(report),
    ...definitionsInBrief(report),
    ...warnings(report, 'glance'),
    ...inBrief(report),
    ...unmeasured(report),
    ...closing(report),
  ];
}
