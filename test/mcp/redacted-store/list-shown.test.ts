import { expect, test, vi } from 'vitest';
import { compareNewest } from '../../../src/contract/lists/run-order.ts';
import { createRedactedStore } from '../../../src/mcp/redacted-store/redacted-store.ts';
import { parseFilter } from '../../../src/model/query/parse/parse-query.ts';
import { createFakeStore } from '../../cli/fake-store.ts';
import { createRun, now } from '../../cli/sample-runs.ts';
import { idsOf, listAll } from '../../contract/reading.ts';

const runs = Array.from({ length: 60 }, (_, at) =>
  createRun({ id: `run_${at}`, createdAt: now - at * 1_000, input: { note: at % 3 === 0 ? 'new' : 'old' } }),
);

test('no run is listed twice or left out where pages of a store are short, each time otherwise', async () => {
  const store = createFakeStore(runs);
  let asked = 0;
  const shown = createRedactedStore({
    ...store,
    listRuns: (query, options) => {
      asked += 1;
      return store.listRuns(query, { ...options, limit: 1 + ((asked * 7) % 12) });
    },
  });
  for (const limit of [1, 2, 5, 50])
    expect(idsOf(await listAll(shown, parseFilter('input.note:n*'), { limit, now }))).toEqual(
      runs.filter((_, at) => at % 3 === 0).map(({ id }) => id),
    );
});

test('no run is left out of a store that lists by the last change', async () => {
  const changed = runs.map((run, at) => ({ ...run, changedAt: now + ((at * 7_000) % 60_000) }));
  const shown = createRedactedStore(createFakeStore(changed));
  const wanted = changed.filter((_, at) => at % 3 === 0).sort(compareNewest);
  expect(idsOf(await listAll(shown, parseFilter('input.note:n*'), { limit: 4, now }))).toEqual(idsOf(wanted));
});

test('runs that are recorded meanwhile are not listed behind those that were read', async () => {
  let store = createFakeStore(runs);
  const shown = createRedactedStore({
    ...store,
    listRuns: (...args) => store.listRuns(...args),
    getRun: (...args) => store.getRun(...args),
  });
  const sort = { field: 'created', descending: true } as const;
  const query = parseFilter('input.note:n*');
  const first = await shown.listRuns(query, { sort, limit: 3, now });
  store = createFakeStore([
    createRun({ id: 'run_later', createdAt: now + 1_000, input: { note: 'new' } }),
    ...runs,
  ]);
  const second = await shown.listRuns(query, { sort, limit: 3, now, cursor: first.nextCursor });
  expect(idsOf([...first.runs, ...second.runs])).toEqual([0, 3, 6, 9, 12, 15].map(at => `run_${at}`));
});

test('a search of logs ends its page in time where each trace takes long to read', async () => {
  let time = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => time);
  const logs = [{ id: '1', at: now, level: 'info', message: 'card declined', attributes: {} }];
  const store = createFakeStore(runs.map(run => ({ ...run, trace: { spans: [], logs } })));
  const shown = createRedactedStore({
    ...store,
    listRuns: (_, options) => store.listRuns(parseFilter(''), options),
    getTrace: (...args) => {
      time += 20;
      return store.getTrace(...args);
    },
  });
  const sort = { field: 'created', descending: true } as const;
  const page = await shown.listRuns(parseFilter('log:declined'), { sort, limit: 50, now });
  clock.mockRestore();
  expect(page.runs.length).toBeLessThan(20);
  expect(page.nextCursor).toBeDefined();
});
