import { findMetric, type GateResult } from '@sagellm/bench-protocol';
import { measurementText, shareText } from '../../values/number-text.ts';

/** The limit, where the gate's own text does not say it. */
export function limitText(result: GateResult): string {
  return result.gate.includes('<') ? '' : ` (limit ${valueText(result, result.limit)})`;
}

/** A value that rounding would make equal to its limit is written out, or a broken gate would look kept. */
export function measuredText(result: GateResult): string {
  const { measured, limit } = result;
  const text = valueText(result, measured);
  if (measured === undefined || measured === limit || text !== valueText(result, limit)) return text;
  return isShare(result) ? `${Number((measured * 100).toPrecision(12))} %` : `${Number(measured.toPrecision(12))} ms`;
}

export function valueText(result: GateResult, value: number | undefined): string {
  if (isShare(result) || value === undefined) return shareText(value);
  return unitOf(result) === 'ms' ? `${measurementText(value)} ms` : measurementText(value);
}

function isShare(result: GateResult): boolean {
  return unitOf(result) === 'share 0..1';
}

function unitOf({ gate }: GateResult): string | undefined {
  return findMetric(gate.split(/[:<>=]/)[0]!.replace(/^max_/, ''))?.unit;
}
