import { appendFile, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BenchmarkError, ExitCode, type RequestRecord } from '@sagellm/bench-protocol';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRecords } from './read-records.ts';
import { closeRecordFiles, createRecordWriter, openRecordFiles, recordWriterTo } from './record-writer.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'records-'));
});
afterEach(() => rm(folder, { recursive: true }));

const record = (index: number, more: Partial<RequestRecord> = {}): RequestRecord =>
  ({
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
    ...more,
  }) as RequestRecord;

const lines = () => join(folder, 'requests.jsonl');
const times = () => join(folder, 'token-times.u32');

async function write(...records: RequestRecord[]) {
  const writer = createRecordWriter(folder);
  for (const one of records) writer.write(one, Uint32Array.of(one.index, 2, 3));
  await writer.close();
}

describe('records', () => {
  it('are read as they were written, whatever they hold', async () => {
    const plain = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(model, { noNullPrototype: true });
    const moment = fc.integer({ min: 0, max: 2 ** 40 }).map((us) => us / 1000);
    const outcome = fc.oneof(
      fc.constant({ status: 'completed' as const }),
      plain({ status: fc.constant('cancelled' as const), reason: fc.string({ unit: 'binary' }) }),
      plain({
        status: fc.constant('failed' as const),
        failure: plain({ class: fc.constantFrom('http', 'empty'), message: fc.string({ unit: 'grapheme' }) }),
      }),
    );
    const values = fc.array(fc.integer({ min: 0, max: 0xffff_ffff }), { maxLength: 50 });
    const one = fc.record({
      outcome,
      sent_ms: fc.option(moment, { nil: undefined }),
      times: fc.option(values, { nil: undefined }),
      weighted: fc.boolean(),
      flushed: fc.boolean(),
    });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(one, { maxLength: 20 }), async (many) => {
        const place = join(folder, String(run++));
        const writer = createRecordWriter(place);
        const placed: RequestRecord[] = [];
        for (const [index, { outcome, sent_ms, times, weighted, flushed }] of many.entries()) {
          const written = record(index, { ...(outcome as Partial<RequestRecord>), ...(sent_ms && { sent_ms }) });
          const weights = weighted && times ? Uint32Array.from(times) : undefined;
          placed.push(writer.write(written, times && Uint32Array.from(times), weights));
          if (flushed) await writer.flush();
        }
        await writer.close();
        const read = await readRecords(place);
        expect(read.records).toStrictEqual(placed);
        expect(read.remarks).toEqual([]);
        for (const [index, { times, weighted }] of many.entries()) {
          const piece = (ref: { offset: number; count: number } | undefined) =>
            ref && [...read.tokenTimes.subarray(ref.offset, ref.offset + ref.count)];
          expect(piece(placed[index]!.token_times)).toEqual(times);
          expect(piece(placed[index]!.token_weights)).toEqual(weighted ? times : undefined);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('lie in the files little-endian, one line each', async () => {
    const writer = createRecordWriter(folder);
    writer.write(record(0), Uint32Array.of(1, 0x01020304), Uint32Array.of(5, 6));
    writer.write(record(1));
    await writer.close();
    expect((await readFile(times())).toString('hex')).toBe('01000000040302010500000006000000');
    const written = (await readFile(lines(), 'utf8')).split('\n');
    expect(written).toHaveLength(3);
    expect(JSON.parse(written[0]!)).toMatchObject({
      token_times: { offset: 0, count: 2 },
      token_weights: { offset: 2, count: 2 },
    });
    expect(JSON.parse(written[1]!)).not.toHaveProperty('token_times');
  });

  it('are in the files after a flush, before the end', async () => {
    const writer = createRecordWriter(folder);
    writer.write(record(0), Uint32Array.of(9));
    await writer.flush();
    expect((await readRecords(folder)).records).toHaveLength(1);
    writer.write(record(1), Uint32Array.of(9));
    await writer.close();
    expect((await readRecords(folder)).records[1]!.token_times).toEqual({ offset: 1, count: 1 });
  });

  it('of a run without requests are two empty files', async () => {
    await createRecordWriter(folder).close();
    expect(await readRecords(folder)).toEqual({ records: [], tokenTimes: new Uint32Array(), remarks: [] });
  });

  it('may be closed twice, and `await using` closes them', async () => {
    {
      await using writer = createRecordWriter(folder);
      writer.write(record(0));
      await writer.close();
      expect(() => writer.write(record(1))).toThrow('after the record files were closed');
    }
    expect((await readRecords(folder)).records).toHaveLength(1);
  });

  it('make the folder they go to', async () => {
    const deep = join(folder, 'a', 'b');
    await createRecordWriter(deep).close();
    expect((await readRecords(deep)).records).toEqual([]);
  });
});

describe('two writers to the same files', () => {
  it('take places of their own, so that every record and its token times are found', async () => {
    const files = openRecordFiles(folder);
    const writers = [recordWriterTo(files, { alone: false }), recordWriterTo(files, { alone: false })];
    for (let index = 0; index < 4000; index++) {
      const times = Uint32Array.from({ length: index % 70 }, (_, i) => index * 100 + i);
      writers[index % 2]!.write(record(index), times);
      if (index % 333 === 0) await writers[0]!.flush();
    }
    for (const writer of writers) await writer.close();
    await closeRecordFiles(files);
    const { records, tokenTimes, remarks } = await readRecords(folder);
    expect(remarks).toEqual([]);
    expect(records.map((r) => r.index).sort((a, b) => a - b)).toEqual(Array.from({ length: 4000 }, (_, i) => i));
    for (const { index, token_times } of records) {
      const { offset, count } = token_times!;
      expect([...tokenTimes.subarray(offset, offset + count)]).toEqual(
        Array.from({ length: index % 70 }, (_, i) => index * 100 + i),
      );
    }
  });

  it('keep a record that is larger than the pieces they write', async () => {
    const writer = createRecordWriter(folder);
    const remarks = ['x'.repeat(300_000), 'ü'.repeat(1000)];
    writer.write(
      record(0, { remarks }),
      Uint32Array.from({ length: 100_000 }, (_, i) => i),
    );
    await writer.close();
    const { records, tokenTimes } = await readRecords(folder);
    expect(records[0]!.remarks).toEqual(remarks);
    expect(tokenTimes.at(-1)).toBe(99_999);
  });
});

describe('a partial run', () => {
  it('whose last line is cut loses that line, with a remark', async () => {
    await write(record(0), record(1));
    const size = (await readFile(lines())).length;
    await truncate(lines(), size - 10);
    const { records, remarks } = await readRecords(folder);
    expect(records.map((r) => r.index)).toEqual([0]);
    expect(remarks).toEqual([`${lines()}, line 2: cut in the middle, left out`]);
  });

  it('in which one of several threads was killed before it wrote keeps what the others wrote', async () => {
    await write(record(0), record(1));
    const text = await readFile(lines());
    const first = text.indexOf(10) + 1;
    await writeFile(lines(), Buffer.concat([text.subarray(0, first), Buffer.alloc(700), text.subarray(first)]));
    const { records, remarks } = await readRecords(folder);
    expect(records.map((r) => r.index)).toEqual([0, 1]);
    expect(remarks).toEqual([`${lines()}, line 2: records before it were never written`]);
  });

  it('whose last line only lacks its end keeps it', async () => {
    await write(record(0), record(1));
    await truncate(lines(), (await readFile(lines())).length - 1);
    expect(await readRecords(folder)).toMatchObject({ records: [{ index: 0 }, { index: 1 }], remarks: [] });
  });

  it('cut anywhere gives the whole lines and never an exception', async () => {
    await write(record(0), record(1), record(2, { request_id: 'ä→😀' }));
    const whole = await readFile(lines());
    for (let size = 0; size <= whole.length; size += 7) {
      await writeFile(lines(), whole.subarray(0, size));
      const ends = whole.subarray(0, size).filter((byte) => byte === 10).length;
      const { records } = await readRecords(folder);
      expect(records.length - ends).toBeOneOf([0, 1]);
    }
  });

  it('whose last token time is cut says so', async () => {
    await write(record(0));
    await appendFile(times(), Buffer.of(1, 2));
    const { tokenTimes, remarks } = await readRecords(folder);
    expect([...tokenTimes]).toEqual([0, 2, 3]);
    expect(remarks).toEqual([`${times()}: the last value is cut, left out`]);
  });
});

describe('broken files', () => {
  const replaced = async (from: string | RegExp, to: string) =>
    writeFile(lines(), (await readFile(lines(), 'utf8')).replace(from, to));

  it.each<[string, string | RegExp, string, string]>([
    ['a line that is no JSON', '{"status"', '{status', 'line 1: not a request record: no JSON'],
    ['an empty line', '\n', '\n\n', 'line 2: not a request record: no JSON'],
    ['an unknown status', '"completed"', '"done"', 'line 1: not a request record: status'],
    ['a key that is missing', '"max_tokens":4,', '', 'line 1: not a request record: max_tokens'],
    ['a wrong type', '"index":0', '"index":"0"', 'line 1: not a request record: index'],
    ['token times that are not there', '"count":3', '"count":99', 'line 1: token_times points beyond the end'],
  ])('with %s are an error that names file and line', async (_, from, to, message) => {
    await write(record(0), record(1));
    await replaced(from, to);
    await expect(readRecords(folder)).rejects.toThrow(`${lines()}, ${message}`);
    await expect(readRecords(folder)).rejects.toMatchObject({ exitCode: ExitCode.usage });
  });

  it('with a broken last line that is not cut are an error too', async () => {
    await write(record(0));
    await appendFile(lines(), '{"status":\n');
    await expect(readRecords(folder)).rejects.toThrow('line 2: not a request record');
  });

  it('that are missing are named', async () => {
    await expect(readRecords(join(folder, 'nowhere'))).rejects.toThrow('token-times.u32: no such file');
    await writeFile(times(), '');
    await expect(readRecords(folder)).rejects.toThrow('requests.jsonl: no such file');
  });
});

describe('a folder that cannot take records', () => {
  it('because an earlier run lies there is refused, and that run is left as it was', async () => {
    await write(record(0));
    expect(() => createRecordWriter(folder)).toThrow(`${lines()}: cannot write the records: exists already`);
    expect((await readRecords(folder)).records).toHaveLength(1);
  });

  it('because a file stands in its place is named', async () => {
    await writeFile(join(folder, 'file'), '');
    const attempt = () => createRecordWriter(join(folder, 'file'));
    expect(attempt).toThrow(join(folder, 'file'));
    expect(attempt).toThrow(BenchmarkError);
  });

  it('because one of the two files cannot be made is named by that file', async () => {
    await mkdir(times());
    expect(() => createRecordWriter(folder)).toThrow(times());
  });
});
