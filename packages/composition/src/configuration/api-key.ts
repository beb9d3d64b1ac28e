import { readFile } from 'node:fs/promises';
import { usageError } from '@sagellm/bench-protocol';

/** `--api-key`, `--api-key-file`, `OPENAI_API_KEY`, in this order. Never part of a plan, a file or a log. */
export async function findApiKey(options: {
  apiKey: string | undefined;
  apiKeyFile: string | undefined;
  env: Readonly<Record<string, string | undefined>>;
}): Promise<string | undefined> {
  if (options.apiKey && options.apiKeyFile) throw usageError('--api-key and --api-key-file exclude each other');
  if (options.apiKey) return options.apiKey;
  if (options.apiKeyFile) {
    const text = await readFile(options.apiKeyFile, 'utf8').catch((cause: Error) => {
      throw usageError(`--api-key-file ${options.apiKeyFile}: cannot be read (${cause.message})`, undefined, cause);
    });
    const key = text.trim();
    if (!key || /\s/.test(key))
      throw usageError(`--api-key-file ${options.apiKeyFile}: must hold one key and nothing else`);
    return key;
  }
  return options.env.OPENAI_API_KEY || undefined;
}
