export type { DatasetEntry } from './dataset-entry.ts';
export {
  type DatasetOptionName,
  type DatasetOptions,
  datasetOptions,
  type OpenDatasetOptions,
} from './dataset-options.ts';
export { datasets } from './dataset-registry.ts';
export { openDataset } from './open-dataset.ts';
export type { OpenedDataset } from './opened-dataset.ts';
export type { Bucket, LengthSummary } from './preview/histogram.ts';
export { type DatasetPreview, previewDataset } from './preview/preview-dataset.ts';
export { recogniseDatasetFile } from './recognise-dataset-file.ts';
export { builtinDataset } from './sets/builtin-dataset.ts';
export { workloadFileDataset } from './sets/workload-file.ts';
export { parseTokenLengths } from './token-lengths/parse-token-lengths.ts';
export type { TokenLengths } from './token-lengths/token-lengths.ts';
export { gptTokenizer } from './tokenizers/gpt-tokenizer.ts';
export { loadTokenizerJson } from './tokenizers/load-tokenizer-json.ts';
export { resolveTokenizer } from './tokenizers/resolve-tokenizer.ts';
export { wordTokenizer } from './tokenizers/word-tokenizer.ts';
export { readTrace } from './traces/read-trace.ts';
export { shortRows } from './traces/short-rows.ts';
export type { Trace, TraceFormat } from './traces/trace.ts';
export { traceDataset } from './traces/trace-dataset.ts';
export { readWorkloadFile, type WorkloadFileEntry } from './workload-files/read-workload-file.ts';
export { workloadTemplate } from './workload-files/workload-template.ts';
export { listWorkloads } from './workloads/list-workloads.ts';
export { resolveWorkloads } from './workloads/resolve-workloads.ts';
