import { type BenchmarkReport, findMetric, type GateResult } from '@sagellm/bench-protocol';
import { measurementText, shareText } from '../../values/number-text.ts';
import type { Block, Cell, Column, Item, Tone } from '../blocks.ts';

const STATUS: Record<GateResult['status'], { label: string; tone: Tone }> = {
  broken: { label: 'BROKEN', tone: 'bad' },
  'not-measurable': { label: 'not measurable', tone: 'warn' },
  kept: { label: 'kept', tone: 'good' },
};

/** What was promised and what became of it; at a glance, kept promises share a line. */
export function gates({ gates, workloads }: BenchmarkReport, detail: 'glance' | 'full'): Block[] {
  if (gates.length === 0) return [];
  const heading: Block = { kind: 'heading', text: 'Gates' };
  if (detail === 'full') return [heading, { kind: 'table', table: { columns: COLUMNS, rows: gates.map(gateRow) } }];
  const troubled = (['broken', 'not-measurable'] as const).flatMap((status) =>
    gates.filter((gate) => gate.status === status).map(gateItem),
  );
  const kept = Map.groupBy(
    gates.filter(({ status }) => status === 'kept'),
    ({ gate }) => gate,
  );
  return [
    heading,
    { kind: 'list', items: [...troubled, ...[...kept.values()].map((results) => keptItem(results, workloads.length))] },
  ];
}

function gateItem(result: GateResult): Item {
  const { gate, workload, status, measured, explanation } = result;
  const numbers = measured === undefined ? '' : `${measuredText(result)}${limitText(result)}: `;
  return { ...STATUS[status], text: `${gate} on ${workload ?? 'the run'}: ${numbers}${explanation}` };
}

function keptItem(results: GateResult[], workloadCount: number): Item {
  return {
    ...STATUS.kept,
    text: `${results[0]!.gate}${limitText(results[0]!)} on ${placesText(results, workloadCount)}`,
  };
}

/** `the run, Q1, Q2`, or in short where it is all of many. */
function placesText(results: GateResult[], workloadCount: number): string {
  const whole = results.some(({ workload }) => workload === undefined) ? ['the run'] : [];
  const names = results.flatMap(({ workload }) => workload ?? []);
  const all = workloadCount > 2 && names.length === workloadCount;
  return [...whole, ...(all ? [`each of the ${workloadCount} workloads`] : names)].join(', ');
}

const COLUMNS: Column[] = [
  { title: 'gate', align: 'left', rank: 0 },
  { title: 'workload', align: 'left', rank: 0 },
  { title: 'status', align: 'left', rank: 0 },
  { title: 'measured', align: 'right', rank: 0 },
  { title: 'limit', align: 'right', rank: 0 },
  { title: 'how', align: 'left', rank: 0 },
];

function gateRow(result: GateResult): Cell[] {
  const { label, tone } = STATUS[result.status];
  return [
    { text: result.gate },
    { text: result.workload ?? 'the run' },
    { text: label, tone },
    { text: measuredText(result) },
    { text: valueText(result, result.limit) },
    { text: result.explanation },
  ];
}

/** The limit, where the gate's own text does not say it. */
function limitText(result: GateResult): string {
  return result.gate.includes('<') ? '' : ` (limit ${valueText(result, result.limit)})`;
}

/** A value that rounding would make equal to its limit is written out, or a broken gate would look kept. */
function measuredText(result: GateResult): string {
  const { measured, limit } = result;
  const text = valueText(result, measured);
  if (measured === undefined || measured === limit || text !== valueText(result, limit)) return text;
  return isShare(result) ? `${Number((measured * 100).toPrecision(12))} %` : `${Number(measured.toPrecision(12))} ms`;
}

function valueText(result: GateResult, value: number | undefined): string {
  if (isShare(result) || value === undefined) return shareText(value);
  return unitOf(result) === 'ms' ? `${measurementText(value)} ms` : measurementText(value);
}

function isShare(result: GateResult): boolean {
  return unitOf(result) === 'share 0..1';
}

function unitOf({ gate }: GateResult): string | undefined {
  return findMetric(gate.split(/[:<>=]/)[0]!.replace(/^max_/, ''))?.unit;
}
