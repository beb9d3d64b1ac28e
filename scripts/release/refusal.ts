/**
 * Why a release may not be published from here, one sentence a reason; empty when it may. Publishing cannot be taken
 * back, so it happens in the release workflow alone, with versions that changesets has written.
 */
export function refusal(situation: { env: NodeJS.ProcessEnv; waiting: readonly string[] }): string[] {
  const { env, waiting } = situation;
  return [
    ...(env.CI ? [] : ['CI is not set: packages are published by the release workflow, from no other machine']),
    ...(env.NPM_TOKEN ? [] : ['NPM_TOKEN is not set: the registry would not know who publishes']),
    ...(waiting.length > 0 ? [`${countOf(waiting.length, 'changeset')} not in a version yet: changeset version`] : []),
  ];
}

export const LICENSE_NOTICE =
  'license UNLICENSED: whoever can read these packages may not use them; publish to a private registry, or choose a license first';

export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
