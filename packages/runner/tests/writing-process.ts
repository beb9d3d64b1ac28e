import type { RequestRecord } from '@sagellm/bench-protocol';
import { createRecordWriter } from '../src/index.ts';

/** Writes a record every 10 ms to the folder it is given, saying each one's number, until it is ended from outside. */
const writer = createRecordWriter(process.argv[2]!);
let index = 0;
setInterval(() => {
  const record: RequestRecord = {
    status: 'completed',
    request_id: `r-${index}`,
    workload: 'W',
    index,
    phase: 'measured',
    endpoint: 'chat',
    stream: true,
    stamp_source: 'socket',
    prompt_tokens: 8,
    max_tokens: 4,
    exact_output: true,
  };
  writer.write(record, Uint32Array.of(index, index + 1));
  process.stdout.write(`${index++}\n`);
}, 10);
process.on('disconnect', () => process.exit());
