/** Exit codes of a run that a signal ended. */
const codes = { SIGINT: 130, SIGTERM: 143 } as const;

export type Interrupts = {
  readonly signal: AbortSignal;
  /** The exit code, once a signal came. */
  readonly exitCode: number | undefined;
  /** Resolves at the first signal. */
  readonly came: Promise<void>;
  dispose(): void;
};

/** The first SIGINT or SIGTERM asks the run to stop and report; the second ends the process at once. */
export function listenForInterrupts(onFirst: () => void): Interrupts {
  const controller = new AbortController();
  let exitCode: number | undefined;
  const listener = (name: NodeJS.Signals) => {
    if (exitCode !== undefined) process.exit(exitCode);
    exitCode = codes[name as keyof typeof codes];
    onFirst();
    controller.abort(new Error('interrupt'));
  };
  for (const name of Object.keys(codes)) process.on(name, listener);
  const stopWatching = watchPackageManager(() => listener('SIGTERM'));
  return {
    signal: controller.signal,
    came: new Promise((resolve) => controller.signal.addEventListener('abort', () => resolve(), { once: true })),
    get exitCode() {
      return exitCode;
    },
    dispose: () => {
      stopWatching();
      for (const name of Object.keys(codes)) process.off(name, listener);
    },
  };
}

/**
 * `pnpm bench` stands between the user and us. A signal that ends it alone, or a kill, would leave us running unseen: so
 * when it is gone, that is taken as SIGTERM. Without a package manager the parent is nobody's business (`nohup … &`).
 */
function watchPackageManager(onGone: () => void): () => void {
  if (!process.env.npm_lifecycle_event) return () => {};
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, 500);
  timer.unref();
  return () => clearInterval(timer);
}
