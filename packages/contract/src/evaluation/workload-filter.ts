import { didYouMean } from '@sagellm/bench-protocol';

/** What a row is judged on: each workload that any of its patterns finds, and the patterns that find none. */
export type Selection = { workloads: string[]; unmatched: string[] };

/** Without patterns every workload. Names match as a whole; `*` and `?` are globs; case does not matter. */
export function selectWorkloads(patterns: readonly string[] | undefined, workloads: readonly string[]): Selection {
  if (patterns === undefined) return { workloads: [...workloads], unmatched: [] };
  const matchers = patterns.map((pattern) => ({ pattern, matches: matcherOf(pattern) }));
  return {
    workloads: workloads.filter((workload) => matchers.some(({ matches }) => matches(workload))),
    unmatched: matchers.filter(({ matches }) => !workloads.some(matches)).map(({ pattern }) => pattern),
  };
}

/** Why a pattern is judged on nothing, with what the run had instead. */
export function noMatch(pattern: string, workloads: readonly string[]): string {
  const near = didYouMean(pattern, workloads);
  const ran = workloads.length > 0 ? `; it ran ${workloads.join(', ')}` : '';
  return `no workload of this run matches "${pattern}"${near ? ` (did you mean ${near}?)` : ''}${ran}`;
}

/** Walks pattern and name once, going back to the last `*` at most: no pattern of a contract can take long. */
function matcherOf(pattern: string): (workload: string) => boolean {
  const wanted = pattern.toLowerCase();
  return (workload) => {
    const name = workload.toLowerCase();
    let star = -1;
    let retry = 0;
    let at = 0;
    let i = 0;
    while (i < name.length) {
      if (wanted[at] === '*') {
        star = at++;
        retry = i;
      } else if (at < wanted.length && (wanted[at] === '?' || wanted[at] === name[i])) {
        at++;
        i++;
      } else if (star >= 0) {
        at = star + 1;
        i = ++retry;
      } else return false;
    }
    return [...wanted.slice(at)].every((character) => character === '*');
  };
}
