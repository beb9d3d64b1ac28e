import { z } from 'zod';
import { usageError } from '../benchmark/benchmark-error.ts';

/** The device types that sagellm_protocol names. A device text may name others: nothing checks it. */
export const DeviceType = z.enum(['cpu', 'cuda', 'npu', 'ascend', 'rocm', 'xpu']);
export type DeviceType = z.infer<typeof DeviceType>;

export const DType = z.enum(['fp32', 'fp16', 'bf16', 'fp8', 'int8', 'int4']);
export type DType = z.infer<typeof DType>;

export type Device = { type: string; index: number | null };

/** `"cuda:1"` is device 1 of type cuda, `"cpu"` has no index. Throws a usage error when the index is no whole number. */
export function parseDevice(text: string): Device {
  const colon = text.indexOf(':');
  if (colon < 0) return { type: text, index: null };
  const index = text.slice(colon + 1);
  if (!/^-?\d+$/.test(index))
    throw usageError(`device "${text}": "${index}" is no index`, 'write a type, or type:index, for example cuda:1');
  return { type: text.slice(0, colon), index: Number(index) };
}

/** The reverse of `parseDevice`; nothing is checked. */
export function formatDevice(device: Device): string {
  return device.index === null ? device.type : `${device.type}:${device.index}`;
}
