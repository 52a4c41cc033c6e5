import { threadFile } from '../../async/thread.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { checkToken, parseServerAddress } from '../../http/server-address.ts';
import { type FileStoreOptions, openThreadStore } from '../kit/thread-store.ts';

type N8nStoreOptions = Omit<FileStoreOptions, 'place'> & {
  /** `https://host`, without `/api/v1`. */
  readonly url: string;
  readonly token?: string;
  /** Trusts any certificate, and sends the key over plain HTTP too. */
  readonly insecure?: boolean;
};

export const lacks = {
  fields: ['actor', 'project', 'model', 'service', 'cost', 'messages', 'steps', 'log', 'key'],
  reason: 'n8n lists no',
} as const;

export const restartNote = 'begins at the node that failed, with what the nodes before it put out';

const defaultPollMs = 2_000;

/** Sends no request yet. Rejects with an `InspectorError` for an invalid address or key. */
export async function openN8nStore(options: N8nStoreOptions): Promise<RunStore> {
  const { url, token, insecure = false, target, pollMs = defaultPollMs, scanBudget } = options;
  const address = parseServerAddress(url);
  if (token !== undefined) checkToken(address, token, insecure);
  const file = threadFile(import.meta.url, './n8n-worker.ts', './n8n-worker.js');
  const place = [url, token, insecure, pollMs].join('\n');
  const can = { cancel: true, restart: true, restartNote, lacks } as const;
  return openThreadStore({ place, target, file, can, pollMs, scanBudget });
}

/** The thread's description of the server, of which only the address may be shown. */
export function parsePlace(text: string) {
  const [url = '', token, insecure, pollMs] = text.split('\n');
  const timeouts = { pollMs: Number(pollMs) };
  return { url, token: token || undefined, insecure: insecure === 'true', timeouts };
}
