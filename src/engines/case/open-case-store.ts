import { pollChanges } from '../../async/poll-changes.ts';
import { createThread, type Thread, threadFile } from '../../async/thread.ts';
import { sortFields } from '../../contract/lists/sort.ts';
import type { RunStore } from '../../contract/run-store.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import { InspectorError } from '../../model/errors.ts';
import { defaultScanBudget, type ScanBudget } from '../scan/run-source.ts';
import type { Answers, Request } from './answer-case-request.ts';
import { toCaseError, versionOf } from './case-path.ts';
import { withLargeParts } from './large-parts.ts';

type CaseStoreOptions = {
  /** A file of `runlens case save`. */
  readonly place: string;
  readonly target: TargetInfo;
  readonly pollMs?: number;
  readonly scanBudget?: ScanBudget;
};

const spansPerPage = 1_000;
const stepsPerPage = 200;

/** Opens a case file, read-only; a thread parses it. Rejects with an `InspectorError`. */
export async function openCaseStore(options: CaseStoreOptions): Promise<RunStore> {
  const { place, target, pollMs = 1_000, scanBudget = defaultScanBudget } = options;
  const file = threadFile(import.meta.url, './case-worker.ts', './case-worker.js');
  const thread: Thread<Request, Answers> = createThread(file, place);
  const closing = new AbortController();
  /** The version listed last; any other is a change. */
  let shownVersion: string | undefined;

  const ask: Thread<Request, Answers>['ask'] = async (request, signal) => {
    if (closing.signal.aborted) throw new InspectorError('conflict', `${target.location} was closed`);
    return thread.ask(request, signal);
  };

  try {
    versionOf(place);
  } catch (error) {
    throw toCaseError(error, place);
  }
  thread.start();
  return {
    target,
    can: { cancel: false, kill: false, start: false, live: true, sorts: sortFields },
    async listRuns(query, { signal, ...listing }) {
      const { page, version } = await ask({ type: 'list', query, budget: scanBudget, ...listing }, signal);
      shownVersion = version;
      return page;
    },
    failures: (query, { signal, ...failures }) =>
      ask({ type: 'failures', query, budget: scanBudget, ...failures }, signal),
    counts: ({ signal } = {}) => ask({ type: 'counts' }, signal),
    workflows: ({ signal } = {}) => ask({ type: 'workflows' }, signal),
    suggest: (field, prefix, { signal } = {}) => ask({ type: 'suggest', field, prefix }, signal),
    async getRun(id, { include = {}, signal } = {}) {
      const run = await ask({ type: 'run', id, include }, signal);
      return run && withLargeParts(run.value, run.parts);
    },
    async getSteps(id, { limit = stepsPerPage, cursor, signal } = {}) {
      const page = await ask({ type: 'steps', id, limit, cursor }, signal);
      return page && withLargeParts(page.value, page.parts);
    },
    getTrace: (id, { limit = spansPerPage, cursor, signal } = {}) =>
      ask({ type: 'trace', id, limit, cursor }, signal),
    cancelRun: (id, { signal } = {}) => ask({ type: 'cancel', id }, signal),
    startRun: async () => {
      if (closing.signal.aborted) throw new InspectorError('conflict', `${target.location} was closed`);
      return { type: 'unsupported' };
    },
    changes: signal =>
      pollChanges(
        () => ask({ type: 'version' }, signal),
        { pollMs, seen: shownVersion },
        AbortSignal.any([signal, closing.signal]),
      ),
    async close() {
      closing.abort();
      await thread.close();
    },
  };
}
