/** Opens a ShareGPT file in a process of its own and tells how long it took and how much memory it needed. */
import { gptTokenizer, openDataset } from '../src/index.ts';

const tokenizer = await gptTokenizer();
tokenizer.encode('the tables are loaded');
const mebibytes = (kibibytes: number) => kibibytes / 1024;
const before = mebibytes(process.memoryUsage.rss() / 1024);
const start = performance.now();
const dataset = await openDataset('sharegpt', { file: process.argv[2]!, tokenizer, seed: 42, count: 1000 });
const milliseconds = performance.now() - start;
console.log(
  JSON.stringify({
    milliseconds,
    grown_mb: mebibytes(process.resourceUsage().maxRSS) - before,
    size: dataset.size,
    identity: dataset.identity,
  }),
);
