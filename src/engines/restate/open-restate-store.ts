import { type Capabilities, type RunStore, sortFields, type TargetInfo } from '../../contract/run-store.ts';
import { pageTrace } from '../../contract/trace-pages.ts';
import type { HttpTimeouts } from '../../http/http-timeouts.ts';
import type { Environment } from '../../http/proxy-address.ts';
import { createStoreGuard } from '../../http/store-guard.ts';
import type { ScanBudget } from '../scan/run-source.ts';
import { createRestateClient } from './admin-api/restate-client.ts';
import { watchInvocations } from './admin-api/watch-invocations.ts';
import { cancelInvocation, killInvocation } from './cancel/cancel-invocation.ts';
import { createEndedRuns } from './cancel/ended-runs.ts';
import { createRestateLists } from './lists/restate-lists.ts';
import { readInvocation, readInvocationTrace } from './run/read-invocation.ts';

export type RestateStoreOptions = {
  /** The admin API: `http://host:9070`. */
  readonly url: string;
  readonly token?: string;
  /** Trusts any certificate, and lets the token go over plain HTTP. */
  readonly insecure?: boolean;
  readonly target: TargetInfo;
  readonly env?: Environment;
  readonly timeouts?: Partial<HttpTimeouts>;
  readonly budget?: ScanBudget;
};

const can: Capabilities = { cancel: true, kill: true, start: false, live: true, sorts: sortFields };

/**
 * Opens the invocations of a Restate server as runs, without asking it anything yet. Rejects with an
 * `InspectorError` for an address or a token that cannot be used.
 */
export async function openRestateStore(options: RestateStoreOptions): Promise<RunStore> {
  const client = createRestateClient(options);
  const ended = createEndedRuns();
  const from = { client, requestedAt: ended.requestedAt };
  const lists = createRestateLists(from, options.budget);
  const ending = { from, ended };
  const { call, read, hasRead, follow, close } = createStoreGuard(client.location);
  return {
    target: options.target,
    can,
    listRuns: (query, asked) => read(asked.signal, () => lists.listRuns(query, asked)),
    counts: asked => read(asked?.signal, () => lists.counts(asked)),
    workflows: asked => read(asked?.signal, () => lists.workflows(asked)),
    suggest: (field, prefix, asked) => call(asked?.signal, () => lists.suggest(field, prefix, asked)),
    getRun: (id, asked) =>
      read(
        asked?.signal,
        async () => (await readInvocation(from, id, asked)) ?? ended.find(id, asked?.include),
      ),
    getTrace: (id, { signal, ...paging } = {}) =>
      read(signal, async () => {
        const trace = await readInvocationTrace(from, id, { signal });
        if (trace) return pageTrace(trace, paging);
        return ended.find(id) && pageTrace({ spans: [], logs: [] }, paging);
      }),
    cancelRun: (id, asked) => call(asked?.signal, () => cancelInvocation(ending, id, asked)),
    killRun: (id, asked) => call(asked?.signal, () => killInvocation(ending, id, asked)),
    startRun: (_, asked) => call(asked?.signal, async () => ({ type: 'unsupported' })),
    changes: signal => follow(signal, either => watchInvocations(client, either, hasRead)),
    close: async () => {
      close();
      await client.close();
    },
  };
}
