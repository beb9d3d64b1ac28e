import { embeddedProfile } from './embedded.ts';
import { llamaServerProfile } from './llama-server.ts';
import { lmdeployProfile } from './lmdeploy.ts';
import { ollamaProfile } from './ollama.ts';
import { openaiProfile } from './openai.ts';
import { sagellmEngineProfile, sagellmProfile } from './sagellm.ts';
import { sglangProfile } from './sglang.ts';
import { tgiProfile } from './tgi.ts';
import { vllmProfile } from './vllm.ts';

/** Every profile by its name. A new kind of server is a file beside this one and a line here. */
export const engineProfiles = {
  openai: openaiProfile,
  vllm: vllmProfile,
  embedded: embeddedProfile,
  sagellm: sagellmProfile,
  'sagellm-engine': sagellmEngineProfile,
  lmdeploy: lmdeployProfile,
  sglang: sglangProfile,
  'llama-server': llamaServerProfile,
  ollama: ollamaProfile,
  tgi: tgiProfile,
} as const;

export type EngineProfileName = keyof typeof engineProfiles;
