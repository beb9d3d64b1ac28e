import { close, fsync, openSync, write } from 'node:fs';
import { promisify } from 'node:util';
import { faultError } from '@sagellm/bench-protocol';

const writeTo = promisify(write);
const syncToDisk = promisify(fsync);
const closeFile = promisify(close);

export interface AppendFile {
  readonly path: string;
  /** Resolves when all bytes are written; rejects with a fault that names the file. */
  append(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** Opens a file that must not exist yet (`wx`): results are never overwritten. Throws a fault that names it. */
export function openNewFile(path: string, flags = 'wx'): AppendFile {
  const fd = openOrExplain(path, flags);
  const guarded = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (cause) {
      throw unwritable(path, cause);
    }
  };
  return {
    path,
    append: (bytes) =>
      guarded(async () => {
        let done = 0;
        while (done < bytes.length) done += (await writeTo(fd, bytes, done)).bytesWritten;
      }),
    // Some file systems tell only at the sync that the disk is full. Devices and pipes know no sync.
    close: () =>
      guarded(async () => {
        try {
          await syncToDisk(fd).catch((error: NodeJS.ErrnoException) => {
            if (error.code !== 'EINVAL') throw error;
          });
        } finally {
          await closeFile(fd);
        }
      }),
  };
}

function openOrExplain(path: string, flags: string): number {
  try {
    return openSync(path, flags);
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

const reasons: Record<string, { words: string; remedy: string }> = {
  EEXIST: { words: 'exists already and is not overwritten', remedy: 'choose another output folder or move it away' },
  ENOSPC: { words: 'the disk is full', remedy: 'free some space or choose another output folder' },
  EDQUOT: { words: 'the disk quota is used up', remedy: 'free some space or choose another output folder' },
  EFBIG: {
    words: 'the file may not grow further',
    remedy: 'raise the limit (ulimit -f) or choose another output folder',
  },
  EACCES: { words: 'no permission to write', remedy: 'choose another output folder' },
  EROFS: { words: 'the file system is read-only', remedy: 'choose another output folder' },
};

function unwritable(path: string, cause: unknown) {
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  const reason = reasons[code] ?? { words: (cause as Error).message, remedy: 'choose another output folder' };
  return faultError(`${path}: cannot write the records: ${reason.words}`, reason.remedy, cause);
}
