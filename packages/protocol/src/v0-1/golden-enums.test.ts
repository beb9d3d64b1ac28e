import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DeviceType, DType } from './backend-types.ts';
import { ProtocolErrorCode } from './errors.ts';
import { BACKWARD_COMPATIBLE_SINCE, FROZEN_INTERFACES } from './frozen-interfaces.ts';
import * as handles from './kv/cache-handle.ts';
import { isRetryableKVError, KVErrorCode } from './kv/kv-errors.ts';
import { KVRequestType, SchedulerState } from './kv/scheduler.ts';
import { TransferDirection, TransferStatus } from './kv/transfer.ts';
import * as hooks from './kv-hooks.ts';
import { ABSENT_MODULES } from './mirrored-models.ts';
import { SageLLMPorts } from './ports.ts';
import { DecodingStrategy, SamplingPreset } from './sampling.ts';

type GoldenEnum = { module: string; members: Record<string, string> };
const file = new URL('../__fixtures__/sagellm-protocol/enums.json', import.meta.url);
const golden = JSON.parse(readFileSync(file, 'utf8'));
const enums: Record<string, GoldenEnum> = golden.enums;

const mirrored: Record<string, { options: readonly string[] }> = {
  ErrorCode: ProtocolErrorCode,
  DType,
  KVDType: hooks.KVDType,
  KVLayout: hooks.KVLayout,
  KVEvictReason: hooks.KVEvictReason,
  KVPriority: hooks.KVPriority,
  KVHookEvent: hooks.KVHookEvent,
  DecodingStrategy,
  SamplingPreset,
  'kv.KVBlockState': handles.KVBlockState,
  'kv.DType': DType,
  'kv.Layout': handles.KVCacheLayout,
  'kv.MemoryTier': handles.MemoryTier,
  'kv.EvictionPolicy': handles.EvictionPolicy,
  'kv.CompressionType': handles.CompressionType,
  'kv.TransferStatus': TransferStatus,
  'kv.TransferDirection': TransferDirection,
  'kv.RequestType': KVRequestType,
  'kv.SchedulerState': SchedulerState,
  'kv.KVErrorCode': KVErrorCode,
};

it.each(Object.keys(mirrored))('%s has the members of Python’s', (name) => {
  expect([...mirrored[name]!.options].sort()).toEqual(Object.values(enums[name]!.members).sort());
});

it('leaves out KernelKind and the enums of the absent modules, and no other', () => {
  const missing = Object.keys(enums).filter((name) => !mirrored[name]);
  expect(missing.filter((name) => !ABSENT_MODULES.includes(enums[name]!.module))).toEqual(['KernelKind']);
});

it('has the device types, ports and frozen interfaces of Python', () => {
  const { device_types, ports, frozen_interfaces, backward_compatible_since } = golden.constants;
  expect([...DeviceType.options].sort()).toEqual(Object.values(device_types).sort());
  expect(SageLLMPorts).toEqual(ports);
  expect([...FROZEN_INTERFACES]).toEqual(frozen_interfaces);
  expect(BACKWARD_COMPATIBLE_SINCE).toEqual(backward_compatible_since);
});

it('groups the KV error codes as Python does and retries the same four', () => {
  expect(KVErrorCode.options).toEqual(Object.values(golden.kv_error_categories).flat());
  expect(KVErrorCode.options.filter(isRetryableKVError).sort()).toEqual(golden.kv_errors_retryable);
});
