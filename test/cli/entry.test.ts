import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { abortOnSignals } from '../../src/cli/entry.ts';

function watch() {
  const signalled = new EventEmitter();
  const ending = new AbortController();
  abortOnSignals(ending, signalled);
  return { signalled, signal: ending.signal };
}

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
])('%s ends the work with %i, and the next one has its default effect', (name, exitCode) => {
  const { signalled, signal } = watch();
  signalled.emit(name);
  expect(signal.reason).toMatchObject({ exitCode });
  expect(signalled.listenerCount(name)).toBe(0);
});

test('a Ctrl-C is left to the owner of the terminal while there is one', () => {
  const { signalled, signal } = watch();
  const owner = () => {};
  signalled.on('SIGINT', owner);
  signalled.emit('SIGINT');
  expect(signal.aborted).toBe(false);
  signalled.off('SIGINT', owner);
  signalled.emit('SIGINT');
  expect(signal.aborted).toBe(true);
});
