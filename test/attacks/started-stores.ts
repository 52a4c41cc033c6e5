import { onTestFinished } from 'vitest';
import type { RunWriter } from '../../src/contract/run-events.ts';
import type { RunStore } from '../../src/contract/run-store.ts';
import type { BegunStart } from '../../src/contract/starts/start-queue.ts';
import { waitFor } from '../contract/reading.ts';
import type { StoreUnderTest } from '../contract/store-contract.ts';
import { createPostgresUnderTest } from '../database/postgres/postgres-under-test.ts';
import { createSqliteUnderTest } from '../database/sqlite/temp-store.ts';
import { createPostgresBacking, createSqliteBacking } from '../stores/http/backings.ts';
import { createHttpUnderTest } from '../stores/http/http-under-test.ts';
import { isThorough } from '../trials.ts';

type StartedStore = readonly [name: string, create: () => Promise<StoreUnderTest>];

const overPostgres: StartedStore = [
  'HTTP over PostgreSQL',
  async () => createHttpUnderTest(await createPostgresBacking()),
];

/** Every kind of store in which runs are started; CI alone tries the one of which all parts are in others. */
export const startedStores: readonly StartedStore[] = [
  ['SQLite', createSqliteUnderTest],
  ['PostgreSQL', createPostgresUnderTest],
  ['HTTP over SQLite', async () => createHttpUnderTest(await createSqliteBacking())],
  ...(isThorough ? [overPostgres] : []),
];

export type Offering = {
  readonly under: StoreUnderTest;
  readonly store: RunStore;
  /** Opens it once more, as another user would. */
  readonly another: () => Promise<RunStore>;
  /** What the program has begun, by the id of the run. */
  readonly begun: ReadonlyMap<string, BegunStart>;
};

/** A store with a program that offers workflows; it ends each run as soon as it has begun it. */
export async function openOffering(
  create: () => Promise<StoreUnderTest>,
  workflows: readonly string[] = ['signup'],
): Promise<Offering> {
  const under = await create();
  const ends: (() => Promise<void>)[] = [];
  onTestFinished(async () => {
    for (const end of ends) await end();
    await under.remove();
  });
  const another = async () => {
    const store = await under.open();
    ends.push(() => store.close());
    return store;
  };
  const store = await another();
  const writer = await under.openProgram?.();
  if (!writer?.starts) throw new Error('its programs cannot offer workflows');
  ends.unshift(() => writer.close());
  const begun = new Map<string, BegunStart>();
  listen(writer, workflows, begun);
  await waitFor(async () => (await store.workflows()).filter(info => info.isOffered).length > 0);
  return { under, store, another, begun };
}

function listen(writer: RunWriter, workflows: readonly string[], begun: Map<string, BegunStart>): void {
  const { starts } = writer;
  const run = async (id: string) => {
    const start = await starts?.begin(id, Date.now());
    if (!start) return;
    begun.set(id, start);
    writer.write([{ type: 'run-changed', id, status: 'success', finishedAt: Date.now() }]);
    starts?.roomChanged();
  };
  starts?.listen({
    room: () => new Map(workflows.map(workflow => [workflow, 10])),
    claimed(claimed) {
      for (const { id } of claimed) void run(id);
    },
  });
}

/** Waits until a run has ended, as everybody can see. */
export function endOf(store: RunStore, id: string): Promise<void> {
  return waitFor(async () => (await store.getRun(id))?.status === 'success');
}
