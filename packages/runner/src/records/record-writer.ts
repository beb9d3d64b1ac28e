import type { RecordSink } from './record-sink.ts';

export interface RecordWriter extends RecordSink {
  flush(): Promise<void>;
  close(): Promise<void>;
}
export function createRecordWriter(_folder: string): RecordWriter {
  throw new Error('not yet');
}
