import { expect, it } from 'vitest';
import { listWorkloads } from './list-workloads.ts';
import { resolveWorkloads } from './resolve-workloads.ts';

it('each listed selector resolves to the workloads it is listed with', () => {
  for (const { selector, workloads } of listWorkloads()) expect(resolveWorkloads(selector)).toEqual(workloads);
});

it('lists ten groups and 26 single workloads, each selector once and described', () => {
  const listed = listWorkloads();
  expect(listed).toHaveLength(36);
  expect(new Set(listed.map((entry) => entry.selector.toLowerCase())).size).toBe(36);
  expect(listed.filter((entry) => entry.description === '')).toEqual([]);
});

it('tells the other names of a group', () => {
  expect(listWorkloads()[0]).toMatchObject({ selector: 'all', description: 'Q1 to Q8 (also: query)' });
});
