import { threadFile } from '../../async/thread.ts';
import type { RunStore } from '../../contract/run-store.ts';
import { type FileStoreOptions, openThreadStore } from '../kit/thread-store.ts';

const lacks = {
  fields: ['actor', 'project', 'model', 'service', 'cost', 'messages', 'log', 'key'],
  reason: 'Cloudflare Workflows keep no',
} as const;

/** Terminating aborts the instance: the code of its step is not waited for. */
const cancelNotes = { running: 'a step that is running is cut off' };

/** A restart from a step is in place. */
export const restartFrom = {
  keeps: 'what the steps before it gave',
  loses: 'its error, and what this step and those after it gave',
} as const;

/** Opens the files of `wrangler dev`, read-only; acts go through its server. */
export async function openCloudflareStore(options: FileStoreOptions): Promise<RunStore> {
  const file = threadFile(import.meta.url, './cloudflare-worker.ts', './cloudflare-worker.js');
  const can = { cancel: true, cancelNotes, start: true, restartFrom, lacks };
  return openThreadStore({ ...options, file, can });
}
