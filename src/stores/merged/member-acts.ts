import type { CancelResult, RunStore } from '../../contract/run-store.ts';
import type { StartRequest, StartResult } from '../../contract/starts/start-request.ts';
import { inMember } from './start-in-member.ts';

/** Calls the member that has the run with the id that it has there; `undefined` where none has it. */
export type CallForRun = <T>(
  address: string,
  signal: AbortSignal | undefined,
  use: (store: RunStore, id: string, target: string) => Promise<T>,
) => Promise<T | undefined>;

type MemberActs = Pick<RunStore, 'cancelRun' | 'killRun' | 'startRun' | 'restartRun'>;

/** What is done to a run, or repeats one, is done by the member that has it. */
export function createMemberActs(
  callForRun: CallForRun,
  checkOpen: () => void,
  startNew: (request: StartRequest, signal: AbortSignal | undefined) => Promise<StartResult>,
): MemberActs {
  const startThere = async (
    address: string,
    signal: AbortSignal | undefined,
    start: (store: RunStore, id: string) => Promise<StartResult>,
  ): Promise<StartResult> => {
    const result = await callForRun(address, signal, async (store, id, target) =>
      inMember(await start(store, id), target),
    );
    return result ?? notFound;
  };
  return {
    cancelRun: async (address, { by, signal } = {}) =>
      (await callForRun(address, signal, (store, id) => store.cancelRun(id, { by, signal }))) ?? notFound,
    killRun: async (address, { signal } = {}) =>
      (await callForRun(address, signal, (store, id) => killIn(store, id, signal))) ?? notFound,
    startRun: async (request, { signal } = {}) => {
      checkOpen();
      const { retryOf } = request;
      if (retryOf === undefined) return startNew(request, signal);
      return startThere(retryOf, signal, (store, id) =>
        store.startRun({ ...request, retryOf: id }, { signal }),
      );
    },
    restartRun: (address, { signal } = {}) =>
      startThere(address, signal, (store, id) => restartIn(store, id, signal)),
  };
}

const notFound = { type: 'not-found' } as const;

async function killIn(store: RunStore, id: string, signal: AbortSignal | undefined): Promise<CancelResult> {
  return (await store.killRun?.(id, { signal })) ?? { type: 'unsupported' };
}

async function restartIn(store: RunStore, id: string, signal: AbortSignal | undefined): Promise<StartResult> {
  return (await store.restartRun?.(id, { signal })) ?? { type: 'unsupported' };
}
