import { type BenchmarkError, didYouMean, SloClause, usageError } from '@sagellm/bench-protocol';

const METRICS = SloClause.shape.metric.options;
const SHAPE = /^(?<metric>[^:<>=\s]+)\s*(?::\s*(?<statistic>[^<>=\s]*))?\s*(?<sign><=|<)\s*(?<limit>[^<>=]+)$/;

/**
 * The clauses of `--slo`, in the order written. Clauses are separated by commas; several texts are put together.
 *
 * - `ttft_ms<200`: a bound on every request.
 * - `ttft_ms:p95<200`: met by 95 % of all issued requests; p50 to p99.9.
 * - `tpot_ms:mean<20`: the mean.
 *
 * `ttft` stands for `ttft_ms`; `<=` includes the limit; limits are milliseconds (`200` or `200ms`). Throws a usage error
 * that names the flag, the clause and what to write instead.
 */
export function parseSlo(texts: readonly string[]): SloClause[] {
  const clauses = texts.flatMap((text) => text.split(',')).map((text) => text.trim());
  return clauses.map(parseClause);
}

function parseClause(text: string): SloClause {
  if (text === '') throw wrong(text, 'is empty', 'separate clauses by single commas');
  const parts = SHAPE.exec(text)?.groups;
  if (!parts) {
    throw text.includes('>')
      ? wrong(text, 'is not an upper limit', 'write METRIC<LIMIT: every SLO metric is better when lower')
      : wrong(text, 'is not METRIC<LIMIT', "e.g. 'ttft_ms:p95<200'; quote it, or the shell takes < for a file");
  }
  return {
    metric: metricOf(parts.metric!, text),
    ...statisticOf(parts.statistic, text),
    limit: limitOf(parts.limit!, text),
    ...(parts.sign === '<=' ? { inclusive: true as const } : {}),
    text,
  };
}

function metricOf(name: string, text: string): SloClause['metric'] {
  const lower = name.toLowerCase();
  const metric = METRICS.find((key) => key === lower || key === `${lower}_ms`);
  if (metric) return metric;
  const near = didYouMean(lower, METRICS) ?? didYouMean(`${lower}_ms`, METRICS);
  const choices = `choose from ${METRICS.join(', ')}`;
  throw wrong(
    text,
    `names no metric that can have a limit: "${name}"`,
    near ? `did you mean ${near}? ${choices}` : choices,
  );
}

function statisticOf(name: string | undefined, text: string): { kind: SloClause['kind']; share?: number } {
  if (name === undefined) return { kind: 'bound' };
  const statistic = name.toLowerCase();
  if (statistic === 'mean') return { kind: 'mean' };
  if (statistic === 'avg' || statistic === 'average') {
    throw wrong(text, `has an unknown statistic: "${name}"`, 'did you mean mean?');
  }
  const percent = /^p(\d{1,2}(?:\.\d+)?)$/.exec(statistic)?.[1];
  if (percent === undefined || Number(percent) < 50 || Number(percent) > 99.9) {
    const near = statistic === 'p999' ? 'did you mean p99.9? ' : '';
    throw wrong(text, `has an unknown statistic: "${name}"`, `${near}choose mean, or p50 to p99.9`);
  }
  return { kind: 'percentile', share: shareOf(percent) };
}

/** Shifts the decimal point as text: 99.9 / 100 is 0.9990000000000001. */
function shareOf(percent: string): number {
  const [whole = '', decimals = ''] = percent.split('.');
  return Number(`0.${whole.padStart(2, '0')}${decimals}`);
}

function limitOf(limit: string, text: string): number {
  const number = /^\s*(\d+(?:\.\d+)?|\.\d+)\s*(?:ms)?\s*$/i.exec(limit)?.[1];
  const value = Number(number);
  if (!(value > 0 && Number.isFinite(value))) {
    throw wrong(text, `has a wrong limit: "${limit.trim()}"`, 'a limit is a number of milliseconds above 0, e.g. 200');
  }
  return value;
}

function wrong(clause: string, what: string, remedy: string): BenchmarkError {
  return usageError(`--slo: clause "${clause}" ${what}`, remedy);
}
