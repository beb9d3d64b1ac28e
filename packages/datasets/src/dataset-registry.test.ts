import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { datasetOptions } from './dataset-options.ts';
import { datasets } from './dataset-registry.ts';

const document = await readFile(new URL('../../../docs/DATASETS.md', import.meta.url), 'utf8');

it.each(datasets.map((entry) => [entry.name, entry] as const))('%s stands in the documents as it is', (name, entry) => {
  const row = document.split('\n').find((line) => line.startsWith(`| \`${name}\``)) ?? '';
  const [, , description, ends, flags] = row.split('|').map((cell) => cell.trim());
  expect(description).toBe(entry.description);
  expect(ends).toBe(entry.options.includes('file') ? 'yes' : 'no');
  expect(flags?.match(/--[a-z-]+/g)).toEqual(entry.options.map((option) => datasetOptions[option].flag));
  expect(document).toContain(`\n### ${name}\n\n\`\`\`sh\npnpm bench run --dataset ${name} `);
});
