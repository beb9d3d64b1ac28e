import { metricDefinition } from '../contracts/contract-metrics.ts';
import type { ContractCheck } from '../evaluation/contract-result.ts';

const ABSENT = '–';

/** `≤ 100 ms`, `≥ 70 %`: the limit exactly as it was promised. */
export function limitText({ comparator, limit, metric }: ContractCheck): string {
  return `${comparator === '<=' ? '≤' : '≥'} ${withUnit(limit, metric)}`;
}

/** `12.3 ms`; `–` where nothing was measured. */
export function measuredText({ measured, limit, metric }: ContractCheck): string {
  return measured === undefined ? ABSENT : withUnit(roundedBeside(measured, limit), metric);
}

/** `95.1 to 104 ms`, or nothing where there is no interval. */
export function intervalText({ interval, limit, metric }: ContractCheck): string | undefined {
  if (!interval) return undefined;
  const [low, high] = interval.map((bound) => roundedBeside(bound, limit)) as [number, number];
  return metricDefinition(metric).unit === 'share 0..1'
    ? `${withUnit(low, metric)} to ${withUnit(high, metric)}`
    : `${grouped(low)} to ${withUnit(high, metric)}`;
}

/**
 * Three significant digits and no fewer than the whole ones, but as many as it takes to stand on the same side of the
 * limit: 100.0004 against a limit of 100 is 100.0004, not 100.
 */
function roundedBeside(value: number, limit: number): number {
  const whole = Math.trunc(Math.abs(value)).toFixed(0).length;
  for (let digits = Math.min(17, Math.max(3, whole)); digits < 17; digits++) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.sign(rounded - limit) === Math.sign(value - limit)) return rounded;
  }
  return value;
}

function withUnit(value: number, metric: ContractCheck['metric']): string {
  const { unit } = metricDefinition(metric);
  // 0.07 · 100 is 7.000000000000001
  return unit === 'share 0..1' ? `${grouped(Number((value * 100).toPrecision(15)))} %` : `${grouped(value)} ${unit}`;
}

function grouped(value: number): string {
  const [whole = '', ...rest] = String(value).split('.');
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...rest].join('.');
}
