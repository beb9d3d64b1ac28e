import { EngineError, type PromptInput, type PromptMessage } from '@sagellm/bench-protocol';
import type { LlamaModel, Token } from 'node-llama-cpp';
import { chatRenderer, type RenderChat } from './chat-template.ts';

/** Tokens of a prompt as the model gets it. Throws `EngineError` 400 for what cannot be a prompt. */
export type ToTokens = (input: PromptInput) => Token[];

/**
 * Conversations go through the model's chat template. Markers in a text are taken for what they mark, as llama-server and
 * vLLM do. The beginning-of-text token is put first where the model wants it and it is not there yet.
 */
export function promptTokenizer(model: LlamaModel): ToTokens {
  const vocabularySize = model.fileInfo.metadata.tokenizer?.ggml?.tokens?.length;
  const render = lazyChatRenderer(model);
  const bos = model.tokens.shouldPrependBosToken ? model.tokens.bos : null;
  const tokenize = (text: string) => {
    const tokens = model.tokenize(text, true);
    return bos === null || tokens[0] === bos ? tokens : [bos, ...tokens];
  };

  return (input) => {
    const tokens = toTokens(input);
    if (tokens.length === 0) throw badPrompt('the prompt is empty');
    return tokens;
  };

  function toTokens(input: PromptInput): Token[] {
    switch (input.kind) {
      case 'text':
        return tokenize(input.text);
      case 'messages':
        return tokenize(render(input.messages));
      case 'token-ids': {
        const unknown = input.token_ids.find((id) => id < 0 || (vocabularySize !== undefined && id >= vocabularySize));
        if (unknown !== undefined) {
          throw badPrompt(`token id ${unknown} is not in the vocabulary of ${vocabularySize} tokens`);
        }
        return [...input.token_ids] as Token[];
      }
      case 'texts':
        throw badPrompt('a list of texts is for embeddings; generation takes one prompt');
    }
  }
}

/** A template that cannot be parsed must not stop an engine that is only asked for plain completions. */
function lazyChatRenderer(model: LlamaModel): RenderChat {
  let render: RenderChat | undefined;
  return (messages: readonly PromptMessage[]) => {
    try {
      render ??= chatRenderer(model.fileInfo.metadata.tokenizer?.chat_template, {
        bos: model.tokens.bosString ?? '',
        eos: model.tokens.eosString ?? '',
      });
    } catch (error) {
      throw new EngineError(`the model's chat template cannot be read: ${String(error)}`, {
        status: 501,
        code: 'chat_template_unreadable',
      });
    }
    return render(messages);
  };
}

function badPrompt(message: string): EngineError {
  return new EngineError(message, { status: 400, code: 'invalid_prompt' });
}
