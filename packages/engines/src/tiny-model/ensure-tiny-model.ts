import { createHash } from 'node:crypto';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { access, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { faultError } from '@sagellm/bench-protocol';
import { ggufFile } from './gguf-file.ts';
import { TINY_LLAMA, type TinyLlamaShape, tinyLlama } from './tiny-llama.ts';
import { tinyTokenizerFiles } from './tiny-tokenizer-json.ts';

export type TinyModelFiles = {
  modelPath: string;
  /** Holds `tokenizer.json` and `tokenizer_config.json`: the model's own vocabulary. */
  tokenizerFolder: string;
  /** Of the GGUF file. */
  sha256: string;
  /** False when an earlier call, or another process, had made it. */
  made: boolean;
};

/** Part of the folder's name. Raise it whenever the code makes other bytes from the same shape; a test tells. */
const RECIPE = 1;
const MODEL = 'model.gguf';
const CHECKSUM = 'model.gguf.sha256';

/**
 * The tiny random llama inside `folder`, made there unless it is there already. Any number of processes may ask at once:
 * the files appear together, under a name that tells the shape they were made from.
 *
 * Throws a `BenchmarkError` when the folder cannot be written or holds a damaged file.
 */
export async function ensureTinyModel(folder: string, shape: TinyLlamaShape = TINY_LLAMA): Promise<TinyModelFiles> {
  const target = join(folder, `tiny-llama-${shape.layers}x${shape.width}-${shapeKey(shape)}`);
  const made = (await exists(target)) ? false : await makeFiles(folder, target, shape);
  return { modelPath: join(target, MODEL), tokenizerFolder: target, sha256: await checkedSha256(target), made };
}

function shapeKey(shape: TinyLlamaShape): string {
  const entries = Object.entries(shape).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([RECIPE, entries]))
    .digest('hex')
    .slice(0, 12);
}

async function makeFiles(folder: string, target: string, shape: TinyLlamaShape): Promise<boolean> {
  let draft: string | undefined;
  try {
    await mkdir(folder, { recursive: true });
    draft = await mkdtemp(`${target}.draft-`);
    const sha256 = writeModel(join(draft, MODEL), shape);
    await writeFile(join(draft, CHECKSUM), `${sha256}  ${MODEL}\n`);
    for (const [name, content] of Object.entries(tinyTokenizerFiles(shape))) {
      await writeFile(join(draft, name), content);
    }
    return await moveUnlessTaken(draft, target);
  } catch (cause) {
    throw faultError(`${folder}: the tiny model cannot be written there`, 'choose a folder that can be written', cause);
  } finally {
    if (draft) await rm(draft, { recursive: true, force: true });
  }
}

function writeModel(path: string, shape: TinyLlamaShape): string {
  const { metadata, tensors } = tinyLlama(shape);
  const hash = createHash('sha256');
  const file = openSync(path, 'wx');
  try {
    for (const piece of ggufFile(metadata, tensors)) {
      hash.update(piece);
      writeFileSync(file, piece);
    }
  } finally {
    closeSync(file);
  }
  return hash.digest('hex');
}

/** A folder cannot be renamed onto one that holds files: whoever comes second keeps the first one's. */
async function moveUnlessTaken(draft: string, target: string): Promise<boolean> {
  try {
    await rename(draft, target);
    return true;
  } catch (error) {
    if (await exists(target)) return false;
    throw error;
  }
}

async function checkedSha256(target: string): Promise<string> {
  const remedy = `delete the folder ${target}, it is made again when needed`;
  try {
    const promised = (await readFile(join(target, CHECKSUM), 'utf8')).split(' ')[0];
    const sha256 = createHash('sha256')
      .update(await readFile(join(target, MODEL)))
      .digest('hex');
    if (sha256 === promised) return sha256;
  } catch (cause) {
    throw faultError(`${join(target, MODEL)}: the tiny model's files are incomplete`, remedy, cause);
  }
  throw faultError(`${join(target, MODEL)}: not the file that was made, its checksum differs`, remedy);
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
