import {
  createReplayServer,
  REPLAY_PACES,
  type ReplayPace,
  type ReplayServer,
  readRecording,
} from '@sagellm/bench-clients';
import { didYouMean, usageError } from '@sagellm/bench-protocol';

/** A recorded reply as a server on loopback. */
export async function replayRecording(file: string, options: { port: number; pace: string }): Promise<ReplayServer> {
  const pace = REPLAY_PACES.find((name) => name === options.pace);
  if (!pace) {
    const meant = didYouMean(options.pace, REPLAY_PACES);
    throw usageError(
      `--pace ${options.pace}: must be one of ${REPLAY_PACES.join(', ')}`,
      meant ? `did you mean ${meant}?` : undefined,
    );
  }
  return createReplayServer(await readRecording(file), { port: options.port, pace: pace satisfies ReplayPace });
}
