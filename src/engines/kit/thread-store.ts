import { pollChanges } from '../../async/poll-changes.ts';
import { createStoreGuard } from '../../async/store-guard.ts';
import { createThread, type Thread } from '../../async/thread.ts';
import type { Capabilities } from '../../contract/capabilities.ts';
import { sortFields } from '../../contract/lists/sort.ts';
import type { RunStore } from '../../contract/run-store.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import type { StoreAnswers, StoreRequest, Version } from './answer-request.ts';
import { withLargeParts } from './large-parts.ts';
import { defaultScanBudget, type ScanBudget } from './run-source.ts';

/** Options of every store that a thread reads. */
export type FileStoreOptions = {
  readonly place: string;
  readonly target: TargetInfo;
  readonly pollMs?: number;
  readonly scanBudget?: ScanBudget;
};

type ThreadStoreOptions = FileStoreOptions & {
  /** The worker, which answers by `createStoreAnswer`. */
  readonly file: URL;
  readonly can?: Partial<Capabilities>;
  /** Set where a run may have very many steps, and reading it again for a page of them is cheap. */
  readonly stepsPerPage?: number;
};

const spansPerPage = 1_000;

/** A store that a thread reads, because reading would hold up the screen. */
export function openThreadStore(options: ThreadStoreOptions): RunStore {
  const { place, target, file, can, pollMs = 1_000, scanBudget: budget = defaultScanBudget } = options;
  const thread: Thread<StoreRequest, StoreAnswers> = createThread(file, place);
  thread.start();
  const { call, follow, close } = createStoreGuard(target.location);
  const ask: typeof thread.ask = (request, signal) => call(signal, () => thread.ask(request, signal));
  /** The version listed last; any other is a change. */
  let shownVersion: Version | undefined;
  return {
    target,
    can: { cancel: false, kill: false, start: false, live: true, sorts: sortFields, ...can },
    async listRuns(query, { signal, ...listing }) {
      const { page, version } = await ask({ type: 'list', query, budget, ...listing }, signal);
      shownVersion = version;
      return page;
    },
    failures: (query, { signal, ...listing }) => ask({ type: 'failures', query, budget, ...listing }, signal),
    counts: ({ signal } = {}) => ask({ type: 'counts' }, signal),
    workflows: ({ signal } = {}) => ask({ type: 'workflows' }, signal),
    suggest: (field, prefix, { signal } = {}) => ask({ type: 'suggest', field, prefix }, signal),
    async getRun(id, { include = {}, signal } = {}) {
      const run = await ask({ type: 'run', id, include }, signal);
      return run && withLargeParts(run.value, run.parts);
    },
    ...(options.stepsPerPage === undefined ? {} : { getSteps: readSteps(ask, options.stepsPerPage) }),
    getTrace: (id, { limit = spansPerPage, cursor, signal } = {}) =>
      ask({ type: 'trace', id, limit, cursor }, signal),
    cancelRun: (id, { signal } = {}) => ask({ type: 'cancel', id }, signal),
    startRun: (request, { signal } = {}) => ask({ type: 'start', request }, signal),
    ...((can?.restart ?? can?.restartFrom) && {
      restartRun: (id, { signal, ...how } = {}) => ask({ type: 'restart', id, how }, signal),
    }),
    ...(can?.verbs && {
      performVerb: (id, request, { signal } = {}) => ask({ type: 'perform', id, request }, signal),
    }),
    changes: signal =>
      follow(signal, either =>
        pollChanges(
          () => ask({ type: 'version' }, either),
          { pollMs, seen: shownVersion, isRemote: target.isRemote },
          either,
        ),
      ),
    async close() {
      close();
      await thread.close();
    },
  };
}

function readSteps(
  ask: Thread<StoreRequest, StoreAnswers>['ask'],
  stepsPerPage: number,
): NonNullable<RunStore['getSteps']> {
  return async (id, { limit = stepsPerPage, cursor, signal } = {}) => {
    const page = await ask({ type: 'steps', id, limit, cursor }, signal);
    return page && withLargeParts(page.value, page.parts);
  };
}
