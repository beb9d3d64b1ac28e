/** A question with the answer that was recorded for it, if any was. */
type Exchange = { user: string; answer?: string };
export type Conversation = { id?: string; system?: string; exchanges: [Exchange, ...Exchange[]] };

/** Why a conversation cannot be used, as reports count it. */
export type SkipReason = string;

/** Names of speakers in the published files. */
const SPEAKERS: Record<string, 'system' | 'user' | 'assistant'> = {
  system: 'system',
  human: 'user',
  user: 'user',
  gpt: 'assistant',
  assistant: 'assistant',
  chatgpt: 'assistant',
  bing: 'assistant',
  bard: 'assistant',
};

/**
 * A conversation in the published ShareGPT format, `{id, conversations: [{from, value}]}`, or why it is none.
 *
 * Long conversations were cut up before they were published: answers before the first question are left out, and what
 * follows a turn out of order is too.
 */
export function readConversation(value: unknown): Conversation | SkipReason {
  if (typeof value !== 'object' || value === null) return 'not an object';
  const { id, conversations } = value as { id?: unknown; conversations?: unknown };
  if (!Array.isArray(conversations)) return 'no list "conversations"';
  const turns: { speaker: 'system' | 'user' | 'assistant'; text: string }[] = [];
  for (const turn of conversations as { from?: unknown; value?: unknown }[]) {
    const speaker = speakerOf(turn?.from);
    if (!speaker) return 'unknown speaker';
    if (typeof turn.value !== 'string') return 'a turn without text';
    turns.push({ speaker, text: turn.value });
  }

  const system = turns[0]?.speaker === 'system' ? turns[0].text : undefined;
  const exchanges: Exchange[] = [];
  for (let at = turns.findIndex(({ speaker }) => speaker === 'user'); turns[at]?.speaker === 'user'; at += 2) {
    const answer = turns[at + 1]?.speaker === 'assistant' ? turns[at + 1]!.text : undefined;
    exchanges.push({ user: turns[at]!.text, ...(answer === undefined ? {} : { answer }) });
    if (answer === undefined) break;
  }
  const [first, ...later] = exchanges;
  if (!first) return 'no question';
  if (first.user.trim() === '') return 'an empty question';
  return {
    ...(typeof id === 'string' ? { id } : {}),
    ...(system === undefined || system === '' ? {} : { system }),
    exchanges: [first, ...later],
  };
}

function speakerOf(from: unknown) {
  const name = typeof from === 'string' ? from.toLowerCase() : '';
  return Object.hasOwn(SPEAKERS, name) ? SPEAKERS[name] : undefined;
}
