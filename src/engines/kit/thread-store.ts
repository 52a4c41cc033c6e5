import { pollChanges } from '../../async/poll-changes.ts';
import { createStoreGuard } from '../../async/store-guard.ts';
import { createThread, type Thread } from '../../async/thread.ts';
import type { Capabilities } from '../../contract/capabilities.ts';
import { sortFields } from '../../contract/lists/sort.ts';
import type { RunStore } from '../../contract/run-store.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import type { StoreAnswers, StoreRequest, Version } from './answer-request.ts';
import { withLargeParts } from './large-parts.ts';
import { defaultScanBudget, type ScanBudget, type Signal } from './run-source.ts';

export type FileStoreOptions = {
  readonly place: string;
  readonly target: TargetInfo;
  readonly pollMs?: number;
  readonly scanBudget?: ScanBudget;
};

type ThreadStoreOptions = FileStoreOptions & {
  readonly file: URL;
  readonly can?: Partial<Capabilities>;
  /** Set where a run may have very many steps, and reading it again for a page of them is cheap. */
  readonly stepsPerPage?: number;
};

/** A store that a thread reads, because reading would hold up the screen. */
export function openThreadStore(given: ThreadStoreOptions): RunStore {
  const { place, target, file, can, stepsPerPage, pollMs = 1_000 } = given;
  const { scanBudget: budget = defaultScanBudget } = given;
  const thread: Thread<StoreRequest, { readonly call: unknown }> = createThread(file, place, target.location);
  thread.start();
  const { call, follow, close } = createStoreGuard(target.location);
  const ask = <Method extends keyof StoreAnswers>(
    method: Method,
    args: StoreRequest['args'],
    { signal, ...rest }: StoreRequest['options'] & Signal = {},
  ) =>
    call(signal, () => thread.ask({ type: 'call', method, args, options: rest, budget }, signal)) as Promise<
      StoreAnswers[Method]
    >;
  /** The version listed last; any other is a change. */
  let shownVersion: Version | undefined;
  return {
    target,
    can: { cancel: false, kill: false, start: false, live: true, sorts: sortFields, ...can },
    async listRuns(query, options) {
      const { page, version } = await ask('listRuns', [query], options);
      shownVersion = version;
      return page;
    },
    failures: (query, options) => ask('failures', [query], options),
    counts: options => ask('counts', [], options),
    workflows: options => ask('workflows', [], options),
    suggest: (field, prefix, options) => ask('suggest', [field, prefix], options),
    async getRun(id, options) {
      const run = await ask('getRun', [id], options);
      return run && withLargeParts(run.value, run.parts);
    },
    ...(stepsPerPage !== undefined && {
      async getSteps(id, options) {
        const page = await ask('getSteps', [id], { limit: stepsPerPage, ...options });
        return page && withLargeParts(page.value, page.parts);
      },
    }),
    getTrace: (id, options) => ask('getTrace', [id], options),
    cancelRun: (id, options) => ask('cancelRun', [id], options),
    startRun: (request, options) => ask('startRun', [request], options),
    ...((can?.restart ?? can?.restartFrom) && {
      restartRun: (id, options) => ask('restartRun', [id], options),
    }),
    ...(can?.verbs && { performVerb: (id, request, options) => ask('performVerb', [id, request], options) }),
    changes: signal =>
      follow(signal, either => {
        const polling = { pollMs, seen: shownVersion, isRemote: target.isRemote };
        return pollChanges(() => ask('version', [], { signal: either }), polling, either);
      }),
    async close() {
      close();
      await thread.close();
    },
  };
}
