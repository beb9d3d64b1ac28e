import { type PromptInput, PromptMessage, Sampling } from '@sagellm/bench-protocol';
import { hasEndlessRun, RUN_LIMIT } from './count-tokens.ts';
import type { RequestParts } from './make-request.ts';

/** What a line says of a request; what it leaves open is the workload's. */
export type RequestLine = Omit<RequestParts, 'promptTokens' | 'maxTokens'> & { outputTokens?: number };

type Say = (problem: string, remedy: string) => Error;
type Fields = Record<string, unknown>;

const FORMS = 'write {"prompt": "…", "output_tokens": 64}, {"messages": […]} or an OpenAI batch line {"body": {…}}';

/** They change what is asked or how it is answered, and cannot be sent: a request without them is another one. */
const UNSENDABLE = [
  ...[
    'tools',
    'functions',
    'tool_choice',
    'function_call',
    'response_format',
    'stop',
    'stop_token_ids',
    'suffix',
    'echo',
  ],
  ...['logit_bias', 'best_of', 'guided_json', 'guided_regex', 'guided_choice', 'modalities', 'audio', 'min_tokens'],
];

/** A request from one value of a file. Keys that change nothing of it (`model`, `id`, `metadata`, …) are left out. */
export function readRequestLine(value: unknown, say: Say): RequestLine {
  if (!isObject(value)) throw say('is not an object', FORMS);
  const fields = 'body' in value ? batchBody(value, say) : value;
  refuseUnsendable(fields, say);
  const input = inputOf(fields, say);
  refuseUncountable(input, say);
  const sampling = samplingOf(fields, say);
  const session = value.session_id;
  if (session !== undefined && (typeof session !== 'string' || session === ''))
    throw say('session_id is no text', FORMS);
  const [turn, thinkMs] = [numberOf(value, 'turn', say), numberOf(value, 'think_ms', say)];
  const outputTokens = outputLength(fields, say);
  return {
    input,
    ...(outputTokens === undefined ? {} : { outputTokens }),
    ...(sampling === undefined ? {} : { sampling }),
    ...(typeof session === 'string' ? { sessionId: session } : {}),
    ...(turn === undefined ? {} : { turn }),
    ...(thinkMs === undefined ? {} : { thinkMs }),
  };
}

/** The body of an OpenAI batch line: https://platform.openai.com/docs/guides/batch */
function batchBody({ body, method, url }: Fields, say: Say): Fields {
  if (!isObject(body)) throw say('"body" is not an object', FORMS);
  if (method !== undefined && method !== 'POST') throw say(`method ${JSON.stringify(method)} is not "POST"`, FORMS);
  if (url !== undefined && !(typeof url === 'string' && /\/(chat\/completions|completions|embeddings)$/.test(url))) {
    throw say(`url ${JSON.stringify(url)} is none of chat/completions, completions, embeddings`, FORMS);
  }
  return body;
}

function refuseUnsendable(fields: Fields, say: Say): void {
  const key = UNSENDABLE.find((name) => fields[name] !== undefined && fields[name] !== null);
  if (key)
    throw say(`"${key}" cannot be sent`, `take "${key}" out of the line: it would be another request without it`);
  if (fields.n !== undefined && fields.n !== 1) throw say('"n" is not 1', 'ask for one answer a request');
}

function inputOf(fields: Fields, say: Say): PromptInput {
  const given = ['messages', 'prompt', 'input'].filter((key) => fields[key] !== undefined);
  if (given.length !== 1) throw say(given.length === 0 ? 'has no prompt' : `has both ${given.join(' and ')}`, FORMS);
  const { messages, prompt, input } = fields;
  if (messages !== undefined) return { kind: 'messages', messages: messagesOf(messages, say) };
  if (typeof prompt === 'string' && prompt !== '') return { kind: 'text', text: prompt };
  if (isListOf(prompt, (id) => Number.isInteger(id) && (id as number) >= 0)) {
    return { kind: 'token-ids', token_ids: prompt as number[] };
  }
  if (prompt !== undefined) throw say('"prompt" is neither a text nor a list of token ids', FORMS);
  const texts = typeof input === 'string' ? [input] : input;
  if (isListOf(texts, (text) => typeof text === 'string' && text !== '')) {
    return { kind: 'texts', texts: texts as string[] };
  }
  throw say('"input" is neither a text nor a list of texts', FORMS);
}

function messagesOf(value: unknown, say: Say): PromptMessage[] {
  if (!Array.isArray(value) || value.length === 0) throw say('"messages" is not a list of messages', FORMS);
  return value.map((message, index) => {
    const read = PromptMessage.safeParse(message);
    if (read.success && Object.keys(message).every((key) => key in read.data)) return read.data;
    throw say(`message ${index + 1} is not {"role": "system", "user" or "assistant", "content": "text"}`, FORMS);
  });
}

function refuseUncountable(input: PromptInput, say: Say): void {
  const texts =
    input.kind === 'text' ? [input.text] : input.kind === 'messages' ? input.messages.map((m) => m.content) : [];
  if (![...texts, ...(input.kind === 'texts' ? input.texts : [])].some(hasEndlessRun)) return;
  throw say(`has over ${RUN_LIMIT} characters without a break, which cannot be counted in time`, 'take it out');
}

function samplingOf(fields: Fields, say: Say): Sampling | undefined {
  const names = Object.keys(Sampling.shape).filter((name) => fields[name] !== undefined && fields[name] !== null);
  if (names.length === 0) return undefined;
  const read = Sampling.safeParse(Object.fromEntries(names.map((name) => [name, fields[name]])));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw say(`${issue!.path.join('.')}: ${issue!.message}`, 'mend the value or leave it out');
}

function outputLength(fields: Fields, say: Say): number | undefined {
  const key = ['output_tokens', 'max_tokens', 'max_completion_tokens'].find((name) => (fields[name] ?? null) !== null);
  const value = key === undefined ? undefined : fields[key];
  if (value === undefined || (Number.isSafeInteger(value) && (value as number) >= 1))
    return value as number | undefined;
  throw say(`${key} ${JSON.stringify(value)} is not a whole number above 0`, FORMS);
}

function numberOf(fields: Fields, key: 'turn' | 'think_ms', say: Say): number | undefined {
  const value = fields[key];
  if (value === undefined) return undefined;
  const fine = typeof value === 'number' && value >= 0 && (key === 'think_ms' || Number.isInteger(value));
  if (!fine) throw say(`${key} ${JSON.stringify(value)} is not a number from 0 up`, FORMS);
  return value;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOf(value: unknown, test: (entry: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(test);
}
