import { didYouMean } from '@sagellm/bench-protocol';
import type { z } from 'zod';
import { COMPARATORS, PERCENTILES, STATISTICS } from './contract-file.ts';
import { suggestMetric } from './suggest-metric.ts';
import type { YamlDocument } from './yaml-document.ts';

export type Finding = {
  offset: number;
  message: string;
  remedy?: string;
  /** Something is not there: often because its key is misspelt, so that other findings come first. */
  missing?: true;
};

const FIELDS = {
  '': ['name', 'description', 'rows'],
  row: ['metric', 'statistic', 'percentile', 'comparator', 'limit', 'severity', 'workloads'],
};
const CHOICES: Record<string, readonly string[]> = {
  statistic: STATISTICS,
  percentile: PERCENTILES,
  comparator: COMPARATORS,
  severity: ['required', 'advisory'],
};
const WANTED: Record<string, string> = {
  name: 'a name, e.g. "name: latency"',
  description: 'one line of text',
  rows: 'a list of rows, each with metric, comparator, limit and severity',
  row: 'a row has metric, comparator, limit and severity',
  limit: 'a number of 0 or more, in the metric’s own unit; a share is 0..1',
  workloads: 'names of workloads or globs, e.g. [Q1, "short*"]',
};

const EXAMPLE = 'write a name and rows, each with metric, comparator, limit and severity';

/** A breach of the schema in words, at its place in the file. */
export function explainIssue(issue: z.core.$ZodIssue, document: YamlDocument): Finding {
  const path = issue.path;
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!;
    const known = path.length === 0 ? FIELDS[''] : FIELDS.row;
    const near = didYouMean(key, known);
    return {
      offset: document.offsetOfKey(path, key),
      message: `unknown key "${key}"`,
      remedy: near ? `did you mean "${near}"?` : `known keys: ${known.join(', ')}`,
    };
  }
  const field = String(path.findLast((part) => typeof part === 'string') ?? '');
  const at = (message: string, remedy?: string): Finding => ({
    offset: document.offsetOf(path),
    message,
    ...(remedy ? { remedy } : {}),
  });
  const value = valueAt(document.value, path);
  if (path.length === 0) {
    return at(document.value === null ? 'the contract is empty' : 'a contract is a map of name and rows', EXAMPLE);
  }
  if (field === 'rows' && path.length === 2) return at(`a row is a map, not ${shown(value)}`, wanted('row'));
  if (value === undefined) return { ...at(`"${field}" is missing`, wanted(field)), missing: true };
  if (value === null) return at(`"${field}" is empty`, wanted(field));
  if (field === 'metric' && typeof value === 'string') {
    return at(`there is no metric "${value}"`, suggestMetric(value));
  }
  const choices = CHOICES[field];
  if (choices) {
    const near = didYouMean(String(value), choices);
    const remedy = `${near ? `did you mean ${near}? ` : ''}${wanted(field)}`;
    return at(`${field} ${shown(value)} is unknown`, remedy);
  }
  if (issue.code === 'invalid_format') return at(`${field} ${shown(value)} ${issue.message}`);
  return at(`"${field}" cannot be ${shown(value)}`, wanted(field));
}

function wanted(field: string): string | undefined {
  if (field === 'metric') return 'a key of the metric catalog, e.g. ttft_ms (bench explain lists them)';
  const choices = CHOICES[field];
  if (!choices) return WANTED[field];
  const inclusive = field === 'comparator' ? '; the limit itself is kept' : '';
  return `choose from ${choices.join(', ')}${inclusive}`;
}

function shown(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((value: unknown, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key], root);
}
