/** A module beside the one at `here`, to be started as a thread: `.ts` in the sources, `.js` where they were built. */
export function siblingModule(here: string, name: string): URL {
  return new URL(`./${name}${here.endsWith('.ts') ? '.ts' : '.js'}`, here);
}
