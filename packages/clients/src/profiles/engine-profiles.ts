import { embeddedProfile } from './embedded.ts';
import { openaiProfile } from './openai.ts';
import { vllmProfile } from './vllm.ts';

/** Every profile by its name. A new kind of server is a file beside this one and a line here. */
export const engineProfiles = {
  openai: openaiProfile,
  vllm: vllmProfile,
  embedded: embeddedProfile,
} as const;
