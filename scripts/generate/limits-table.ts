import { type Limit, type Threshold, thresholds } from '../../packages/metrics/src/index.ts';

/** The limits of the verdict as a table of `docs/TRUST.md`: the same rows that a run is judged by. */
export function limitsTable(): string {
  const rows = Object.entries<Threshold>(thresholds).map(([key, row]) =>
    [`\`${key}\``, row.figure, limitText(row.degraded, row), limitText(row.invalid, row), row.evidence].map(inCell),
  );
  return [
    '| reason | figure | DEGRADED above | INVALID above | evidence |',
    '|---|---|---|---|---|',
    ...rows.map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n');
}

/** `10 ms and 10 % of the latency`; `40 %, later than 10 ms`. */
function limitText(limit: Limit | undefined, { unit }: Threshold): string {
  if (!limit) return '–';
  const { above, floor_ms: floor, share } = limit;
  const own = { ms: `${above} ms`, share: percent(above), difference: String(above), count: String(above) }[unit];
  const late = unit !== 'ms' && floor !== undefined ? `, later than ${floor} ms` : '';
  const relative = share === undefined ? '' : ` and ${percent(share)} of the latency`;
  return `${own}${late}${relative}`;
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

function inCell(text: string): string {
  return text.replaceAll('|', '\\|');
}
