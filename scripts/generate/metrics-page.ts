import {
  ExitCode,
  FailureClass,
  findMetric,
  type MetricDefinition,
  metricCatalog,
  TimeoutPhase,
} from '../../packages/protocol/src/index.ts';
import { EXIT_CODES, FAILURES, INTRODUCTION, SPELLING, STATISTICS, TIMEOUTS } from './metrics-prose.ts';

/** `docs/metrics.md`: prose about clocks and counts, then every row of the metric catalog. */
export function metricsPage(): string {
  return `${[
    INTRODUCTION,
    contents(),
    STATISTICS,
    SPELLING,
    ...SECTIONS.map(section),
    failureClasses(),
    exitCodes(),
  ].join('\n\n')}\n`;
}

const SECTIONS: { title: string; belongs: (metric: MetricDefinition) => boolean }[] = [
  { title: 'Latencies', belongs: ({ unit, source }) => unit === 'ms' && source !== 'engine' },
  { title: 'Rates and shares', belongs: ({ unit, source }) => RATES.includes(unit) && source !== 'engine' },
  { title: 'Tokens', belongs: ({ unit, source }) => unit === 'tokens' && source !== 'engine' },
  { title: 'What only the engine can tell', belongs: ({ source }) => source === 'engine' },
];

const RATES: MetricDefinition['unit'][] = ['requests/s', 'tokens/s', 'share 0..1'];

function rowsOf({ belongs }: (typeof SECTIONS)[number]): MetricDefinition[] {
  return metricCatalog.filter(belongs);
}

/** Each metric is in exactly one section, or the page would hide one. */
function contents(): string {
  const placed = SECTIONS.flatMap(rowsOf).map(({ key }) => key);
  const lost = metricCatalog.filter(({ key }) => placed.filter((other) => other === key).length !== 1);
  if (lost.length > 0)
    throw new Error(`docs/metrics.md has no single section for ${lost.map(({ key }) => key).join(', ')}`);
  const lines = SECTIONS.map((part) => `- ${part.title}: ${rowsOf(part).map(link).join(', ')}`);
  return lines.join('\n');
}

function link({ key, label }: MetricDefinition): string {
  return `[${label}](#${key})`;
}

function section(part: (typeof SECTIONS)[number]): string {
  return [`## ${part.title}`, ...rowsOf(part).map(entry)].join('\n\n');
}

const BETTER = { lower: 'lower is better', higher: 'higher is better', neither: 'neither more nor less is better' };

const SOURCE = {
  client: 'by the client’s own clock',
  'server counts': 'from the server’s token counts',
  engine: 'told by the engine',
  run: 'from the run’s bookkeeping',
};

function entry({ key, label, name, unit, shape, better, source, formula, remarks }: MetricDefinition): string {
  const what = shape === 'distribution' ? 'a distribution' : 'one number per workload';
  const called = label.toLowerCase() === name.toLowerCase() ? `**${label}**` : `**${label}**: ${name}`;
  const heading = `### ${key}\n\n${called}`;
  const facts = `- unit: ${unit}, ${what}\n- ${BETTER[better]}\n- ${SOURCE[source]}`;
  return [heading, facts, `> ${formula}`, ...(remarks ? [remarks] : [])].join('\n\n');
}

function failureClasses(): string {
  const classes = FailureClass.options.map((name) => `| \`${name}\` | ${FAILURES[name]} |`);
  const phases = TimeoutPhase.options.map((name) => `| \`${name}\` | ${TIMEOUTS[name]} |`);
  return [
    '## How requests fail',
    `Every request issued ends as exactly one of completed, failed and cancelled. Cancelled is what our own stop cut: it enters neither latency nor ${link(findMetric('error_rate')!)}. Nothing is tried again in silence. A failed request has one class:`,
    ['| class | meaning |', '|---|---|', ...classes].join('\n'),
    'A timeout says which limit ran out:',
    ['| phase | limit |', '|---|---|', ...phases].join('\n'),
    'An answer that ended before the length it was forced to is completed, but counted as short: its rate is of less work than was asked. Counts of stream and usage that differ by more than 2 % are a warning on a completed request.',
  ].join('\n\n');
}

function exitCodes(): string {
  const rows = Object.entries(ExitCode).map(
    ([name, code]) => `| ${code} | ${EXIT_CODES[name as keyof typeof ExitCode]} |`,
  );
  return [
    '## Exit codes',
    ['| code | meaning |', '|---|---|', ...rows].join('\n'),
    'When several apply: 130 or 143, then 2, 1, 4, 3, 0.',
  ].join('\n\n');
}
