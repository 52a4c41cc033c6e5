import type { RunStore } from '../../contract/run-store.ts';

export const nothingOpen = 'none';

export function createUnopenedStore(): RunStore {
  return {
    target: {
      name: 'no target',
      kind: nothingOpen,
      location: 'none is chosen',
      reason: 'no runs found here',
      isSample: true,
    },
    can: { cancel: false, kill: false, start: false, live: true, sorts: [] },
    listRuns: async () => ({ runs: [] }),
    counts: async () => ({ total: 0 }),
    workflows: async () => [],
    suggest: async () => [],
    getRun: async () => undefined,
    getTrace: async () => undefined,
    cancelRun: async () => ({ type: 'unsupported' }),
    startRun: async () => ({ type: 'unsupported' }),
    changes: untilAborted,
    close: async () => {},
  };
}

async function* untilAborted(signal: AbortSignal): AsyncGenerator<never, void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => resolve(), { once: true });
  if (!signal.aborted) await promise;
}
