import { close, fsync, openSync, write } from 'node:fs';
import { promisify } from 'node:util';
import { faultError } from '@sagellm/bench-protocol';

const writeTo = promisify(write);
const syncToDisk = promisify(fsync);
const closeFile = promisify(close);

/** An open file. All threads of the process know its descriptor, so that a thread can be told where to write. */
export type OutputFile = { readonly path: string; readonly fd: number };

/** Opens a file that must not exist yet (`wx`): results are never overwritten. Throws a fault that names it. */
export function openOutputFile(path: string, flags = 'wx'): OutputFile {
  try {
    return { path, fd: openSync(path, flags) };
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

/** Resolves when all bytes are in the file, from `position` on; rejects with a fault that names the file. */
export async function writeAt({ path, fd }: OutputFile, bytes: Uint8Array, position: number): Promise<void> {
  try {
    for (let done = 0; done < bytes.length; ) {
      done += (await writeTo(fd, bytes, done, bytes.length - done, position + done)).bytesWritten;
    }
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

/** Some file systems tell only at the sync that the disk is full. */
export async function closeOutputFile({ path, fd }: OutputFile): Promise<void> {
  try {
    try {
      await syncToDisk(fd);
    } catch (error) {
      // Devices know no sync.
      if ((error as NodeJS.ErrnoException).code !== 'EINVAL') throw error;
    } finally {
      await closeFile(fd);
    }
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
