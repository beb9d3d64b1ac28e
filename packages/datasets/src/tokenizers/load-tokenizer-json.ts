import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type Tokenizer, usageError } from '@sagellm/bench-protocol';

/**
 * A model's own tokenizer from its Hugging Face `tokenizer.json`, with the `tokenizer_config.json` beside it if there
 * is one. No special tokens are added to a text.
 *
 * @param path the file, or a folder that holds it
 * @throws BenchmarkError (usage) that names `--tokenizer` and the file when it is missing or broken.
 */
export async function loadTokenizerJson(path: string): Promise<Tokenizer> {
  const file = await fileOf(path);
  const bytes = await read(file);
  const definition = parse(bytes, file);
  requireKnownModel(definition, file);
  const config = await readConfig(join(dirname(file), 'tokenizer_config.json'));
  const { Tokenizer: HuggingFaceTokenizer } = await import('@huggingface/tokenizers');

  let inner: InstanceType<typeof HuggingFaceTokenizer>;
  try {
    inner = new HuggingFaceTokenizer(definition, config);
    inner.encode('probe', { add_special_tokens: false });
  } catch (cause) {
    throw usageError(`--tokenizer ${file}: not a usable tokenizer (${reason(cause)})`, remedy, cause);
  }
  return {
    identity: {
      name: nameOf(file, config),
      own: true,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    },
    encode: (text) => inner.encode(text, { add_special_tokens: false }).ids,
    // The library would tidy " ." to "." unless told not to, and refuses to decode nothing.
    decode: (tokenIds) =>
      tokenIds.length === 0
        ? ''
        : inner.decode([...tokenIds], { skip_special_tokens: false, clean_up_tokenization_spaces: false }),
  };
}

const remedy = "pass a model's tokenizer.json, the folder that holds it, or an encoding such as o200k_base";

async function fileOf(path: string): Promise<string> {
  const found = await stat(path).catch((cause) => {
    throw usageError(`--tokenizer ${path}: no such file or folder`, remedy, cause);
  });
  return found.isDirectory() ? join(path, 'tokenizer.json') : path;
}

async function read(file: string): Promise<Buffer> {
  return readFile(file).catch((cause) => {
    throw usageError(`--tokenizer ${file}: cannot be read (${reason(cause)})`, remedy, cause);
  });
}

function parse(bytes: Buffer, file: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw usageError(`--tokenizer ${file}: not JSON (${reason(cause)})`, remedy, cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw usageError(`--tokenizer ${file}: not a JSON object`, remedy);
  }
  return value as Record<string, unknown>;
}

/** The library would take a model of another type for a plain list of words. Old files name no type. */
function requireKnownModel(definition: Record<string, unknown>, file: string): void {
  const type = (definition.model as { type?: unknown } | undefined)?.type;
  if (type === undefined || ['BPE', 'WordPiece', 'Unigram'].includes(String(type))) return;
  throw usageError(
    `--tokenizer ${file}: not a usable tokenizer (model type ${JSON.stringify(type)} is not BPE, WordPiece or Unigram)`,
    remedy,
  );
}

async function readConfig(file: string): Promise<Record<string, unknown>> {
  const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined;
    throw usageError(`--tokenizer ${file}: cannot be read (${reason(cause)})`, remedy, cause);
  });
  return bytes ? parse(bytes, file) : {};
}

/** The model's name where the configuration tells it, else the folder's: never a machine's path. */
function nameOf(file: string, config: Record<string, unknown>): string {
  const { name_or_path: told } = config;
  if (typeof told === 'string' && told !== '') {
    const isPath = /^([./\\~]|[A-Za-z]:)/.test(told);
    return isPath ? told.split(/[/\\]/).findLast((part) => part !== '') || 'tokenizer.json' : told;
  }
  return basename(dirname(resolve(file))) || 'tokenizer.json';
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
