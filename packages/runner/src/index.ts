export { createHostMonitor, type HostHealth } from './health/host-monitor.ts';
export { checkRoom, type PlannedConnections, type ProcReader, type Room, readRoom } from './health/room.ts';
export { createThreadMonitor, type ThreadMonitor } from './health/thread-monitor.ts';
export { extentOf } from './loops/expected-requests.ts';
export { closedPattern } from './patterns/closed-pattern.ts';
export { type OpenPatternOptions, openPattern } from './patterns/open-pattern.ts';
export { expectedCount, type ShapedPatternOptions, shapedPattern } from './patterns/shaped-pattern.ts';
export { type TracePatternOptions, tracePattern } from './patterns/trace-pattern.ts';
export type { Progress } from './progress/progress.ts';
export { readRecords, type StoredRecords } from './records/read-records.ts';
export type { RecordSink } from './records/record-sink.ts';
export {
  closeRecordFiles,
  createRecordWriter,
  openRecordFiles,
  type RecordFiles,
  type RecordWriter,
} from './records/record-writer.ts';
export { type Observed, type QuantisedRecord, toRecord } from './records/to-record.ts';
export { type RunWorkloadOptions, runWorkload, type WorkloadOutcome } from './run-workload.ts';
export type { StopCause } from './stop/stop-conditions.ts';
export type { ClientSource } from './threads/client-source.ts';
export { type LoadThreads, type LoadThreadsOptions, startLoadThreads } from './threads/load-threads.ts';
export type { EndedRequest } from './threads/messages.ts';
