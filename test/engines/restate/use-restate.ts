import { afterAll, beforeAll } from 'vitest';
import type { RunStore } from '../../../src/contract/run-store.ts';
import { openRestateStore } from '../../../src/engines/restate/open-restate-store.ts';
import type { Run } from '../../../src/model/run.ts';
import { reachStatus } from './calm-flows.ts';
import { type Restate, startRestate } from './start-restate.ts';

/** A server with its store, from the first test of a file to its last. */
export type UsedRestate = {
  readonly restate: Restate;
  readonly store: RunStore;
  /** Sends an invocation, waits until Restate calls it so, and gives its id. */
  readonly send: (path: string, status: string, body?: unknown) => Promise<string>;
  /** A run with its steps. */
  readonly read: (id: string) => Promise<Run>;
};

export function useRestate(): UsedRestate {
  let used: { readonly restate: Restate; readonly store: RunStore } | undefined;
  const opened = () => {
    if (!used) throw new Error('the server is not started yet');
    return used;
  };
  beforeAll(async () => {
    const restate = await startRestate();
    used = { restate, store: await openStore(restate.admin) };
  });
  afterAll(async () => {
    await used?.store.close();
    await used?.restate.stop();
  });
  return {
    get restate() {
      return opened().restate;
    },
    get store() {
      return opened().store;
    },
    send: async (path, status, body) => {
      const { restate } = opened();
      const id = await restate.send(path, body);
      await reachStatus(restate, id, [status]);
      return id;
    },
    read: async id => {
      const run = await opened().store.getRun(id, { include: { steps: true } });
      if (!run) throw new Error(`there is no ${id}`);
      return run;
    },
  };
}

function openStore(url: string): Promise<RunStore> {
  return openRestateStore({
    url,
    target: { name: 'restate', kind: 'restate', location: url, reason: 'argument' },
  });
}
