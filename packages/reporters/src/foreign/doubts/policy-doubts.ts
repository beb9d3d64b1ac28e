import { measurementText } from '../../values/number-text.ts';
import type { Doubt, ForeignTable } from '../foreign-report.ts';
import { type JsonObject, numberAt, objectAt, objectsAt } from '../loose-json.ts';

/** One policy's part of a result: its name in the table, and what the file holds for it. */
export type PolicyPart = { name: string; from: JsonObject };

/** The share is of successes: a policy that times out nine times in ten can keep 100 %. */
export function sloWithoutFailures(table: ForeignTable): Doubt {
  return {
    code: 'slo-without-failures',
    keys: table.columns.filter((key) => /slo.*(compliance_rate|by_priority)/.test(key)),
    says: 'the share of requests within their deadline leaves failures out',
    because: 'failed and timed-out requests are in neither half of the fraction; a request that failed kept nothing',
  };
}

/** Waiting for one of the 50 slots happens before the send is stamped. */
export function coordinatedOmission(table: ForeignTable): Doubt {
  return {
    code: 'waiting-not-counted',
    keys: table.columns.filter((key) => /(e2e_latency_ms|ttft_ms)\.|avg_(latency|ttft)_ms/.test(key)),
    says: 'latency leaves out the wait before sending',
    because:
      'a request takes one of a fixed number of slots before its send is stamped, so a server too slow for the rate looks fast (coordinated omission)',
  };
}

/** Arrival times are not moved after the warm-up is cut off, so the window begins with nothing. */
export function idleStart(parts: PolicyPart[], table: ForeignTable): Doubt[] {
  const idle = parts.flatMap(({ name, from }) => {
    const start = numberAt(from, 'start_time');
    const sends = objectsAt(from, 'raw_results').flatMap((result) => numberAt(result, 'send_time') ?? []);
    if (start === undefined || sends.length === 0) return [];
    const seconds = Math.min(...sends) - start;
    return seconds > 0 ? [`${name}: ${measurementText(seconds)} s`] : [];
  });
  return [
    {
      code: 'window-starts-idle',
      keys: table.columns.filter((key) => /throughput\./.test(key)),
      says: 'throughput is too low',
      because: `the measured window begins with the warm-up’s share of the arrival times, in which nothing is sent${idle.length > 0 ? `; ${idle.join(', ')}` : ''}`,
    },
  ];
}

/** The server has no way to switch, the tool goes on, and every policy measures the same scheduler. */
export function policyNotSwitched(parts: PolicyPart[]): Doubt[] {
  const silent = parts.filter(({ from }) => Object.keys(objectAt(from, 'control_plane_metrics')).length === 0);
  if (silent.length === 0) return [];
  return [
    {
      code: 'policy-not-switched',
      rows: silent.map(({ name }) => name),
      says: 'the policy may never have been in force',
      because:
        'the server gave no control-plane metrics; where it cannot switch policies the product goes on, and every policy then measures the same scheduler',
    },
  ];
}
