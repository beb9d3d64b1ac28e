import type { DatasetIdentity } from '@sagellm/bench-protocol';
import { cachedTokens } from '../../workload/prefix-hits.ts';
import type { JudgedWorkload } from '../judged-workload.ts';
import type { Finding } from './finding.ts';
import type { Judged } from './judged.ts';

/** Prefix hits beyond this share on prompts that share nothing make TTFT too good. */
const HARMLESS_HITS = 0.05;

/** Whether the prompts were as long, and as new to the engine, as asked. */
export function prompts({ manifest, workloads }: Judged): Finding[] {
  return workloads.flatMap((workload) => [
    ...(hasLengthsOfItsOwn(manifest.dataset) ? [] : nominalLength(workload)),
    ...(manifest.tokenizer.own && manifest.dataset?.name !== 'jsonl' ? templates(workload) : []),
    ...(mayShareBeginnings(manifest.dataset) ? [] : prefixHits(workload)),
  ]);
}

/** A dataset of its own lengths, or of drawn ones, does not keep to those of the workload. */
function hasLengthsOfItsOwn(dataset: DatasetIdentity | undefined): boolean {
  return dataset !== undefined && (dataset.name !== 'default' || dataset.options?.inputTokens !== undefined);
}

/** Prefixes that are meant to be shared, and files of which nobody knows whether they share some. */
function mayShareBeginnings(dataset: DatasetIdentity | undefined): boolean {
  return dataset !== undefined && ['shared-prefix', 'sharegpt', 'jsonl'].includes(dataset.name);
}

function nominalLength({ metrics, run, measured }: JudgedWorkload): Finding[] {
  if (!run) return [];
  const asked = run.spec.prompt_tokens;
  const other = measured.filter((record) => record.prompt_tokens !== asked);
  if (other.length === 0) return [];
  return [
    {
      code: 'prompt-length',
      says: 'Prompts do not have the length asked for',
      figure: `${other.length} of ${measured.length} (the first ${other[0]!.prompt_tokens} tokens for ${asked})`,
      workload: metrics.workload,
    },
  ];
}

/** One shape of conversation has one template, so usage − own tokens must be one number, and not below 0. */
function templates({ metrics, measured }: JudgedWorkload): Finding[] {
  if (!metrics.template_tokens) return [];
  const { min: least, max: most } = metrics.template_tokens;
  if (least >= 0 && !varyWithinTurns(measured)) return [];
  return [
    least < 0
      ? {
          code: 'template-tokens-negative',
          says: "The server counted fewer prompt tokens than were sent, so prompts were cut or the tokenizer is not the model's own",
          figure: `up to ${-least} fewer`,
          remedy: "check the server's context length, and --tokenizer",
          workload: metrics.workload,
        }
      : {
          code: 'template-tokens-vary',
          says: "What the server counts beyond the prompt's own tokens varies within one shape of conversation, so prompts did not have the length asked for",
          figure: `${least} to ${most}`,
          remedy: "check that --tokenizer is the model's own",
          workload: metrics.workload,
        },
  ];
}

/** A later turn has more messages, and so more of the template. */
function varyWithinTurns(measured: JudgedWorkload['measured']): boolean {
  const ofTurn = new Map<number, number>();
  return measured.some((record) => {
    const { turn = 0, prompt_tokens_usage: usage } = record;
    if (record.status !== 'completed' || usage === undefined) return false;
    const beyond = usage - record.prompt_tokens;
    if (!ofTurn.has(turn)) ofTurn.set(turn, beyond);
    return ofTurn.get(turn) !== beyond;
  });
}

function prefixHits({ metrics, run, measured }: JudgedWorkload): Finding[] {
  // Each later turn of a conversation begins with the earlier ones.
  if (!run?.spec.distinct || measured.some(({ turn = 0 }) => turn > 0)) return [];
  // Where only some answers told, the others count as no hit: the rate is then a lower bound, and enough to warn.
  const { cached } = cachedTokens(measured);
  const prompt = metrics.total_input_tokens ?? 0;
  const rate = metrics.prefix_hit_rate ?? (prompt > 0 ? cached / prompt : 0);
  if (rate <= HARMLESS_HITS) return [];
  return [
    {
      code: 'prefix-hits-on-distinct-prompts',
      says: 'Prompt tokens came from a prefix cache though no two prompts are alike, so TTFT and throughput may be too good',
      figure: `${(rate * 100).toFixed(1)} %`,
      remedy:
        'a chat template or an earlier run with the same seed may be cached: change --seed, restart the server, or turn its prefix cache off',
      workload: metrics.workload,
    },
  ];
}
