import { createColors } from 'picocolors';
import type { Tone } from '../../document/blocks.ts';

/** Colours of a terminal, or none. */
export type Paint = {
  heading(text: string): string;
  banner(text: string): string;
  code(text: string): string;
  tone(text: string, tone: Tone | undefined): string;
};

export function createPaint(color: boolean): Paint {
  const { bold, cyan, dim, green, red, yellow } = createColors(color);
  const tones: Record<Tone, (text: string) => string> = { good: green, bad: red, warn: yellow, dim };
  return {
    heading: bold,
    banner: (text) => bold(yellow(text)),
    code: cyan,
    tone: (text, tone) => (tone ? tones[tone](text) : text),
  };
}
