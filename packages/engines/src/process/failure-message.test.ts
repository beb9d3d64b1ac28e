import { faultError, usageError } from '@sagellm/bench-protocol';
import { describe, expect, it } from 'vitest';
import { errorOf, failureMessage } from './failure-message.ts';

const address = { host: '127.0.0.1', port: 8901 };

describe('failureMessage', () => {
  it('carries message, remedy and exit code to the parent and back', () => {
    const error = usageError('model x: not a GGUF file', 'pass another');
    const message = JSON.parse(JSON.stringify(failureMessage(error, address)));
    expect(errorOf(message)).toMatchObject({ message: error.message, remedy: 'pass another', exitCode: 2 });
  });

  it('does without a remedy', () => {
    expect(failureMessage(faultError('no memory'), address)).toEqual({
      type: 'failed',
      message: 'no memory',
      exitCode: 1,
    });
  });

  it('names the port that is in use', () => {
    const error = Object.assign(new Error('listen EADDRINUSE'), { code: 'EADDRINUSE' });
    expect(failureMessage(error, address)).toMatchObject({ exitCode: 1, message: 'port 8901 on 127.0.0.1 is in use' });
  });

  it('says what it knows about any other error', () => {
    expect(failureMessage(new Error('boom'), address).message).toBe('the engine did not start: boom');
    expect(failureMessage('boom', address).message).toBe('the engine did not start: boom');
  });
});
