import type { Reporter } from '@sagellm/bench-protocol';
import { jsonText } from '../files/json-text.ts';

/** The whole report, for machines. Its schema is docs/schemas/benchmark-report.schema.json. */
export const jsonReporter: Reporter = {
  format: 'json',
  extension: 'json',
  render: (report) => jsonText(report),
};
