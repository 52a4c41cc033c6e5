import { type Capabilities, type RunStore, sortFields, type TargetInfo } from '../../contract/run-store.ts';
import { createHttpClient } from '../../http/http-client.ts';
import type { HttpTimeouts } from '../../http/http-timeouts.ts';
import type { Environment } from '../../http/proxy-address.ts';
import { createWhileOpen } from '../../http/while-open.ts';
import { endpoints, serverSchema } from '../../protocol/api.ts';
import { cancelOverHttp, startOverHttp } from './act-on-runs.ts';
import { createQuestions } from './questions.ts';
import { watchServer } from './watch-server.ts';

export type HttpStoreOptions = {
  /** `https://host[:port][/base]`. */
  readonly url: string;
  readonly token?: string;
  /** What to do where a token is missing. */
  readonly tokenAdvice?: string;
  /** Trusts any certificate, and lets the token go over plain HTTP. */
  readonly insecure?: boolean;
  readonly target: TargetInfo;
  readonly env?: Environment;
  readonly timeouts?: Partial<HttpTimeouts>;
};

const can: Capabilities = { cancel: true, kill: false, start: true, live: true, sorts: sortFields };

/**
 * Opens the store of a runlens server, without asking it anything yet. Rejects with an `InspectorError` for
 * an address or a token that cannot be used.
 */
export async function openHttpStore(options: HttpStoreOptions): Promise<RunStore> {
  const client = createHttpClient(options);
  const questions = createQuestions(client);
  const { act, read, hasRead, follow, close } = createWhileOpen(client.location);
  return {
    target: options.target,
    can,
    listRuns: (query, asked) => read(asked.signal, () => questions.listRuns(query, asked)),
    counts: asked => read(asked?.signal, () => questions.counts(asked)),
    workflows: asked => read(asked?.signal, () => questions.workflows(asked)),
    suggest: (field, prefix, asked) => act(asked?.signal, () => questions.suggest(field, prefix, asked)),
    getRun: (id, asked) => read(asked?.signal, () => questions.getRun(id, asked)),
    getTrace: (id, asked) => read(asked?.signal, () => questions.getTrace(id, asked)),
    cancelRun: (id, asked) => act(asked?.signal, () => cancelOverHttp(client, id, asked)),
    startRun: (request, asked) => act(asked?.signal, () => startOverHttp(client, request, asked)),
    about: asked =>
      act(asked?.signal, () =>
        client.ask({ method: 'GET', path: endpoints.server.path, signal: asked?.signal }, serverSchema),
      ),
    changes: signal => follow(signal, either => watchServer(client, either, hasRead)),
    close: async () => {
      close();
      await client.close();
    },
  };
}
