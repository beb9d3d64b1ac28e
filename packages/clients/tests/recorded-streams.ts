import { readdirSync } from 'node:fs';
import type { Observation } from '@sagellm/bench-protocol';
import { type EngineProfile, engineProfiles } from '../src/index.ts';
import { readTable } from './fixture-table.ts';
import { ENGINES, type RecordedEngine, readFixture } from './recording.ts';

export type Expected = {
  status: string;
  failure?: string;
  finish?: string;
  prompt?: number;
  output?: number;
  source?: string;
  cached?: number;
  short?: true;
  events?: number;
  tokenEvents?: number;
  weights?: number;
  text?: number;
};

export type RecordedStream = { engine: RecordedEngine; name: string; limit: number; expected: Expected };

/** A line of every `expected.md`. */
export const recordedStreams: readonly RecordedStream[] = ENGINES.flatMap((engine) =>
  readTable(readFixture(`${engine}/expected.md`).toString()).map((row) => ({
    engine,
    name: row.recording!,
    limit: Number(row.limit ?? 4096),
    expected: present({
      status: row.status!,
      failure: row.failure,
      finish: row.finish,
      prompt: numberOf(row.prompt),
      output: numberOf(row.output),
      source: row['counted by'],
      cached: numberOf(row.cached),
      short: row.short === 'short' ? true : undefined,
      events: numberOf(row.events),
      tokenEvents: numberOf(row['token events']),
      weights: numberOf(row.weights),
      text: numberOf(row.text),
    }),
  })),
);

/** What an observation of a recorded stream says; `text` counts UTF-16 units of content and reasoning. */
export function expectedOf(seen: Observation & { text: string }): Expected {
  return present({
    status: seen.status,
    failure: seen.failure?.class,
    finish: seen.finishReason,
    prompt: seen.promptTokensUsage,
    output: seen.outputTokens,
    source: seen.outputTokensSource,
    cached: seen.cachedTokens,
    short: seen.short,
    events: seen.events,
    tokenEvents: seen.tokenEvents,
    weights: seen.tokenWeights?.reduce((total, weight) => total + weight, 0),
    text: seen.events === undefined ? undefined : seen.text.length,
  });
}

/** Names of all recorded streams, by folder, in the order of the tables. */
export function recordedStreamFiles(): string[] {
  return ENGINES.flatMap((engine) =>
    readdirSync(new URL(`../__fixtures__/${engine}`, import.meta.url))
      .filter((file) => file.endsWith('.chunks.jsonl'))
      .sort()
      .map((file) => `${engine}/${file.replace('.chunks.jsonl', '')}`),
  );
}

/** The profile that would have asked; sageLLM's engine port is told from its gateway by the recording's name. */
export function profileOf(engine: RecordedEngine, name: string): EngineProfile {
  return engineProfiles[engine === 'sagellm' && name.startsWith('engine') ? 'sagellm-engine' : engine];
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function present(row: { [K in keyof Expected]: Expected[K] | undefined }): Expected {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as Expected;
}
