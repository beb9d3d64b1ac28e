import { didYouMean, usageError } from '@sagellm/bench-protocol';
import type { DatasetEntry } from './dataset-entry.ts';
import { type DatasetOptionName, datasetOptions, type OpenDatasetOptions } from './dataset-options.ts';
import { datasets } from './dataset-registry.ts';
import type { OpenedDataset } from './opened-dataset.ts';

/**
 * Opens a dataset by its name. A file is read and checked to its end now; nothing is read when requests are drawn.
 *
 * @throws BenchmarkError (usage) for an unknown name, an option that the set does not take, and a file that cannot be
 *   used: missing, empty, cut short, not UTF-8, without a usable request, or with a value over 16 MiB.
 */
export async function openDataset(name: string, options: OpenDatasetOptions): Promise<OpenedDataset> {
  const entry = findDataset(name);
  const given = (Object.keys(datasetOptions) as DatasetOptionName[]).filter((option) => options[option] !== undefined);
  for (const option of given) checkOption(entry, option, options[option]);
  const { file } = options;
  if (entry.options.includes('file') && file === undefined) {
    throw usageError(`--dataset ${entry.name}: needs a file`, `name it: --dataset ${entry.name} --dataset-file FILE`);
  }
  const opened = await entry.open({ ...options, file: file ?? '' });
  const chosen = given.filter((option) => option !== 'file').map((option) => [option, shown(options[option])]);
  return chosen.length === 0
    ? opened
    : { ...opened, identity: { ...opened.identity, options: Object.fromEntries(chosen) } };
}

function findDataset(name: string): DatasetEntry {
  const found = datasets.find((entry) => entry.name === name.toLowerCase());
  if (found) return found;
  const names = datasets.map((entry) => entry.name);
  const near = didYouMean(name, names);
  throw usageError(
    `--dataset ${name}: unknown dataset${near ? `, did you mean "${near}"?` : ''}`,
    `choose from ${names.join(', ')}; a file goes to --dataset-file`,
  );
}

function checkOption(entry: DatasetEntry, option: DatasetOptionName, value: unknown): void {
  const { flag, kind, choices } = datasetOptions[option];
  if (!entry.options.includes(option)) {
    const takers = datasets.filter(({ options }) => options.includes(option)).map(({ name }) => name);
    throw usageError(`${flag}: dataset ${entry.name} does not take it`, `${flag} belongs to ${takers.join(', ')}`);
  }
  if (kind === 'count' && !(Number.isSafeInteger(value) && (value as number) >= 1)) {
    throw usageError(`${flag} ${value}: not a whole number above 0`, `give a number, e.g. ${flag} 8`);
  }
  if (kind === 'share' && !((value as number) > 0 && (value as number) < 1)) {
    throw usageError(`${flag} ${value}: not between 0 and 1`, `give a share, e.g. ${flag} 0.9`);
  }
  if (choices && !choices.includes(value as string)) {
    throw usageError(`${flag} ${value}: unknown`, `choose from ${choices.join(', ')}`);
  }
}

function shown(value: OpenDatasetOptions[DatasetOptionName]): string | number | boolean {
  return typeof value === 'object' ? value.description : value!;
}
