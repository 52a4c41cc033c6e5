import { threadFile } from '../../async/thread.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { type FileStoreOptions, openThreadStore } from '../kit/thread-store.ts';

const lacks = {
  fields: ['actor', 'project', 'model', 'cost', 'messages', 'retryOf', 'key'],
  reason: 'traces of wrangler dev have no',
} as const;

export async function openCloudflareTracesStore(options: FileStoreOptions): Promise<RunStore> {
  const file = threadFile(import.meta.url, './cloudflare-traces-worker.ts', './cloudflare-traces-worker.js');
  return openThreadStore({ ...options, file, can: { lacks } });
}
