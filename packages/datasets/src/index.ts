export { builtinDataset } from './builtin-dataset.ts';
export { gptTokenizer } from './tokenizers/gpt-tokenizer.ts';
export { loadTokenizerJson } from './tokenizers/load-tokenizer-json.ts';
export { resolveTokenizer } from './tokenizers/resolve-tokenizer.ts';
export { wordTokenizer } from './tokenizers/word-tokenizer.ts';
export { listWorkloads } from './workloads/list-workloads.ts';
export { resolveWorkloads } from './workloads/resolve-workloads.ts';
