import type { previewOf } from '@sagellm/bench-composition';

type Preview = Awaited<ReturnType<typeof previewOf>>;
type Lengths = NonNullable<Preview['input_tokens']>;

const BAR = 40;

/** A preview for people: where prompts come from, how long they are, how the first ones begin. */
export function previewText(preview: Preview): string {
  const { identity, size, input_tokens: input, output_tokens: output, first } = preview;
  const lines = [
    `dataset    ${[identity.name, identity.file_name].filter(Boolean).join(' · ')}${size === undefined ? ', endless' : `, ${size} usable requests`}`,
    `tokenizer  ${preview.tokenizer}`,
    ...Object.entries(identity.skipped ?? {}).map(([reason, count]) => `left out   ${count}: ${reason}`),
    ...(input ? ['', ...histogram('prompt tokens', input)] : []),
    ...(output ? ['', ...histogram('answer tokens', output)] : []),
    '',
    ...first.flatMap(({ request_id: id, prompt_tokens: prompt, max_tokens: answer, text }) => [
      `${id} (${prompt} → ${answer})`,
      ...text.split('\n').map((line) => `  ${line}`),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function histogram(title: string, { count, min, max, mean, buckets }: Lengths): string[] {
  const most = Math.max(...buckets.map((bucket) => bucket.count));
  const label = ({ from, to }: Lengths['buckets'][number]) => (from === to ? `${from}` : `${from}–${to}`);
  const width = Math.max(...buckets.map((bucket) => label(bucket).length));
  const digits = String(most).length;
  return [
    `${title}: ${min} to ${max}, mean ${Number(mean.toFixed(1))}, n = ${count}`,
    ...buckets.map((bucket) =>
      `  ${label(bucket).padStart(width)}  ${String(bucket.count).padStart(digits)}  ${'█'.repeat(Math.round((bucket.count / most) * BAR))}`.trimEnd(),
    ),
  ];
}
