import { readFile } from 'node:fs/promises';
import { didYouMean, usageError } from '@sagellm/bench-protocol';
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml';
import { planKeys } from './plan-keys.ts';

/** A plan as it stands in a file: raw values, and where each stands, for error messages. */
export type PlanFile = {
  path: string;
  values: Record<string, unknown>;
  lines: Map<string, { line: number; col: number }>;
};

/** Reads `--plan file.yaml` (JSON is YAML too). Unknown keys and broken syntax name line and column. */
export async function readPlanFile(path: string): Promise<PlanFile> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw usageError(
      `--plan ${path}: ${cause.code === 'ENOENT' ? 'there is no such file' : cause.message}`,
      undefined,
      cause,
    );
  });
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const place = (offset: number) => lineCounter.linePos(offset);
  const problem = document.errors[0];
  if (problem) {
    const { line, col } = place(problem.pos[0]);
    throw usageError(
      `${path}:${line}:${col}: ${problem.message}`,
      'a plan is a YAML map of settings, e.g. "workload: Q1"',
      problem,
    );
  }
  const plan: PlanFile = { path, values: {}, lines: new Map() };
  if (document.contents === null) return plan;
  if (!isMap(document.contents)) throw usageError(`${path}:1:1: a plan is a map of settings, e.g. "workload: Q1"`);

  const known = planKeys.map(({ key }) => key);
  for (const pair of document.contents.items) {
    const key = String(isScalar(pair.key) ? pair.key.value : pair.key).replaceAll('-', '_');
    const { line, col } = place(isScalar(pair.key) ? (pair.key.range?.[0] ?? 0) : 0);
    if (!known.includes(key as (typeof known)[number])) {
      const meant = didYouMean(key, known);
      throw usageError(
        `${path}:${line}:${col}: unknown setting "${key}"`,
        meant ? `did you mean "${meant}"?` : `known settings: ${known.join(', ')}`,
      );
    }
    plan.values[key] = (pair.value as { toJSON?: () => unknown } | null)?.toJSON?.() ?? null;
    plan.lines.set(key, { line, col });
  }
  return plan;
}
