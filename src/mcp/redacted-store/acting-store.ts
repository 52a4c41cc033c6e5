import type { RunStore } from '../../contract/run-store.ts';
import { isHidden } from './redact-run.ts';

/** What acting on runs takes: a run that is started again has the input that it was recorded with. */
export type ActingStore = Pick<
  RunStore,
  'target' | 'can' | 'getRun' | 'cancelRun' | 'killRun' | 'startRun' | 'restartRun'
>;

/** A store in which no run or workflow is found by a name that answers mask: it would confirm a guess. */
export function createActingStore(store: RunStore): ActingStore {
  const { target, restartRun } = store;
  return {
    target,
    get can() {
      return store.can;
    },
    getRun: async (id, options) => (isHiddenAddress(id) ? undefined : store.getRun(id, options)),
    cancelRun: async (id, options) =>
      isHiddenAddress(id) ? { type: 'not-found' } : store.cancelRun(id, options),
    startRun: async (request, options) =>
      isHidden(request.workflow) ? { type: 'not-offered', offered: [] } : store.startRun(request, options),
    restartRun:
      restartRun &&
      (async (id, options) => (isHiddenAddress(id) ? { type: 'not-found' } : restartRun(id, options))),
  };
}

/** An address may have the name of a target before the id. */
export function isHiddenAddress(address: string): boolean {
  return isHidden(address) || address.split('/').some(isHidden);
}
