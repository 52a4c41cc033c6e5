import { expect, it } from 'vitest';
import { createChangeQueue } from '../../src/async/change-queue.ts';

type Change = { readonly type: 'changed' | 'error'; readonly at: number };

it('gives only the latest change of each type, in the order of the last pushes', async () => {
  const queue = createChangeQueue<Change>();
  queue.push({ type: 'changed', at: 1 });
  queue.push({ type: 'error', at: 2 });
  queue.push({ type: 'changed', at: 3 });
  const changes = queue.read(new AbortController().signal);
  expect((await changes.next()).value).toEqual({ type: 'error', at: 2 });
  expect((await changes.next()).value).toEqual({ type: 'changed', at: 3 });
  const later = changes.next();
  queue.push({ type: 'changed', at: 4 });
  expect((await later).value).toEqual({ type: 'changed', at: 4 });
});

it('keeps changes of one type apart where they have different keys', async () => {
  const queue = createChangeQueue<Change>();
  queue.push({ type: 'error', at: 1 }, 'first');
  queue.push({ type: 'error', at: 2 }, 'second');
  const changes = queue.read(new AbortController().signal);
  expect((await changes.next()).value).toEqual({ type: 'error', at: 1 });
  expect((await changes.next()).value).toEqual({ type: 'error', at: 2 });
});

it('ends when the signal aborts', async () => {
  const controller = new AbortController();
  const next = createChangeQueue<Change>().read(controller.signal).next();
  controller.abort();
  expect(await next).toEqual({ done: true, value: undefined });
});

it('rejects the reading with a bug', async () => {
  const queue = createChangeQueue<Change>();
  const next = queue.read(new AbortController().signal).next();
  queue.fail(new Error('a bug'));
  await expect(next).rejects.toThrow('a bug');
});
