import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { usageError } from '@sagellm/bench-protocol';
import { type FileElement, parseElement } from '../files/file-element.ts';
import { linesOf } from './lines-of-trace.ts';
import { burstGptReader } from './read-trace-csv.ts';
import { type Fields, formatOfObject, readTraceObject, TRACE_FORMS } from './read-trace-object.ts';
import { createRowColumns } from './row-columns.ts';
import type { Trace, TraceFormat, TraceRow } from './trace.ts';

/** Bounds the memory that a file can take: sixteen bytes each, and twice that while it is read. */
const MOST_ROWS = 2_000_000;

/**
 * Reads a recorded load, line by line, and checks all of it: Mooncake JSON lines, BurstGPT CSV, or JSON lines with
 * `timestamp_ms` (or `timestamp` in seconds), `input_tokens` and `output_tokens`. Rows without prompt or answer are
 * counted and left out: they cannot be sent again.
 *
 * @throws BenchmarkError (usage) with file and line: unreadable, another layout, a moment before that of the line before,
 *   no row that can be sent.
 */
export async function readTrace(path: string, options: { signal?: AbortSignal } = {}): Promise<Trace> {
  const where = `--trace ${path}`;
  const hash = createHash('sha256');
  const kept = createRowColumns();
  const skipped: Record<string, number> = {};
  const rows = rowReader(where);
  let items = 0;
  let latest = 0;
  for await (const element of linesOf(path, where, (chunk) => hash.update(chunk), options.signal)) {
    const row = rows.read(element);
    if (row === undefined) continue;
    if (++items > MOST_ROWS) throw usageError(`${where}: has over ${MOST_ROWS} requests`, 'cut a part out of it');
    if (row.momentMs < latest)
      throw usageError(
        `${where}: ${element.place} is earlier (${row.momentMs} ms) than the line before it (${latest} ms)`,
        'sort the file by time',
      );
    latest = row.momentMs;
    const reason = row.inputTokens === 0 ? 'no prompt' : row.outputTokens === 0 ? 'no answer' : undefined;
    if (reason === undefined) kept.push(row);
    else skipped[reason] = (skipped[reason] ?? 0) + 1;
  }
  if (kept.length === 0)
    throw usageError(`${where}: holds no request${items > 0 ? ' with a prompt and an answer' : ''}`, TRACE_FORMS);
  return {
    format: rows.format!,
    fileName: basename(path),
    sha256: hash.digest('hex'),
    items,
    skipped,
    ...kept.finish(),
    namesSharedBlocks: rows.namesSharedBlocks,
  };
}

/** Knows the layout from the first line on. */
function rowReader(where: string) {
  let format: TraceFormat | undefined;
  let readLine: ReturnType<typeof burstGptReader> | undefined;
  let namesSharedBlocks = false;
  const sayOf = (place: string) => (problem: string, remedy?: string) =>
    usageError(`${where}: ${place} ${problem}`, remedy);
  return {
    get format() {
      return format;
    },
    get namesSharedBlocks() {
      return namesSharedBlocks;
    },
    /** Nothing for the head of a table. */
    read(element: FileElement): TraceRow | undefined {
      const say = sayOf(element.place);
      if (format === undefined && !text(element).startsWith('{')) {
        const head = text(element);
        if (head.startsWith('[') || !/timestamp/i.test(head))
          throw say('is neither a JSON object nor the head of a table', TRACE_FORMS);
        readLine = burstGptReader(head, say);
        format = 'burstgpt';
        return undefined;
      }
      if (readLine) return readLine(text(element), say);
      const fields = parseElement(element, where);
      if (typeof fields !== 'object' || fields === null || Array.isArray(fields))
        throw say('is not an object', TRACE_FORMS);
      const own = formatOfObject(fields as Fields, say);
      format ??= own;
      if (own !== format) throw say(`is of another layout (${own}) than the lines before it (${format})`);
      const { hash_ids } = fields as Fields;
      namesSharedBlocks ||= Array.isArray(hash_ids) && hash_ids.length > 0;
      return readTraceObject(fields as Fields, own, say);
    },
  };
}

const text = ({ bytes }: FileElement) => bytes.toString('utf8').trim();
