/** Colours and width of standard output; none where it is no terminal. */
export function terminalStyle(): { color: boolean; width?: number } {
  return {
    color: process.stdout.isTTY === true && !process.env.NO_COLOR,
    ...(process.stdout.columns ? { width: process.stdout.columns } : {}),
  };
}
