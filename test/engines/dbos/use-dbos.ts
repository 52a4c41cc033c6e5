import { afterAll, beforeAll } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { parseQuery } from '../../../src/model/query/parse/parse-query.ts';
import type { Run } from '../../../src/model/run.ts';
import { listAll } from '../../contract/reading.ts';
import { type Dbos, startDbos } from './start-dbos.ts';

/** An application with its store, from the first test of a file to its last. */
export type UsedDbos = {
  readonly dbos: Dbos;
  readonly store: RunStore;
  /** Starts a run, waits until DBOS calls it so, and gives its id. */
  readonly begin: (what: Parameters<Dbos['start']>[0], ...statuses: readonly string[]) => Promise<string>;
  /** A run with its steps. */
  readonly read: (id: string) => Promise<Run>;
  /** The ids of what a filter finds. */
  readonly find: (filter: string) => Promise<readonly string[]>;
};

export function useDbos(): UsedDbos {
  let used: { readonly dbos: Dbos; readonly store: RunStore } | undefined;
  const opened = () => {
    if (!used) throw new Error('the application is not started yet');
    return used;
  };
  beforeAll(async () => {
    const dbos = await startDbos();
    used = { dbos, store: await dbos.open() };
  });
  afterAll(async () => {
    await used?.store.close();
    await used?.dbos.stop();
  });
  return {
    get dbos() {
      return opened().dbos;
    },
    get store() {
      return opened().store;
    },
    async begin(what, ...statuses) {
      const { dbos } = opened();
      return dbos.reach(await dbos.start(what), ...statuses);
    },
    async read(id) {
      const run = await opened().store.getRun(id, { include: { steps: true } });
      if (!run) throw new Error(`there is no ${id}`);
      return run;
    },
    async find(filter) {
      const runs = await listAll(opened().store, parseQuery(filter), { now: Date.now() });
      return runs.map(({ id }) => id);
    },
  };
}
