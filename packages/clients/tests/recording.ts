import { readFileSync } from 'node:fs';
import { parseRecording } from '../src/replay/read-recording.ts';
import type { Recording } from '../src/replay/recording.ts';

const FIXTURES = new URL('../__fixtures__/', import.meta.url);

/** Whose recordings there are. */
export const ENGINES = ['vllm', 'llama-server', 'lmdeploy', 'sagellm'] as const;
export type RecordedEngine = (typeof ENGINES)[number];

/** A recorded stream. */
export function loadRecording(name: string, engine: RecordedEngine = 'vllm'): Recording {
  return load(`${engine}/${name}.chunks.jsonl`);
}

/** A recorded reply that did not stream. */
export function loadReply(name: string, engine: RecordedEngine = 'vllm'): { status: number; body: Buffer } & Recording {
  const recording = load(`${engine}/${name}.http`);
  return { ...recording, body: wholeBody(recording) };
}

export function loadMetrics(name: string, engine: RecordedEngine = 'vllm'): string {
  return readFixture(`${engine}/metrics-${name}.prom`).toString();
}

export function wholeBody(recording: Recording): Buffer {
  return Buffer.concat(recording.reads.map((read) => read.bytes));
}

export function load(file: string): Recording {
  return parseRecording(readFixture(file), file);
}

export function readFixture(file: string): Buffer {
  return readFileSync(new URL(file, FIXTURES));
}
