import type { LlamaModel, Token, TokenBias } from 'node-llama-cpp';

type TokenBiasType = typeof TokenBias;

/** A bias under which the model neither ends nor emits control tokens, and one that changes nothing. */
export type EndBias = { never: TokenBias; none: TokenBias };

export function endBias(model: LlamaModel, Bias: TokenBiasType): EndBias {
  const never = Bias.for(model);
  for (const token of model.iterateAllTokens()) {
    if (model.isEogToken(token)) forbidEnd(never, token);
    else if (isControl(model, token)) never.set(token, 'never');
  }
  return { never, none: Bias.for(model) };
}

/**
 * `TokenBias.set` leaves end tokens out on purpose, while llama-server's `ignore_eos` forbids them. Its map takes them.
 * Should a later version keep it elsewhere, an end token that is sampled counts as one without text, as in vLLM.
 */
function forbidEnd(bias: TokenBias, token: Token): void {
  const { _biases } = bias as unknown as { _biases?: unknown };
  if (_biases instanceof Map) _biases.set(token, Number.NEGATIVE_INFINITY);
}

function isControl(model: LlamaModel, token: Token): boolean {
  const attributes = model.getTokenAttributes(token);
  return attributes.control || attributes.unused || attributes.unknown;
}
