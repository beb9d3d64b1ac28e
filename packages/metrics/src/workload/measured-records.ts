import type { RequestRecord } from '@sagellm/bench-protocol';

export type CompletedRecord = Extract<RequestRecord, { status: 'completed' }>;
export type FailedRecord = Extract<RequestRecord, { status: 'failed' }>;

/** The measured requests of one workload, in the order of the plan whatever order they finished in. */
export function measuredRecords(records: readonly RequestRecord[], workload: string): RequestRecord[] {
  return records
    .filter((record) => record.workload === workload && record.phase === 'measured')
    .sort((a, b) => a.index - b.index || (a.request_id < b.request_id ? -1 : a.request_id > b.request_id ? 1 : 0));
}

export function completedOf(records: readonly RequestRecord[]): CompletedRecord[] {
  return records.filter((record) => record.status === 'completed');
}

export function failedOf(records: readonly RequestRecord[]): FailedRecord[] {
  return records.filter((record) => record.status === 'failed');
}

export function cancelledOf(records: readonly RequestRecord[]): RequestRecord[] {
  return records.filter((record) => record.status === 'cancelled');
}
