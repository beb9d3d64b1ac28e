/** Exit codes of a run that a signal ended. */
const codes = { SIGINT: 130, SIGTERM: 143 } as const;

export type Interrupts = {
  readonly signal: AbortSignal;
  /** The exit code, once a signal came. */
  readonly exitCode: number | undefined;
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
  return {
    signal: controller.signal,
    get exitCode() {
      return exitCode;
    },
    dispose: () => {
      for (const name of Object.keys(codes)) process.off(name, listener);
    },
  };
}
