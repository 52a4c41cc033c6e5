import { expect, it } from 'vitest';
import type { StartRequest, StartResult } from '../../../../src/contract/starts/start-request.ts';
import { startTogether } from '../../../../src/database/postgres/starts/start-runs.ts';
import { InspectorError } from '../../../../src/model/errors.ts';

/** A queue whose transactions end when they are told to, and the workflows that each was asked for. */
function createQueue(failure?: (names: readonly string[]) => unknown) {
  const asked: (readonly string[])[] = [];
  const first = Promise.withResolvers<void>();
  const start = startTogether(async (requests: readonly StartRequest[]) => {
    const names = requests.map(({ workflow }) => workflow);
    asked.push(names);
    if (asked.length === 1) await first.promise;
    const error = failure?.(names);
    if (error !== undefined) throw error;
    return names.map((id): StartResult => ({ type: 'started', id }));
  });
  const startAll = (names: readonly string[], signal?: AbortSignal) =>
    Promise.allSettled(names.map(workflow => start({ workflow }, signal)));
  return { asked, end: first.resolve, startAll };
}

const started = (id: string) => ({ status: 'fulfilled', value: { type: 'started', id } });

it('queues by one transaction what came during the one before', async () => {
  const { asked, end, startAll } = createQueue();
  const all = startAll(['a', 'b', 'c']);
  end();
  expect(await all).toEqual([started('a'), started('b'), started('c')]);
  expect(asked).toEqual([['a'], ['b', 'c']]);
});

it('refuses alone what the database cannot hold', async () => {
  const wrong = new Error('too large for an index');
  const { asked, end, startAll } = createQueue(names => (names.includes('wrong') ? wrong : undefined));
  const all = startAll(['a', 'b', 'wrong', 'c']);
  end();
  expect(await all).toEqual([
    started('a'),
    started('b'),
    { status: 'rejected', reason: wrong },
    started('c'),
  ]);
  expect(asked).toEqual([['a'], ['b', 'wrong', 'c'], ['b'], ['wrong'], ['c']]);
});

it('asks no database again for each that it could not be reached for together', async () => {
  const away = new InspectorError('unreachable', 'away');
  const { asked, end, startAll } = createQueue(() => away);
  const all = startAll(['a', 'b', 'c']);
  end();
  expect(await all).toEqual(Array.from({ length: 3 }, () => ({ status: 'rejected', reason: away })));
  expect(asked).toEqual([['a'], ['b', 'c']]);
});

it('does not queue what was given up while it waited', async () => {
  const { asked, end, startAll } = createQueue();
  const giveUp = new AbortController();
  const kept = startAll(['a']);
  const left = startAll(['b'], giveUp.signal);
  giveUp.abort('enough');
  end();
  expect(await left).toEqual([{ status: 'rejected', reason: 'enough' }]);
  expect(await kept).toEqual([started('a')]);
  expect(await startAll(['c'])).toEqual([started('c')]);
  expect(asked).toEqual([['a'], ['c']]);
});
