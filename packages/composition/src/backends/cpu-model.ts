import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { loadTokenizerJson } from '@sagellm/bench-datasets';
import { downloadModel, ensureTinyModel, llamaTokenizer } from '@sagellm/bench-engines';
import { type RunPlan, type Tokenizer, usageError } from '@sagellm/bench-protocol';
import { cacheFolder } from '../configuration/cache-folder.ts';

export type CpuModel = { modelPath: string; name?: string; tokenizer: () => Promise<Tokenizer> };

/** The model of `--backend cpu`: the tiny random one, a GGUF file, or an explicit `hf:` download. */
export async function findCpuModel(
  plan: Pick<RunPlan, 'model' | 'allow_download'>,
  notice: (text: string) => void,
): Promise<CpuModel> {
  const { model } = plan;
  const models = join(cacheFolder(), 'models');
  if (model === undefined) {
    const files = await ensureTinyModel(models);
    if (files.made) notice(`made the tiny random model: ${files.modelPath}`);
    return { modelPath: files.modelPath, tokenizer: () => loadTokenizerJson(files.tokenizerFolder) };
  }
  if (model.startsWith('hf:')) {
    if (!plan.allow_download) {
      throw usageError(
        `--model ${model}: nothing is downloaded unless you say so`,
        'add --allow-download, or pass a local GGUF file',
      );
    }
    notice(`downloading ${model}`);
    const modelPath = await downloadModel(model, models);
    return { modelPath, tokenizer: () => llamaTokenizer(modelPath) };
  }
  const modelPath = resolve(model);
  if (
    !(await access(modelPath).then(
      () => true,
      () => false,
    ))
  ) {
    throw usageError(
      `--model ${model}: there is no such file`,
      'the CPU backend is llama.cpp and takes a GGUF file (--model path/to/model.gguf), an hf: URI with --allow-download, or no --model at all for the tiny random model; a model served elsewhere is --backend openai --url URL --model NAME',
    );
  }
  return { modelPath, tokenizer: () => llamaTokenizer(modelPath) };
}
