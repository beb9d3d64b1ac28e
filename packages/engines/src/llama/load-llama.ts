import { open } from 'node:fs/promises';
import { faultError, usageError } from '@sagellm/bench-protocol';
import type { Llama, LlamaLogLevel, LlamaModel } from 'node-llama-cpp';

type NodeLlamaCpp = typeof import('node-llama-cpp');

export type LoadedLlama = {
  module: NodeLlamaCpp;
  llama: Llama;
  model: LlamaModel;
  /** Frees everything below the model too. */
  dispose(): Promise<void>;
};

/** How many of llama.cpp's lines are kept to explain a failure. */
const MAX_LOG_LINES = 20;

/**
 * Loads a GGUF file on the CPU. The native module is loaded here and nowhere else.
 *
 * Throws a usage error when `modelPath` is no GGUF file, a fault when the module is missing or llama.cpp refuses.
 */
export async function loadLlama(options: {
  modelPath: string;
  threads: number;
  /** Tokens only: no weights, no context. */
  vocabularyOnly?: boolean;
  /** Each line that llama.cpp logs. */
  onLog?: (line: string) => void;
}): Promise<LoadedLlama> {
  await requireGgufFile(options.modelPath);
  const module = await importNodeLlamaCpp();
  const complaints: string[] = [];
  const llama = await startLlama(module, {
    threads: options.threads,
    verbose: options.onLog !== undefined,
    logger: (level, line) => {
      options.onLog?.(line);
      if (level !== 'error' && level !== 'fatal') return;
      complaints.push(line.trim());
      if (complaints.length > MAX_LOG_LINES) complaints.shift();
    },
  });
  try {
    const model = await llama.loadModel({ modelPath: options.modelPath, vocabOnly: options.vocabularyOnly ?? false });
    return { module, llama, model, dispose: () => llama.dispose() };
  } catch (cause) {
    await llama.dispose();
    const why = [messageOf(cause), ...complaints].join('; ');
    throw faultError(`${options.modelPath}: llama.cpp cannot load it: ${why}`, 'try another GGUF file', cause);
  }
}

export async function importNodeLlamaCpp(
  load: () => Promise<NodeLlamaCpp> = () => import('node-llama-cpp'),
): Promise<NodeLlamaCpp> {
  try {
    return await load();
  } catch (cause) {
    throw faultError(
      isMissingModule(cause)
        ? 'the llama.cpp engine needs the package node-llama-cpp, which is not installed'
        : `the package node-llama-cpp cannot be loaded: ${messageOf(cause)}`,
      'npm install node-llama-cpp',
      cause,
    );
  }
}

function isMissingModule(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
}

export async function startLlama(
  module: NodeLlamaCpp,
  options: { threads: number; verbose: boolean; logger: (level: `${LlamaLogLevel}`, line: string) => void },
): Promise<Llama> {
  try {
    return await module.getLlama({
      gpu: false,
      // Neither a compiler nor the network: the prebuilt binary, or a clear error.
      build: 'never',
      skipDownload: true,
      progressLogs: false,
      debug: false,
      logLevel: options.verbose ? module.LlamaLogLevel.debug : module.LlamaLogLevel.error,
      // The default logger prints to the console; stdout belongs to results.
      logger: options.logger,
      maxThreads: options.threads,
    });
  } catch (cause) {
    throw faultError(
      `llama.cpp cannot start on ${process.platform}-${process.arch}: ${messageOf(cause)}`,
      'npm install node-llama-cpp, with its optional dependencies, on a platform it has a prebuilt binary for',
      cause,
    );
  }
}

async function requireGgufFile(path: string): Promise<void> {
  const magic = Buffer.alloc(4);
  try {
    const file = await open(path);
    try {
      await file.read(magic, 0, 4, 0);
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw usageError(`model ${path}: cannot be read`, 'pass the path of a GGUF file', cause);
  }
  if (magic.toString('latin1') !== 'GGUF') {
    throw usageError(
      `model ${path}: not a GGUF file`,
      'llama.cpp reads GGUF files only; convert the model or pass another',
    );
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
