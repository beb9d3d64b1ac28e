import { usageError, type WorkloadSpec } from '@sagellm/bench-protocol';
import { isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import { type PlaceOf, readDocument } from './parse-document.ts';
import { readWorkloadEntry } from './read-workload-entry.ts';

/** A workload that a person wrote, with the prompt that it sends. */
export type WorkloadFileEntry = { workload: WorkloadSpec; prompt: string };

const REMEDY = 'a list of workloads, or an object with "workloads"; `bench workload-template` writes an example';

/**
 * Workloads of a `.yaml`, `.yml` or `.json` file: a list, or an object with `workloads`. Each needs `name` and `prompt`.
 *
 * @throws BenchmarkError (usage) with line and column: unknown keys (with a suggestion), wrong types, values out of
 *   range, a name that stands twice, and what is no YAML or JSON at all.
 */
export async function readWorkloadFile(path: string): Promise<WorkloadFileEntry[]> {
  const { document, placeOf } = await readDocument(path);
  const entries = workloadNodes(document.contents, path, placeOf).map((node) =>
    readWorkloadEntry(node, document, placeOf),
  );
  const names = new Map<string, string>();
  for (const { workload, place } of entries) {
    const name = workload.name.toLowerCase();
    const earlier = names.get(name);
    if (earlier) throw usageError(`${place}: the name ${workload.name} stands at ${earlier} already`, 'rename one');
    names.set(name, place);
  }
  return entries.map(({ workload, prompt }) => ({ workload, prompt }));
}

function workloadNodes(root: unknown, path: string, placeOf: PlaceOf): YAMLMap[] {
  const list = isMap(root) ? onlyWorkloads(root, path, placeOf) : root;
  if (!isSeq(list)) throw usageError(`${path}: holds no list of workloads`, REMEDY);
  if (list.items.length === 0) throw usageError(`${path}: its list of workloads is empty`, REMEDY);
  return list.items.map((item, index) => {
    if (isMap(item)) return item;
    const at = (item as Node | null)?.range?.[0];
    throw usageError(`${at === undefined ? path : placeOf(at)}: workload ${index + 1} is not an object`, REMEDY);
  });
}

function onlyWorkloads(root: YAMLMap, path: string, placeOf: PlaceOf): unknown {
  for (const { key } of root.items) {
    if (isScalar(key) && key.value === 'workloads') continue;
    throw usageError(`${placeOf((key as Node).range?.[0] ?? 0)}: unknown key ${JSON.stringify(String(key))}`, REMEDY);
  }
  if (!root.has('workloads')) throw usageError(`${path}: has no "workloads"`, REMEDY);
  return root.get('workloads', true);
}
