import { didYouMean, faultError, usageError } from '@sagellm/bench-protocol';

/** The served model that was asked for, or the only one. A server without any is at fault, whoever asks it. */
export function chooseModel(models: readonly string[], wanted: string | undefined, url: string): string {
  const list = models.join(', ');
  if (wanted !== undefined) {
    if (models.includes(wanted)) return wanted;
    if (models.length === 0)
      throw faultError(`--model ${wanted}: ${url} lists no model at all`, 'is its model loaded?');
    const meant = didYouMean(wanted, models) ?? models.find((model) => model.split('/').at(-1) === wanted);
    throw usageError(
      `--model ${wanted}: not served at ${url}, which has ${list}`,
      meant ? `did you mean --model ${meant}?` : `choose one of them, e.g. --model ${models[0]}`,
    );
  }
  const [only, ...others] = models;
  if (only === undefined) throw faultError(`${url} lists no model`, 'is its model loaded?');
  if (others.length === 0) return only;
  throw usageError(`--model is needed: ${url} serves ${list}`, `e.g. --model ${only}`);
}
