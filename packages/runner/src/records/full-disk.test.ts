import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExitCode, type RequestRecord } from '@sagellm/bench-protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OutputFile, openOutputFile } from './output-file.ts';
import { createPlaces } from './places.ts';
import { recordWriterTo } from './record-writer.ts';

const record: RequestRecord = {
  status: 'completed',
  request_id: 'r-0',
  workload: 'W',
  index: 0,
  phase: 'measured',
  endpoint: 'chat',
  stream: true,
  stamp_source: 'socket',
  prompt_tokens: 8,
  max_tokens: 4,
  exact_output: true,
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'records-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A device that answers every write with "no space left on device"; Linux has one. */
describe.skipIf(!existsSync('/dev/full'))('a full disk', () => {
  const full = () => openOutputFile('/dev/full', 'r+');
  const writerTo = (records: OutputFile, times: OutputFile) =>
    recordWriterTo({ records, times, places: createPlaces() }, { alone: true });
  const expected = {
    message: '/dev/full: cannot write the records: the disk is full',
    exitCode: ExitCode.fault,
  };

  it('is told by the next flush, by the next write, and by close', async () => {
    const writer = writerTo(full(), openOutputFile(join(folder, 't')));
    writer.write(record);
    await expect(writer.flush()).rejects.toMatchObject(expected);
    expect(() => writer.write(record)).toThrow(expected.message);
    await expect(writer.close()).rejects.toMatchObject(expected);
  });

  it('is told by close when nobody flushed', async () => {
    const writer = writerTo(full(), openOutputFile(join(folder, 't')));
    writer.write(record);
    await expect(writer.close()).rejects.toMatchObject(expected);
  });

  it('for token times leaves no record behind that points to them', async () => {
    const writer = writerTo(openOutputFile(join(folder, 'r')), full());
    writer.write(record, Uint32Array.of(1));
    await expect(writer.close()).rejects.toMatchObject(expected);
    expect(await readFile(join(folder, 'r'), 'utf8')).toBe('');
  });
});
