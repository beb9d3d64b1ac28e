import { didYouMean, findMetric, type MetricDefinition, metricCatalog, usageError } from '@sagellm/bench-protocol';
import type { Argv } from 'yargs';

export function build(yargs: Argv): Argv {
  return yargs
    .usage('$0 explain [metric]\n\nWhat a number means, exactly. Without a name: all of them in a line each.')
    .positional('metric', { type: 'string', describe: 'key or label, e.g. ttft, itl_ms, goodput' })
    .example('$0 explain ttft', 'the definition of TTFT');
}

export async function handle(argv: Record<string, unknown>): Promise<number> {
  if (typeof argv.metric !== 'string') {
    const width = Math.max(...metricCatalog.map(({ key }) => key.length));
    process.stdout.write(`${metricCatalog.map(({ key, formula }) => `${key.padEnd(width)}  ${formula}`).join('\n')}\n`);
    return 0;
  }
  const metric = findMetric(argv.metric);
  if (!metric) {
    const meant = didYouMean(
      argv.metric,
      metricCatalog.flatMap(({ key, label }) => [key, label, key.replace(/_(ms|tps|rps|mb)$/, '')]),
    );
    throw usageError(
      `explain ${argv.metric}: there is no such metric`,
      meant ? `did you mean ${meant}?` : '`explain` alone lists them',
    );
  }
  process.stdout.write(explain(metric));
  return 0;
}

function explain(metric: MetricDefinition): string {
  const rows: [string, string][] = [
    ['formula', metric.formula],
    ['unit', metric.unit],
    ['better', metric.better],
    ['told by', metric.source],
    [
      'reported as',
      metric.shape === 'distribution'
        ? 'mean, std, min, max, p50, p90, p95, p99, p99.9, each with its n'
        : 'one number',
    ],
    ...(metric.remarks ? [['remarks', metric.remarks] as [string, string]] : []),
  ];
  return `${metric.label} (${metric.key}): ${metric.name}\n\n${rows.map(([name, value]) => `  ${name.padEnd(12)} ${value}`).join('\n')}\n`;
}
