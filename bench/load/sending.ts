import { benchRun } from './bench-run.ts';
import { rounded, table } from './table.ts';
import { serverArgs } from './throughput.ts';

/** Open loops: how late requests are sent, and whether the arrivals are those that were asked for. */
export async function sending(port: number, seconds: number): Promise<string> {
  const rows = [];
  for (const [arrival, rate, lasts] of [
    ['constant', 100, seconds],
    ['constant', 1000, seconds],
    ['poisson', 1000, seconds],
    ['constant', 3000, seconds],
    ['poisson', 800, 8 * seconds],
  ] as const) {
    const args = ['--rate', String(rate), '--arrival', arrival, '--duration', String(lasts)];
    rows.push(
      await benchRun(serverArgs(port, args), ({ metrics, verdict }) => {
        const lag = metrics.send_lag_ms;
        const audit = verdict.checks[0]?.arrivals;
        return {
          arrivals: `${arrival}, ${rate}/s, ${lasts} s`,
          'lag p50 ms': rounded(lag?.p50, 3),
          'lag p99 ms': rounded(lag?.p99, 3),
          'lag max ms': rounded(lag?.max, 2),
          'rate sent ÷ planned': audit && rounded(audit.sent_rate / audit.planned_rate, 4),
          'CV of gaps': rounded(audit?.sent_cv, 3),
          'index of dispersion': rounded(audit?.sent_dispersion, 3),
          verdict: verdict.state,
        };
      }),
    );
  }
  return table(rows);
}
