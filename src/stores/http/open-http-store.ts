import { InspectorError } from '../../model/errors.ts';
import { type Capabilities, type RunStore, sortFields, type TargetInfo } from '../store.ts';
import { cancelOverHttp, startOverHttp } from './act-on-runs.ts';
import type { Environment } from './dispatcher.ts';
import { createHttpClient } from './http-client.ts';
import type { HttpTimeouts } from './http-timeouts.ts';
import { createQuestions } from './questions.ts';
import { watchServer } from './watch-server.ts';

export type HttpStoreOptions = {
  /** `https://host[:port][/base]`. */
  readonly url: string;
  readonly token?: string;
  /** Trusts any certificate, and lets the token go over plain HTTP. */
  readonly insecure?: boolean;
  readonly target: TargetInfo;
  readonly env?: Environment;
  readonly timeouts?: Partial<HttpTimeouts>;
};

const can: Capabilities = { cancel: true, kill: false, start: true, live: true, sorts: sortFields };

/**
 * Opens the store of a runlens server, without asking it anything yet. Rejects with an `InspectorError` for an address or a
 * token that cannot be used.
 */
export async function openHttpStore(options: HttpStoreOptions): Promise<RunStore> {
  const { target } = options;
  const client = createHttpClient(options);
  const closing = new AbortController();
  let hasRead = false;
  const open = <T>(act: () => Promise<T>, signal?: AbortSignal): Promise<T> => {
    …
  };
}
