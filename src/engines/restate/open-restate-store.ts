import { type Capabilities, type RunStore, sortFields, type TargetInfo } from '../../contract/run-store.ts';
import { pageTrace } from '../../contract/trace-pages.ts';
import type { HttpTimeouts } from '../../http/http-timeouts.ts';
import type { Environment } from '../../http/proxy-address.ts';
import { createStoreGuard } from '../../http/store-guard.ts';
import type { ScanBudget } from '../scan/run-source.ts';
import { cancelInvocation, killInvocation } from './end-invocation.ts';
import { createEndedRuns } from './ended-runs.ts';
import { createLists } from './read-lists.ts';
import { readRun, readTrace } from './read-run.ts';
import { createRestateClient } from './restate-client.ts';
import { watchInvocations } from './watch-invocations.ts';

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
  const lists = createLists(from, options.budget);
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
      read(asked?.signal, async () => (await readRun(from, id, asked)) ?? ended.find(id, asked?.include)),
    getTrace: (id, { signal, ...paging } = {}) =>
      read(signal, async () => {
        const trace = await readTrace(from, id, { signal });
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
