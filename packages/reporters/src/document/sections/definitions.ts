import type { BenchmarkReport } from '@sagellm/bench-protocol';
import type { Block } from '../blocks.ts';

/** The few sentences without which the table can be misread. */
export function definitions(report: BenchmarkReport): Block[] {
  const open = report.manifest.workloads.some(({ pattern }) => pattern.kind === 'open');
  return [
    { kind: 'heading', text: 'What the numbers mean' },
    {
      kind: 'paragraph',
      text: [
        'Latencies are of completed requests, in ms, by the client’s clock. TTFT: first token − sent. ITL: gap between tokens. TBT: mean gap of a request. TPOT: (last − first token) ÷ (tokens − 1), never contains TTFT; with TTFT in it the number is called NTPOT. E2EL: end − sent. ',
        ...(open ? ['(due): counted from when the load plan wanted it sent, so our own lateness is in it. '] : []),
        'Rates: completed requests over the time from first send to last end, warm-up excluded. – was not measured; 0 was measured. Exactly: ',
        { code: 'bench explain KEY' },
        '.',
      ],
    },
  ];
}
