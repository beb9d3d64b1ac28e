import type { Column } from '../../document/blocks.ts';

/** The upper line of headings: `TTFT ms` once above its mean, p50 and p95; empty above a column that needs one line. */
export function headingGroups(columns: readonly Column[]): { text: string; span: number }[] {
  const groups: { text: string; span: number }[] = [];
  for (const column of columns) {
    const text = upperHeading(column);
    const last = groups.at(-1);
    if (last && text !== '' && last.text === text) last.span++;
    else groups.push({ text, span: 1 });
  }
  return groups;
}

function upperHeading({ title, unit, detail }: Column): string {
  if (detail === undefined) return '';
  return unit ? `${title} ${unit}` : title;
}
