import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newestFirst } from '../../../src/contract/lists/sort.ts';
import type { RunEvent } from '../../../src/contract/run-events.ts';
import type { ServedStore } from '../../../src/contract/served-store.ts';
import { openServedPostgres } from '../../../src/database/postgres/store/open-served-postgres.ts';
import { openServedSqlite } from '../../../src/database/sqlite/serve/open-served-sqlite.ts';
import { emptyQuery } from '../../../src/model/query/query.ts';
import { arbitraryEvents } from '../../contract/arbitrary-events.ts';
import { createTestDatabase, type TestDatabase } from '../../postgres/test-database.ts';
import { trials } from '../../trials.ts';
import { tempFolder } from '../sqlite/temp-store.ts';

const folder = tempFolder();
const target = { name: 'test', kind: 'test', location: 'test', reason: 'test' };
let database: TestDatabase;
let stores: readonly ServedStore[];

beforeAll(async () => {
  database = await createTestDatabase();
  stores = [
    await openServedSqlite({ path: folder.file('runs.db'), target }),
    await openServedPostgres({ url: database.url, target }),
  ];
});
afterAll(async () => {
  for (const { close } of stores) await close();
  await database.drop();
  folder.remove();
});

async function seen({ store }: ServedStore, ids: readonly string[], round: number) {
  const runs = [];
  for (const id of ids) {
    const run = await store.getRun(id, { include: { steps: true, messages: true } });
    // What a store says of itself is its own.
    runs.push({ run: run && { ...run, raw: undefined }, trace: await store.getTrace(id) });
  }
  const page = await store.listRuns(emptyQuery, { sort: newestFirst, limit: 500, now: 0 });
  return {
    runs,
    list: page.runs.filter(({ id }) => ids.includes(id)),
    workflows: (await store.workflows())
      .filter(({ name }) => name.startsWith(`${round}-`))
      .sort((a, b) => (JSON.stringify([a.kind, a.name]) < JSON.stringify([b.kind, b.name]) ? -1 : 1)),
  };
}

test('what recorders write of runs is stored as SQLite stores it', async () => {
  let round = 0;
  const shapes = ['a', 'b\0', 'b\u0001', 'c\ud83d'];
  await fc.assert(
    fc.asyncProperty(
      fc.array(arbitraryEvents(shapes), { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      async (batches, isOwner) => {
        round += 1;
        const ids = shapes.map(shape => `${round}-${shape}`);
        const writer = `writer-${round}`;
        const named = batches.map(events => events.map(event => rename(event, round)));
        for (const [at, events] of named.entries()) {
          const batch = { writer, sequence: at + 1, isOwner, events };
          const [sqlite, postgres] = await Promise.all(stores.map(({ intake }) => intake.apply(batch)));
          expect(postgres).toEqual(sqlite);
        }
        const [sqlite, postgres] = await Promise.all(stores.map(store => seen(store, ids, round)));
        expect(postgres).toEqual(sqlite);
      },
    ),
    { numRuns: trials(60, 15) },
  );
  const [sqlite, postgres] = await Promise.all(stores.map(({ store }) => store.counts()));
  expect(postgres).toEqual(sqlite);
});

/** Each round has runs and workflows of its own. */
function rename(event: RunEvent, round: number): RunEvent {
  if ('runId' in event) return { ...event, runId: `${round}-${event.runId}` };
  const renamed = { ...event, id: `${round}-${event.id}` };
  return renamed.type === 'run-created' ? { ...renamed, name: `${round}-${renamed.name}` } : renamed;
}
