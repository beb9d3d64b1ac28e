import type { EndedRequest, RunEvent } from '@sagellm/bench-composition';
import { patternText } from '@sagellm/bench-protocol';
import pc from 'picocolors';

/** How often a plain log gets a line while a workload runs. */
const PLAIN_EVERY_MS = 5_000;

export type ProgressView = { show(event: RunEvent): void; finish(): void };

/** Progress on stderr: one live line on a terminal, plain lines elsewhere, nothing when quiet. */
export function createProgressView(options: { quiet: boolean; stream?: NodeJS.WriteStream }): ProgressView {
  const stream = options.stream ?? process.stderr;
  if (options.quiet) return { show: () => {}, finish: () => {} };
  const live = stream.isTTY === true && !process.env.CI;
  let lineIsOpen = false;
  let lastPlain = 0;

  const clear = () => {
    if (lineIsOpen) stream.write('\r\x1b[2K');
    lineIsOpen = false;
  };
  const line = (text: string) => {
    clear();
    stream.write(`${text}\n`);
  };
  const update = (text: string) => {
    if (live) {
      clear();
      stream.write(text.slice(0, (stream.columns || 80) - 1));
      lineIsOpen = true;
    } else if (performance.now() - lastPlain > PLAIN_EVERY_MS) {
      lastPlain = performance.now();
      line(text);
    }
  };

  return {
    show(event) {
      switch (event.type) {
        case 'notice':
          return line(live ? pc.dim(event.text) : event.text);
        case 'workload-start':
          lastPlain = performance.now();
          return line(describeStart(event));
        case 'progress':
          return update(describeProgress(event));
        case 'requests-ended':
          for (const request of event.requests) line(`  ${describeEnd(request)}`);
          return;
        case 'workload-end':
          return clear();
      }
    },
    finish: clear,
  };
}

function describeEnd({ request_id, status, failure }: EndedRequest): string {
  return `${request_id} ${status}${failure ? `: ${failure.class}: ${failure.message}` : ''}`;
}

function describeStart({ workload, load, index, of }: Extract<RunEvent, { type: 'workload-start' }>): string {
  const { facts } = load.pattern;
  const amount = load.count === undefined ? `${load.durationMs! / 1000} s` : `${load.count} requests`;
  return `[${index + 1}/${of}] ${workload.name}: ${workload.title} (${workload.prompt_tokens} → ${workload.output_tokens} tokens, ${amount}, ${patternText(facts)})`;
}

function describeProgress({ workload, progress }: Extract<RunEvent, { type: 'progress' }>): string {
  const parts = [
    `${workload.name}: ${progress.phase === 'warmup' ? 'warm-up ' : ''}${progress.completed} done`,
    `${progress.inFlight} in flight`,
    ...(progress.failed ? [`${progress.failed} failed`] : []),
    `${(progress.elapsedMs / 1000).toFixed(0)} s`,
  ];
  return `  ${parts.join(', ')}`;
}
