import { Template } from '@huggingface/jinja';
import { EngineError, type PromptMessage } from '@sagellm/bench-protocol';

export type RenderChat = (messages: readonly PromptMessage[]) => string;

/**
 * How the model's own template turns a conversation into a prompt. A model without one gets the contents one after the
 * other, a line each: there is nothing in its vocabulary to mark turns with.
 *
 * A template may refuse a conversation (roles out of order, …): `EngineError` 400.
 */
export function chatRenderer(template: string | undefined, tokens: { bos: string; eos: string }): RenderChat {
  if (template === undefined) return (messages) => messages.map((message) => message.content).join('\n');
  const parsed = new Template(template);
  return (messages) => {
    try {
      return parsed.render({ messages, add_generation_prompt: true, bos_token: tokens.bos, eos_token: tokens.eos });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new EngineError(`the model's chat template refuses the conversation: ${why}`, {
        status: 400,
        code: 'chat_template_refused',
      });
    }
  };
}
