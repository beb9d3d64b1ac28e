import type { RequestRecord, Warning } from '@sagellm/bench-protocol';
import type { Judged } from './judged.ts';

/** Who answered, who counted, who stamped. */
export function enginesAndTokenizers({ manifest, workloads }: Judged): Warning[] {
  const warnings: Warning[] = [];
  const { engine, tokenizer } = manifest;
  if (engine.simulated) {
    warnings.push({
      code: 'simulated-engine',
      message: `The engine is simulated (${engine.name}): these numbers come from a formula, not from a model.`,
      remedy: 'use them to try the tool, never to judge an engine',
    });
  }
  if (!tokenizer.own) {
    warnings.push({
      code: 'tokenizer-not-own',
      message: `Prompts were measured out with ${tokenizer.name}, which is not the model's own tokenizer: for the model they are longer or shorter than asked.`,
      remedy: "pass the model's tokenizer.json with --tokenizer",
    });
  }
  const records = workloads.flatMap(({ measured }) => measured);
  const sources = [...new Set(records.map((record: RequestRecord) => record.stamp_source))].sort();
  if (sources.length > 1) {
    warnings.push({
      code: 'mixed-stamp-sources',
      message: `Stamps come from different places (${sources.join(', ')}), which see different moments.`,
      remedy: 'measure all requests through one transport',
    });
  }
  return warnings;
}
