import { createStoreGuard } from '../../async/store-guard.ts';
import type { Capabilities } from '../../contract/capabilities.ts';
import { sortFields } from '../../contract/lists/sort.ts';
import type { RunStore } from '../../contract/run-store.ts';
import type { TargetInfo } from '../../contract/target-info.ts';
import { createHttpClient } from '../../http/http-client.ts';
import type { HttpTiming } from '../../http/with-retries.ts';
import type { Environment } from '../../model/environment.ts';
import { endpoints } from '../../protocol/endpoints.ts';
import { serverSchema } from '../../protocol/response-schemas.ts';
import { createHttpMarks } from './http-marks.ts';
import { createBodyScanner } from './read-lazily.ts';
import { cancelOverHttp, startOverHttp } from './run-actions.ts';
import { createStoreReads } from './store-reads.ts';
import { watchServer } from './watch-server.ts';

type HttpStoreOptions = {
  /** `https://host[:port][/base]`. */
  readonly url: string;
  readonly token?: string;
  readonly tokenAdvice?: string;
  /** Trusts any certificate, and sends the token over plain HTTP too. */
  readonly insecure?: boolean;
  readonly target: TargetInfo;
  readonly env?: Environment;
  readonly timeouts?: Partial<HttpTiming>;
};

const can: Capabilities = { cancel: true, kill: false, start: true, live: true, sorts: sortFields };

/** Opens the store of a runlens server without a request. Rejects for an unusable address or token. */
export async function openHttpStore(options: HttpStoreOptions): Promise<RunStore> {
  const client = createHttpClient(options);
  const scanner = createBodyScanner(client.location);
  const reads = createStoreReads(client, scanner);
  const marks = createHttpMarks(client);
  const guard = createStoreGuard(client.location);
  const { call, read, follow, close } = guard;
  return {
    target: options.target,
    can,
    listRuns: (query, listing) => read(listing.signal, () => reads.listRuns(query, listing)),
    failures: (query, options) => read(options.signal, () => reads.failures(query, options)),
    explainFailures: (query, options) => read(options.signal, () => reads.explainFailures(query, options)),
    lateRuns: options => read(options.signal, () => reads.lateRuns(options)),
    counts: options => read(options?.signal, () => reads.counts(options)),
    workflows: options => read(options?.signal, () => reads.workflows(options)),
    suggest: (field, prefix, options) => call(options?.signal, () => reads.suggest(field, prefix, options)),
    failureMarks: {
      list: options => read(options?.signal, () => marks.list(options)),
      put: (mark, options) => call(options?.signal, () => marks.put(mark, options)),
      remove: (id, options) => call(options?.signal, () => marks.remove(id, options)),
    },
    getRun: (id, options) => read(options?.signal, () => reads.getRun(id, options)),
    getSteps: (id, options) => read(options?.signal, () => reads.getSteps(id, options)),
    getTrace: (id, options) => read(options?.signal, () => reads.getTrace(id, options)),
    cancelRun: (id, options) => call(options?.signal, () => cancelOverHttp(client, id, options)),
    startRun: (request, options) => call(options?.signal, () => startOverHttp(client, request, options)),
    about: ({ signal } = {}) =>
      call(signal, () => client.requestJson({ path: endpoints.server.path, signal }, serverSchema)),
    changes: signal => follow(signal, either => watchServer(client, either, guard)),
    close: async () => {
      close();
      await Promise.all([client.close(), scanner.close()]);
    },
  };
}
