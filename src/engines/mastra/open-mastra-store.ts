import { threadFile } from '../../async/thread.ts';
import type { RunStore } from '../../contract/run-store.ts';
import type { Verb } from '../../contract/verbs.ts';
import { restartInPlace } from '../kit/end-run.ts';
import { type FileStoreOptions, openThreadStore } from '../kit/thread-store.ts';

const lacks = { fields: ['project', 'cost', 'log', 'key'], reason: 'Mastra keeps no' } as const;

export const mastraVerbs: readonly Verb[] = [
  {
    id: 'resume',
    label: 'resume',
    of: 'a workflow that is suspended',
    isFor: ({ kind, status, statusLabel }) =>
      kind === 'workflow' && status === 'waiting' && statusLabel === undefined,
    input: { name: 'step', isNameOptional: true, nameFor: ({ waitingFor }) => waitingFor?.split(', ')[0] },
    notes: ['The step that is suspended runs again, with this as its resumeData.'],
  },
  {
    id: 'restart',
    label: 'restart',
    of: 'a run that a process left behind',
    isFor: ({ kind, strandedBy }) => kind === 'workflow' && strandedBy !== undefined,
    notes: ['It goes on with the step that was running, which runs again; a sleep begins anew.'],
  },
];

export async function openMastraStore(options: FileStoreOptions): Promise<RunStore> {
  const file = threadFile(import.meta.url, './mastra-worker.ts', './mastra-worker.js');
  return openThreadStore({
    ...options,
    file,
    can: { cancel: true, start: true, restartFrom: restartInPlace, verbs: mastraVerbs, lacks },
  });
}
