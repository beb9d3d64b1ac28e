import type { AggregatedMetrics, RequestRecord } from '@sagellm/bench-protocol';
import { endToEndLatency } from '../../request/end-to-end-latency.ts';
import { inFlight } from './in-flight.ts';

/** Sent and end are rounded to a microsecond each. */
const ROUNDING_MS = 0.002;

/** Requests in flight on average over the window, got in two ways. `tolerance` is what rounding may part them by. */
export type InFlightTwice = { counted: number; by_littles_law: number; tolerance: number };

/**
 * L = λW: requests in flight on average, counted moment by moment, and the rate of requests times their mean time in
 * the system. J. D. C. Little, "A Proof for the Queuing Formula L = λW", Operations Research 9, 1961.
 *
 * The window reaches from the first send to the last end, so no request begins before it or ends after it, and the law
 * is an identity of sums without any error of the boundary (Little, "Little's Law as Viewed on Its 50th Anniversary",
 * 2011, theorem LL.1). Where all requests completed, λ and W are the published rate and mean E2EL: the check is then of
 * these. Sent at 0 and 5, ended at 10 and 20: counted 25 ÷ 20 = 1.25; 2 ÷ 20 ms × 12.5 ms = 1.25.
 */
export function littlesLaw(metrics: AggregatedMetrics, measured: readonly RequestRecord[]): InFlightTwice | undefined {
  const windowMs = (metrics.window?.duration_s ?? 0) * 1000;
  const times = measured.map(endToEndLatency).filter((time) => time !== undefined);
  if (!(windowMs > 0) || times.length === 0) return undefined;
  return {
    counted: inFlight(measured).requestMs / windowMs,
    by_littles_law: publishedRate(metrics, measured) ?? times.reduce((sum, time) => sum + time, 0) / windowMs,
    tolerance: (ROUNDING_MS * times.length) / windowMs,
  };
}

function publishedRate(metrics: AggregatedMetrics, measured: readonly RequestRecord[]): number | undefined {
  const { request_throughput_rps: rate, e2el_ms: latency } = metrics;
  const all = measured.length === metrics.successful_requests && latency?.n === measured.length;
  return all && rate !== undefined ? (rate * latency.mean) / 1000 : undefined;
}
