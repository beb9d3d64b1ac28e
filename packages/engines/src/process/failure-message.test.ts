import { faultError, usageError } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { errorOf, failureMessage } from './failure-message.ts';

describe('failureMessage', () => {
  it('carries message, remedy and exit code to the parent and back', () => {
    const error = usageError('model x: not a GGUF file', 'pass another');
    const message = JSON.parse(JSON.stringify(failureMessage(error)));
    expect(errorOf(message)).toMatchObject({ message: error.message, remedy: 'pass another', exitCode: 2 });
  });

  it('does without a remedy', () => {
    expect(failureMessage(faultError('no memory'))).toEqual({
      type: 'failed',
      message: 'no memory',
      exitCode: 1,
    });
  });

  it('says what it knows about any other error', () => {
    expect(failureMessage(new Error('boom')).message).toBe('the engine did not start: boom');
    expect(failureMessage('boom').message).toBe('the engine did not start: boom');
  });
});
