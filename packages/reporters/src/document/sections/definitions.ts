import type { BenchmarkReport } from '@sagellm/bench-protocol';
import type { Block } from '../blocks.ts';

/** The few sentences without which the table can be misread. */
export function definitions(report: BenchmarkReport): Block[] {
  return [
    { kind: 'heading', text: 'What the numbers mean' },
    {
      kind: 'paragraph',
      text: [
        'Latencies are of completed requests, in ms, by the client’s clock. TTFT: first token − sent. ITL: gap between tokens. TBT: mean gap of a request. TPOT: (last − first token) ÷ (tokens − 1), never contains TTFT; with TTFT in it the number is called NTPOT. E2EL: end − sent. ',
        ...(isOpenLoop(report)
          ? ['(due): counted from when the load plan wanted it sent, so our own lateness is in it. ']
          : []),
        'Rates: completed requests over the time from first send to last end, warm-up excluded. – was not measured; 0 was measured. Exactly: ',
        { code: 'bench explain KEY' },
        '.',
      ],
    },
  ];
}

/** The same in a line, for a table that stands above it. */
export function definitionsInBrief(report: BenchmarkReport): Block[] {
  if (report.workloads.length === 0) return [];
  const text = [
    'Latencies of completed requests by the client’s clock',
    ...(isOpenLoop(report) ? ['(due) from when the plan wanted it sent'] : []),
    'TPOT without TTFT, rates without warm-up, – not measured. Exactly: bench explain KEY',
  ].join(', ');
  return [{ kind: 'list', items: [{ text, tone: 'dim' }] }];
}

function isOpenLoop({ manifest }: BenchmarkReport): boolean {
  return manifest.workloads.some(({ pattern }) => pattern.kind === 'open');
}
