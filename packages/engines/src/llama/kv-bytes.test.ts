import { describe, expect, it } from 'vitest';
import { kvBytesPerToken } from './kv-bytes.ts';

const tiny = { block_count: 2, embedding_length: 128, attention: { head_count: 4, head_count_kv: 2 } };

describe('kvBytesPerToken', () => {
  it('is layers × KV heads × (key + value length) × 2 bytes', () => {
    // 2 × 2 × (32 + 32) × 2
    expect(kvBytesPerToken(tiny)).toBe(512);
  });

  it('takes all heads where keys and values are not shared', () => {
    expect(kvBytesPerToken({ ...tiny, attention: { head_count: 4 } })).toBe(1024);
  });

  it('takes key and value lengths where the file gives them', () => {
    expect(kvBytesPerToken({ ...tiny, attention: { ...tiny.attention, key_length: 64, value_length: 48 } })).toBe(896);
  });

  it('adds up layers that differ', () => {
    expect(kvBytesPerToken({ ...tiny, attention: { head_count: 4, head_count_kv: [1, 2] } })).toBe(384);
  });

  it.each([
    ['sliding windows', { ...tiny, attention: { ...tiny.attention, sliding_window: 512 } }],
    ['recurrent layers', { ...tiny, ssm: { state_size: 16 } }],
    ['compressed keys and values', { ...tiny, attention: { ...tiny.attention, kv_lora_rank: 512 } }],
    ['a list that does not cover all layers', { ...tiny, attention: { head_count: 4, head_count_kv: [1] } }],
    ['missing facts', { block_count: 2 }],
    ['no facts', {}],
  ])('is absent with %s', (_, shape) => {
    expect(kvBytesPerToken(shape)).toBeUndefined();
  });
});
