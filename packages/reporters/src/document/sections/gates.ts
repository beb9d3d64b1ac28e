import type { BenchmarkReport, GateResult } from '@sagellm/bench-protocol';
import { shapeOf, withRanges } from '../../values/number-ranges.ts';
import type { Block, Cell, Column, Item, Tone } from '../blocks.ts';
import { limitText, measuredText, valueText } from './gate-values.ts';

const STATUS: Record<GateResult['status'], { label: string; tone: Tone }> = {
  broken: { label: 'BROKEN', tone: 'bad' },
  'not-measurable': { label: 'not measurable', tone: 'warn' },
  kept: { label: 'kept', tone: 'good' },
};

/** Every promise and what became of it, a row each. */
export function gates({ gates }: BenchmarkReport): Block[] {
  if (gates.length === 0) return [];
  return [
    { kind: 'heading', text: 'Gates' },
    { kind: 'table', table: { columns: COLUMNS, rows: gates.map(gateRow) } },
  ];
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

/** The same for a glance: the kept ones first, the broken ones last, and a promise that fared alike in one line. */
export function gateItems({ gates, workloads }: BenchmarkReport): Item[] {
  return (['kept', 'not-measurable', 'broken'] as const).flatMap((status) => {
    const alike = Map.groupBy(
      gates.filter((gate) => gate.status === status),
      ({ gate, explanation }) => (status === 'not-measurable' ? `${gate} ${shapeOf(explanation)}` : gate),
    );
    return [...alike.values()].map((results): Item => {
      const { label, tone } = STATUS[status];
      const promise = `${results[0]!.gate}${limitText(results[0]!)}`;
      return { label: `gate ${label}`, text: `${promise} on ${faredText(results, workloads.length)}`, tone };
    });
  });
}

function faredText(results: GateResult[], workloadCount: number): string {
  switch (results[0]!.status) {
    case 'kept':
      return placesText(results, workloadCount);
    case 'not-measurable':
      return `${placesText(results, workloadCount)}: ${withRanges(results.map(({ explanation }) => explanation))}`;
    case 'broken':
      return brokenText(results);
  }
}

/** `the run 50 %, Q5 50 %: 5 of 10 …`; the explanation only where it is that of all. */
function brokenText(results: GateResult[]): string {
  const places = results.map((result) => {
    const place = result.workload ?? 'the run';
    return result.measured === undefined ? place : `${place} ${measuredText(result)}`;
  });
  const explanations = new Set(results.map(({ explanation }) => explanation));
  return `${places.join(', ')}${explanations.size === 1 ? `: ${results[0]!.explanation}` : ''}`;
}

/** `the run, Q1, Q2`, or in short where it is all of many. */
function placesText(results: GateResult[], workloadCount: number): string {
  const whole = results.some(({ workload }) => workload === undefined) ? ['the run'] : [];
  const names = results.flatMap(({ workload }) => workload ?? []);
  const all = workloadCount > 2 && names.length === workloadCount;
  return [...whole, ...(all ? [`each of the ${workloadCount} workloads`] : names)].join(', ');
}
