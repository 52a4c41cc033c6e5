import { compareNewest } from '../../contract/lists/run-order.ts';
import { toSqliteError } from '../../drivers/sqlite/sqlite-error.ts';
import { newestMessages } from '../../model/run.ts';
import { serveStore } from '../kit/answer-request.ts';
import { listedRuns } from '../kit/run-search.ts';
import { namesInState } from '../wrangler-state.ts';
import { createTraceFile, type ListedTrace, toListedTrace, toLogs, toWork } from './trace-file.ts';

/** A thread, because a trace of a workflow has thousands of spans. */
serveStore<ListedTrace>(
  'cloudflare-traces',
  place => {
    const file = createTraceFile(place);
    const list = async () => listTraces(file);
    return {
      version: async () => file.version(),
      runs: listedRuns({ list, placeOf: ({ summary }) => summary }),
      summary: ({ summary }) => summary,
      find: async id => listTraces(file).find(({ summary }) => summary.id === id),
      async payloads(rows, { withLogs }) {
        return rows.slice(0, 1).map(({ summary }) => ({
          ...(withLogs ? { logs: newestMessages(toLogs(file.logs(summary.id))) } : {}),
        }));
      },
      details: async ({ root, error }) => ({ raw: root.attributes, ...(error ? { error } : {}) }),
      work: async ({ root }) =>
        toWork(root, file.spans(root.trace), file.logs(root.trace), workflowsIn(place)),
    };
  },
  toSqliteError,
);

function listTraces({ roots }: ReturnType<typeof createTraceFile>): readonly ListedTrace[] {
  const first = roots().map(root => [root.trace, root] as const);
  const traces = [...new Map(first.reverse()).values()].map(toListedTrace);
  return traces.sort((a, b) => compareNewest(a.summary, b.summary));
}

/** The engine runs each workflow as a service of its name. */
function workflowsIn(place: string): ReadonlySet<string> {
  return new Set(namesInState(place, 'workflows').map(name => name.replace(/^miniflare-workflows-/, '')));
}
