import { pollChanges } from '../../async/poll-changes.ts';
import { createThread, type Thread, threadFile } from '../../async/thread.ts';
import { sortFields } from '../../contract/lists/sort.ts';
import type { RunStore } from '../../contract/run-store.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import { InspectorError } from '../../model/errors.ts';
import { defaultScanBudget, type ScanBudget } from '../scan/run-source.ts';
import type { Answers, Request } from './answer-otlp-request.ts';
import { checkPlain, listFiles, toFileError } from './files/otlp-files.ts';
import { lackedFields } from './otlp-source.ts';

type OtlpStoreOptions = {
  /** A file of OTLP/JSON lines, or a folder of them. */
  readonly place: string;
  readonly target: TargetInfo;
  readonly pollMs?: number;
  readonly scanBudget?: ScanBudget;
};

const spansPerPage = 1_000;
const lacks = { fields: lackedFields, reason: 'traces of OpenTelemetry have no' };

/** Opens exporters' files, read-only; a thread indexes them. Rejects with an `InspectorError`. */
export async function openOtlpStore(options: OtlpStoreOptions): Promise<RunStore> {
  const { place, target, pollMs = 250, scanBudget = defaultScanBudget } = options;
  const file = threadFile(import.meta.url, './otlp-worker.ts', './otlp-worker.js');
  const thread: Thread<Request, Answers> = createThread(file, place);
  const closing = new AbortController();
  /** The version listed last; any other is a change. */
  let shownVersion: number | undefined;

  const ask: Thread<Request, Answers>['ask'] = async (request, signal) => {
    if (closing.signal.aborted) throw new InspectorError('conflict', `${target.location} was closed`);
    return thread.ask(request, signal);
  };

  try {
    const files = listFiles(place);
    if (files[0] === place) checkPlain(place);
  } catch (error) {
    throw toFileError(error, place);
  }
  thread.start();
  return {
    target,
    can: { cancel: false, kill: false, start: false, live: true, sorts: sortFields, lacks },
    async listRuns(query, { signal, ...listing }) {
      const { page, version } = await ask({ type: 'list', query, budget: scanBudget, ...listing }, signal);
      shownVersion = version;
      return page;
    },
    failures: (query, { signal, ...options }) =>
      ask({ type: 'failures', query, budget: scanBudget, ...options }, signal),
    counts: ({ signal } = {}) => ask({ type: 'counts' }, signal),
    workflows: ({ signal } = {}) => ask({ type: 'workflows' }, signal),
    suggest: (field, prefix, { signal } = {}) => ask({ type: 'suggest', field, prefix }, signal),
    getRun: (id, { include = {}, signal } = {}) => ask({ type: 'run', id, include }, signal),
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
