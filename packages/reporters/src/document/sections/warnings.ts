import type { BenchmarkReport, Warning } from '@sagellm/bench-protocol';
import type { Block, Item } from '../blocks.ts';

/** What a reader of the numbers must know, with what to do about it. At a glance, without what stands elsewhere. */
export function warnings({ warnings }: BenchmarkReport, detail: 'glance' | 'full'): Block[] {
  const told = detail === 'full' ? warnings : warnings.filter((warning) => !saidElsewhere(warning));
  if (told.length === 0) return [];
  return [
    { kind: 'heading', text: 'Warnings' },
    { kind: 'list', items: told.map((warning) => warningItem(warning)) },
  ];
}

/** Failures, for the outcome. */
export function failureItems({ warnings }: BenchmarkReport): Item[] {
  return warnings.filter(isFailure).map((warning) => ({ ...warningItem(warning), tone: 'bad' }));
}

function saidElsewhere(warning: Warning): boolean {
  return isFailure(warning) || warning.code === 'simulated-engine' || warning.code === 'partial-run';
}

function isFailure({ code }: Warning): boolean {
  return code.startsWith('failed-');
}

function warningItem({ workload, message, remedy }: Warning): Item {
  return { ...(workload ? { label: workload } : {}), text: message, ...(remedy ? { remedy } : {}), tone: 'warn' };
}
