import { missingFrame } from '../doubts/missing-frame.ts';
import type { ForeignReading } from '../foreign-reading.ts';
import type { JsonObject } from '../loose-json.ts';
import { partsOf, readParts } from './policy-run.ts';

/** `rate_sweep_<mode>_<policy>.json`: one result a rate, and nothing about the run. */
export function readRateSweep(file: JsonObject): ForeignReading {
  const parts = partsOf(file);
  const { table, doubts } = readParts(parts, 'request_rate', {});
  const policies = [...new Set(parts.map(({ from }) => from.policy).filter((policy) => typeof policy === 'string'))];
  return {
    title: 'Sweep over request rates',
    command: 'sweep',
    facts: [{ label: 'policy', text: policies.join(', ') }],
    tables: [table],
    doubts: [
      ...doubts,
      {
        code: 'rate-not-reached',
        says: 'a rate in the heading is what was offered',
        because:
          'whether the client sent at that rate is not in the file, and ten requests of each rate went into warm-up',
      },
      missingFrame(['its schema version, its settings, when and on which machine it ran', 'the engine']),
    ],
  };
}
