import { threadFile } from '../../async/thread.ts';
import type { RunStore } from '../../contract/run-store.ts';
import type { Verb } from '../../contract/verbs.ts';
import { isActive } from '../../model/status.ts';
import { restartInPlace } from '../kit/end-run.ts';
import { type FileStoreOptions, openThreadStore } from '../kit/thread-store.ts';

const lacks = {
  fields: ['actor', 'project', 'model', 'service', 'cost', 'messages', 'log', 'key'],
  reason: 'Cloudflare Workflows keep no',
} as const;

/** Terminating an instance does not wait for its step. */
const cancelNotes = { running: 'a step that is running is cut off' };

const pauses: readonly (string | undefined)[] = ['Paused', 'Pausing'];

export const instanceVerbs: readonly Verb[] = [
  {
    id: 'pause',
    label: 'pause',
    of: 'a run that goes on',
    isFor: run => isActive(run) && !pauses.includes(run.statusLabel),
    notes: [
      'A step that is running goes on to its end, and no other begins.',
      'A run that a stopped wrangler dev left behind goes on once it is paused and resumed.',
    ],
  },
  {
    id: 'resume',
    label: 'resume',
    of: 'a paused run',
    isFor: ({ statusLabel }) => statusLabel === 'Paused',
    notes: ['It goes on after its last step; a sleep that is over ends at once.'],
  },
  {
    id: 'send',
    label: 'send an event',
    of: 'a run that waits for an event',
    isFor: ({ status }) => status === 'waiting',
    input: { name: 'event', nameFor: ({ waitingFor }) => waitingFor?.split(', ')[0] },
    notes: ['An event of another name does not wake it.'],
  },
];

export async function openCloudflareStore(options: FileStoreOptions): Promise<RunStore> {
  const file = threadFile(import.meta.url, './cloudflare-worker.ts', './cloudflare-worker.js');
  const acts = { cancel: true, cancelNotes, start: true, restartFrom: restartInPlace, verbs: instanceVerbs };
  return openThreadStore({ ...options, file, can: { ...acts, lacks } });
}
