import type { ServedStore } from '../../src/contract/served-store.ts';
import type { Run } from '../../src/model/run.ts';
import { createFakeStore } from '../cli/fake-store.ts';

/** A served store in memory, without tokens, whose intake takes everything and keeps nothing. */
export function createFakeServed(runs: readonly Run[] = [], changed: Partial<ServedStore> = {}): ServedStore {
  const store = createFakeStore(runs);
  return {
    store,
    stored: { run: async () => undefined, steps: async () => undefined, trace: async () => undefined },
    intake: {
      apply: async () => ({ isNew: true, refused: [], foreign: [] }),
      heartbeat: async () => {},
      cancelRequests: async () => new Map(),
    },
    writerKeys: { keep: async (_, hash) => hash },
    starts: {
      claim: async () => [],
      begin: async () => ({ begun: [], refused: [] }),
      leave: async () => {},
      wanted: async () => [],
    },
    tokens: {
      add: async () => {},
      list: async () => [],
      find: async () => undefined,
      revoke: async () => false,
    },
    check: async () => {},
    close: () => store.close(),
    ...changed,
  };
}
