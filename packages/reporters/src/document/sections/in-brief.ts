import type { BenchmarkReport, Distribution } from '@sagellm/bench-protocol';
import { catalogCell, catalogText } from '../../values/catalog-cell.ts';
import { rangeText } from '../../values/number-ranges.ts';
import { countText } from '../../values/number-text.ts';
import type { Block, Item } from '../blocks.ts';
import { ENGINE_KEYS } from './engine-figures.ts';
import { labelOf, type NotedKey, notesOf } from './source-notes.ts';

/** What a page shows as tables of tokens and of the engine's figures, as ranges over the workloads. */
export function inBrief(report: BenchmarkReport): Block[] {
  const items = [tokensItem(report), ...engineItems(report)].filter((item) => item !== undefined);
  if (items.length === 0) return [];
  return [
    { kind: 'heading', text: `Tokens and engine${report.workloads.length > 1 ? ', over all workloads' : ''}` },
    { kind: 'list', items },
  ];
}

function tokensItem({ manifest, workloads }: BenchmarkReport): Item | undefined {
  const prompts = ends(workloads.flatMap(({ prompt_tokens }) => prompt_tokens ?? []));
  const beyond = ends(workloads.flatMap(({ template_tokens }) => template_tokens ?? []));
  const answers = ends(workloads.flatMap(({ output_tokens }) => output_tokens ?? []));
  const sources = [...new Set(workloads.flatMap(({ token_count_sources }) => token_count_sources))];
  const parts = [
    prompts.length > 0 && `prompts of ${countRange(prompts)}`,
    beyond.length > 0 && beyondText(beyond, manifest.tokenizer.own),
    answers.length > 0 && `answers of ${countRange(answers)}`,
    sources.length > 0 && `counted by ${sources.join(', ')}`,
  ].filter((part) => part !== false);
  return parts.length > 0 ? { label: 'tokens', text: parts.join(', ') } : undefined;
}

/** What the server counts beyond the prompt's own tokens; only with the model's own tokenizer is it the template. */
function beyondText(counts: number[], own: boolean): string {
  if (counts.every((count) => count < 0)) return `the server counts ${countRange(counts.map((count) => -count))} fewer`;
  return own ? `the chat template adds ${countRange(counts)}` : `the server counts ${countRange(counts)} more`;
}

function engineItems({ workloads }: BenchmarkReport): Item[] {
  const told = ENGINE_KEYS.flatMap((key) => {
    const values = workloads.flatMap((metrics) => catalogCell(metrics, key).value ?? []);
    if (values.length === 0) return [];
    const missing = workloads.length - values.length;
    const how = [
      ...notesOf(workloads, key).map((note) => note.how),
      ...(missing > 0 ? [`not told for ${missing} of ${workloads.length} workloads`] : []),
    ];
    return [{ text: `${labelOf(key)} ${valueRange(key, values)}`, how: how.join('; ') }];
  });
  return [...Map.groupBy(told, ({ how }) => how)].map(([how, group]) => ({
    text: `${group.map(({ text }) => text).join(', ')}${how ? `: ${how}` : ''}`,
  }));
}

function valueRange(key: NotedKey, values: number[]): string {
  const unit = key.endsWith('_mb') ? ' MB' : key.endsWith('_ms') ? ' ms' : '';
  return `${rangeText(catalogText(key, Math.min(...values)), catalogText(key, Math.max(...values)))}${unit}`;
}

function countRange(values: number[]): string {
  return rangeText(countText(Math.min(...values)), countText(Math.max(...values)));
}

function ends(series: Distribution[]): number[] {
  return series.flatMap(({ min, max }) => [min, max]);
}
