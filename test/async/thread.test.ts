import { expect, it, onTestFinished } from 'vitest';
import { createThread } from '../../src/async/thread.ts';
import type { OddRequest } from './odd-worker.ts';

function startThread() {
  const url = new URL('./odd-worker.ts', import.meta.url);
  const thread = createThread<OddRequest, Record<OddRequest['type'], unknown>>(url, 'the store');
  onTestFinished(() => thread.close());
  return thread;
}

it('says that an answer nests too deep, and goes on answering', async () => {
  const thread = startThread();
  await expect(thread.ask({ type: 'deep' })).rejects.toMatchObject({ kind: 'unreadable' });
  expect(await thread.ask({ type: 'plain' })).toBe('the store');
});

it('tells a bug in an answer to who asked, and goes on answering', async () => {
  const thread = startThread();
  await expect(thread.ask({ type: 'function' })).rejects.toThrow('could not be cloned');
  expect(await thread.ask({ type: 'plain' })).toBe('the store');
});

it('puts foreign errors into the words of its store', async () => {
  await expect(startThread().ask({ type: 'refused' })).rejects.toMatchObject({
    kind: 'unreadable',
    message: 'the store is odd',
  });
});

it('says that the memory is full, and starts again with the next question', async () => {
  const thread = startThread();
  await expect(thread.ask({ type: 'full' })).rejects.toMatchObject({ kind: 'unreadable' });
  expect(await thread.ask({ type: 'plain' })).toBe('the store');
});
