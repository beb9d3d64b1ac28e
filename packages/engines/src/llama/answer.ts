import type { EngineEvent, EngineRequest } from '@sagellm/bench-protocol';
import type { LlamaContextSequence, LlamaModel, Token } from 'node-llama-cpp';
import { AnswerText } from './answer-text.ts';
import type { EndBias } from './end-bias.ts';
import { samplingOptions } from './sampling-options.ts';

export type EndEvent = Extract<EngineEvent, { type: 'end' }>;
type TokenEvent = Extract<EngineEvent, { type: 'token' }>;

export type AnswerOptions = {
  model: LlamaModel;
  sequence: LlamaContextSequence;
  prompt: Token[];
  request: EngineRequest;
  prefixCache: boolean;
  batchSize: number;
  bias: EndBias;
  drawSeed: () => number;
  onPrompt: (tokens: { prompt: number; cached: number }) => void;
  onToken: () => void;
  signal: AbortSignal;
};

/**
 * Reads the prompt into the sequence and answers, one event a token.
 *
 * A token whose text is in part held back (half a character, the possible beginning of a stop string) is told together
 * with the next one, because if the model ends there, its text must still go out with it.
 */
export async function* answer(options: AnswerOptions): AsyncGenerator<EngineEvent, EndEvent> {
  const { model, sequence, prompt, request, signal } = options;
  const cached = options.prefixCache ? await keepSharedPrefix(sequence, prompt) : 0;
  options.onPrompt({ prompt: prompt.length, cached });
  yield { type: 'start', prompt_tokens: prompt.length, cached_tokens: cached };

  const lastPiece = await prefill(sequence, prompt.slice(cached), options.batchSize, signal);
  const output: Token[] = [];
  const text = new AnswerText<Token>({
    detokenize: (tokens, preceding) => model.detokenize(tokens, false, preceding),
    stop: request.stop,
  });
  const mayEnd = () => !request.ignore_eos && output.length >= request.min_tokens;
  const end = (finish_reason: EndEvent['finish_reason']): EndEvent => {
    return { type: 'end', finish_reason, output_tokens: output.length };
  };

  let held: TokenEvent | undefined;
  const steps = sequence.evaluate(lastPiece, {
    ...samplingOptions(request.sampling, { prompt, output, maxTokens: request.max_tokens, drawSeed: options.drawSeed }),
    tokenBias: () => (mayEnd() ? options.bias.none : options.bias.never),
    yieldEogToken: true,
  });
  for await (const token of steps) {
    signal.throwIfAborted();
    if (mayEnd() && model.isEogToken(token)) {
      if (held) yield { ...held, text: held.text + text.rest().text };
      return end('stop');
    }
    output.push(token);
    options.onToken();
    if (held) yield held;
    held = undefined;

    // Until min_tokens are out no stop string counts, as in vLLM.
    const piece = text.push(token, { mayStop: output.length > request.min_tokens });
    const event: TokenEvent = { type: 'token', text: piece.text, token_id: token };
    if (piece.stopped) {
      yield event;
      return end('stop');
    }
    if (output.length === request.max_tokens) {
      const rest = text.rest();
      yield { ...event, text: event.text + rest.text };
      return end(rest.stopped ? 'stop' : 'length');
    }
    if (text.holding) held = event;
    else yield event;
  }
  throw new Error('llama.cpp ended the answer by itself');
}

/** Drops what differs from the prompt. The last token is always evaluated again, for its logits. */
async function keepSharedPrefix(sequence: LlamaContextSequence, prompt: Token[]): Promise<number> {
  await sequence.adaptStateToTokens(prompt.slice(0, -1), false);
  return sequence.nextTokenIndex;
}

/** Reads all but the last piece; between pieces the request can be taken back. Returns the last piece. */
async function prefill(
  sequence: LlamaContextSequence,
  tokens: Token[],
  batchSize: number,
  signal: AbortSignal,
): Promise<Token[]> {
  let from = 0;
  for (; tokens.length - from > batchSize; from += batchSize) {
    await sequence.evaluateWithoutGeneratingNewTokens(tokens.slice(from, from + batchSize));
    signal.throwIfAborted();
  }
  return tokens.slice(from);
}
