import { readFileSync } from 'node:fs';

export type Recording = {
  name: string;
  status: number;
  headers: Record<string, string>;
  request: { path: string; body: { max_tokens: number; ignore_eos?: boolean; stream?: boolean } };
  /** Body bytes of each socket read. */
  reads: Uint8Array[];
  end: 'fin' | 'fin-before-last-chunk' | 'timeout';
};

/** A recorded vLLM stream. */
export function loadRecording(name: string): Recording {
  const file = new URL(`../__fixtures__/vllm/${name}.chunks.jsonl`, import.meta.url);
  const lines = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const { status, headers, request } = lines[0];
  const reads = lines
    .slice(1, -1)
    .filter((line) => line.text !== '')
    .map((line) => Buffer.from(line.text));
  return { name, status, headers, request, reads, end: lines.at(-1).end };
}

/** A recorded reply that did not stream. */
export function loadReply(name: string): { status: number; headers: Record<string, string>; body: Uint8Array } {
  const text = readFileSync(new URL(`../__fixtures__/vllm/${name}.http`, import.meta.url), 'utf8');
  const border = text.search(/\r?\n\r?\n/);
  const [statusLine, ...headerLines] = text.slice(0, border).split(/\r?\n/);
  const headers = Object.fromEntries(headerLines.map((line) => line.split(/:\s*/, 2) as [string, string]));
  return {
    status: Number(statusLine!.split(' ')[1]),
    headers,
    body: Buffer.from(text.slice(border).replace(/^\r?\n\r?\n/, '')),
  };
}

export function loadMetrics(name: string): string {
  return readFileSync(new URL(`../__fixtures__/vllm/metrics-${name}.prom`, import.meta.url), 'utf8');
}
