import { createStoreGuard } from '../../async/store-guard.ts';
import type { Capabilities } from '../../contract/capabilities.ts';
import { sortFields } from '../../contract/lists/sort.ts';
import type { RunStore } from '../../contract/run-store.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import { pageTrace } from '../../contract/trace-pages.ts';
import type { HttpTiming } from '../../http/http-timing.ts';
import type { Environment } from '../../model/environment.ts';
import type { ScanBudget } from '../kit/run-source.ts';
import { createRestateClient } from './admin-api/restate-client.ts';
import { watchInvocations } from './admin-api/watch-invocations.ts';
import { createRestateLists } from './lists/restate-lists.ts';
import { createEndedRuns, endInvocation, restartInvocation } from './run/end-invocation.ts';
import { readInvocation, readInvocationTrace } from './run/read-invocation.ts';

export type RestateStoreOptions = {
  /** The admin API: `http://host:9070`. */
  readonly url: string;
  readonly token?: string;
  /** Trusts any certificate, and sends the token over plain HTTP too. */
  readonly insecure?: boolean;
  readonly target: TargetInfo;
  readonly env?: Environment;
  readonly timeouts?: Partial<HttpTiming>;
  readonly budget?: ScanBudget;
};

const can: Capabilities = {
  cancel: true,
  kill: true,
  start: false,
  restart: true,
  live: true,
  sorts: sortFields,
  lacks: {
    fields: ['actor', 'project', 'model', 'service', 'cost', 'messages', 'log'],
    reason: 'Restate keeps no',
  },
};

/** Sends no request yet. Rejects with an `InspectorError` for an invalid address or token. */
export async function openRestateStore(options: RestateStoreOptions): Promise<RunStore> {
  const client = createRestateClient(options);
  const ended = createEndedRuns();
  const from = { client, requestedAt: ended.requestedAt };
  const lists = createRestateLists(from, options.budget);
  const access = { from, ended };
  const { call, read, hasRead, follow, close } = createStoreGuard(client.location);
  return {
    target: options.target,
    can,
    listRuns: (query, listing) => read(listing.signal, () => lists.listRuns(query, listing)),
    failures: (query, options) => read(options.signal, () => lists.failures(query, options)),
    counts: options => read(options?.signal, () => lists.counts(options)),
    workflows: options => read(options?.signal, () => lists.workflows(options)),
    suggest: (field, prefix, options) => call(options?.signal, () => lists.suggest(field, prefix, options)),
    getRun: (id, options) =>
      read(
        options?.signal,
        async () => (await readInvocation(from, id, options)) ?? ended.find(id, options?.include),
      ),
    getTrace: (id, { signal, ...paging } = {}) =>
      read(signal, async () => {
        const trace = await readInvocationTrace(from, id, { signal });
        if (trace) return pageTrace(trace, paging);
        return ended.find(id) && pageTrace({ spans: [], logs: [] }, paging);
      }),
    cancelRun: (id, options) => call(options?.signal, () => endInvocation(access, id, 'cancel', options)),
    killRun: (id, options) => call(options?.signal, () => endInvocation(access, id, 'kill', options)),
    startRun: (_, options) => call(options?.signal, async () => ({ type: 'unsupported' })),
    restartRun: (id, options) => call(options?.signal, () => restartInvocation(client, id, options)),
    changes: signal => follow(signal, either => watchInvocations(client, either, hasRead)),
    close: async () => {
      close();
      await client.close();
    },
  };
}
