import type { BenchmarkReport } from '@sagellm/bench-protocol';
import { countText, shareText } from '../../values/number-text.ts';
import type { Block, Item } from '../blocks.ts';
import { gateItems } from './gates.ts';
import { cutShort } from './outcome.ts';
import { failureItems } from './warnings.ts';

/** The last lines at a glance: whether the run is whole, what failed and why, which promises were kept. */
export function closing(report: BenchmarkReport): Block[] {
  // A partial run's own reason says it already.
  const early = report.manifest.partial_reason === undefined ? cutShort(report) : undefined;
  const items: Item[] = [
    completionItem(report),
    ...(early ? [{ label: 'cut short', text: early, tone: 'warn' } satisfies Item] : []),
    ...failureItems(report),
    ...gateItems(report),
  ];
  return [
    { kind: 'heading', text: 'Outcome' },
    { kind: 'list', items },
  ];
}

function completionItem({ complete, manifest, overall }: BenchmarkReport): Item {
  const { total_requests: all, successful_requests: done, failed_requests: failed, cancelled_requests: cut } = overall;
  const workloads = `${overall.total_workloads} ${overall.total_workloads === 1 ? 'workload' : 'workloads'}`;
  const text = [
    complete ? undefined : `${manifest.partial_reason ?? 'the run did not end as planned'};`,
    `${countText(done)} of ${countText(all)} requests completed in ${workloads},`,
    `${countText(failed)} failed${failed > 0 ? ` (error rate ${shareText(overall.error_rate)})` : ''}`,
    cut > 0 ? `and ${countText(cut)} cancelled` : undefined,
  ];
  return { ...headOf(complete, done, failed), text: text.filter((part) => part !== undefined).join(' ') };
}

/** A dead server lets a run come to its end too, so `complete` alone never heads a run with failures. */
function headOf(complete: boolean, done: number, failed: number): Pick<Item, 'label' | 'tone'> {
  if (!complete) return { label: 'PARTIAL', tone: 'warn' };
  if (done === 0) return { label: 'NOTHING COMPLETED', tone: 'bad' };
  return failed > 0 ? { label: 'complete, with FAILURES', tone: 'bad' } : { label: 'complete', tone: 'good' };
}
