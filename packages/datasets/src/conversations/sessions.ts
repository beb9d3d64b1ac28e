import type { BenchmarkRequest, PromptMessage, SampleSpec } from '@sagellm/bench-protocol';
import type { Random } from '@sagellm/bench-random';
import { promptWords } from '../prompts/filler.ts';
import { distinctOpening } from '../prompts/opening.ts';
import { promptText } from '../prompts/prompt-text.ts';
import { makeRequest, phaseName, phaseRandom, type RequestParts } from '../requests/make-request.ts';
import type { TokenLengths } from '../token-lengths/token-lengths.ts';

/** How made-up conversations look. Lengths that are absent are the workload's. */
export type SessionPlan = {
  /** Questions per conversation. */
  turns: TokenLengths;
  userTokens?: TokenLengths;
  answerTokens?: TokenLengths;
  /** Conversations side by side; absent: the workload's concurrency. */
  sessions?: number;
  thinkMs?: TokenLengths;
  /** A question with which history and answer would pass this is not asked, and ends its conversation. */
  maxTotalTokens?: number;
};

/**
 * Requests of made-up conversations without end. Every request carries the history before it, with made-up answers of the
 * length that was asked for: what is sent does not depend on what a server answered.
 *
 * So many conversations stand side by side: the first question of each, then the second of each, and so on; when all are
 * over, new ones begin. With as many requests in flight a question is sent when about its predecessor has been answered.
 */
export function sessionRequests(spec: SampleSpec, plan: SessionPlan): Iterable<BenchmarkRequest> {
  const sideBySide = plan.sessions ?? spec.workload.concurrency;
  return {
    *[Symbol.iterator]() {
      let index = 0;
      for (let first = 0; ; first += sideBySide) {
        let running = Array.from({ length: sideBySide }, (_, place) => turnsOf(spec, plan, first + place));
        while (running.length > 0) {
          const asked = running.map((turns) => ({ turns, next: turns.next() }));
          for (const { next } of asked) if (!next.done) yield makeRequest(spec, index++, next.value);
          running = asked.filter(({ next }) => !next.done).map(({ turns }) => turns);
        }
      }
    },
  };
}

/** The questions of one conversation. */
function* turnsOf(spec: SampleSpec, plan: SessionPlan, session: number): Generator<RequestParts, void> {
  const { workload } = spec;
  const random = phaseRandom(spec)
    .fork('session')
    .fork(workload.distinct ? session : 'shared');
  const count = plan.turns.draw(random.fork('turns'));
  const messages: PromptMessage[] = [];
  let historyTokens = 0;
  for (let turn = 0; turn < count; turn++) {
    const chance = random.fork(turn);
    const user = plan.userTokens?.draw(chance.fork('user-length')) ?? workload.prompt_tokens;
    const answer = plan.answerTokens?.draw(chance.fork('answer-length')) ?? workload.output_tokens;
    const promptTokens = historyTokens + user;
    if (turn > 0 && promptTokens + answer > (plan.maxTotalTokens ?? Number.POSITIVE_INFINITY)) return;
    messages.push({ role: 'user', content: words(spec, user, chance.fork('user'), turn === 0) });
    yield {
      input: { kind: 'messages', messages: [...messages] },
      promptTokens,
      maxTokens: answer,
      sessionId: `${phaseName(spec)}-session-${session}`,
      turn,
      ...(turn > 0 && plan.thinkMs ? { thinkMs: plan.thinkMs.draw(chance.fork('think')) } : {}),
    };
    if (turn + 1 < count) {
      messages.push({ role: 'assistant', content: words(spec, answer, chance.fork('answer'), false) });
      historyTokens = promptTokens + answer;
    }
  }
}

/** Only a conversation's beginning sets it apart: a prefix cache compares from there. */
function words({ workload, tokenizer }: SampleSpec, tokens: number, random: Random, opens: boolean): string {
  return promptText({
    tokens,
    words: (chance) => promptWords(opens ? distinctOpening(chance) : [], opens ? workload.topic : '', chance),
    random,
    tokenizer,
    workload: workload.name,
  });
}
