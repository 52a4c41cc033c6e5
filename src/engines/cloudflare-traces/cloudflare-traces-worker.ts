import { serveThread } from '../../async/serve-thread.ts';
import { compareNewest } from '../../contract/lists/run-order.ts';
import { toSqliteError } from '../../drivers/sqlite/sqlite-error.ts';
import { newestMessages } from '../../model/run.ts';
import { createStoreAnswer, type StoreRequest } from '../kit/answer-request.ts';
import { defineStore } from '../kit/define-store.ts';
import { listedRuns } from '../kit/run-search.ts';
import { namesInState } from '../wrangler-state.ts';
import { type ListedTrace, toListedTrace, toLogs, toWork } from './to-trace-run.ts';
import { createTraceFile } from './trace-file.ts';

/** A thread, because a trace of a workflow has thousands of spans. */
serveThread<StoreRequest>(place => {
  const file = createTraceFile(place);
  const target = { name: '', kind: 'cloudflare-traces', location: place, reason: '' };

  async function list(): Promise<readonly ListedTrace[]> {
    const first = new Map(
      file
        .roots()
        .map(root => [root.trace, root] as const)
        .reverse(),
    );
    return [...first.values()].map(toListedTrace).sort((a, b) => compareNewest(a.summary, b.summary));
  }
  /** The engine runs each workflow as a service of its name. */
  const workflows = () =>
    new Set(namesInState(place, 'workflows').map(name => name.replace(/^miniflare-workflows-/, '')));

  return createStoreAnswer({
    version: async () => file.version(),
    open: budget =>
      defineStore<ListedTrace>(
        target,
        {
          runs: listedRuns({ list, placeOf: ({ summary }) => summary }),
          summary: ({ summary }) => summary,
          find: async id => (await list()).find(({ summary }) => summary.id === id),
          async payloads(rows, { withLogs }) {
            return rows.slice(0, 1).map(({ summary }) => ({
              ...(withLogs ? { logs: newestMessages(toLogs(file.logs(summary.id))) } : {}),
            }));
          },
          details: async ({ root, error }) => ({ raw: root.attributes, ...(error ? { error } : {}) }),
          work: async ({ root }) => toWork(root, file.spans(root.trace), file.logs(root.trace), workflows()),
        },
        budget,
      ),
  });
}, toSqliteError);
