import type { StartRequest, StartResult } from '../../contract/starts/start-request.ts';
import { sanitizeLine } from '../../model/text/sanitize.ts';
import type { EngineParts } from '../kit/define-store.ts';
import type { ActAnswer } from '../kit/end-run.ts';
import { type Act, type ActPlace, type ActResult, actByProject, findBullmq } from './act-by-project.ts';
import { type Job, runIdOf, unnamed } from './job-row.ts';

type Perform = (act: Act, signal?: AbortSignal) => Promise<ActResult>;

/** What can be done to jobs where the project has its own `bullmq`: nothing elsewhere. */
export function createActs(
  place: Omit<ActPlace, 'bullmq'>,
  queues: () => Promise<readonly string[]>,
): Pick<EngineParts<Job>, 'actions' | 'start'> {
  const bullmq = findBullmq(place.projectFolder);
  if (bullmq === undefined) return {};
  const perform: Perform = (act, signal) => actByProject({ ...place, bullmq }, act, signal);
  return {
    actions: {
      cancelNotes,
      cancel: (job, { signal }) => cancelJob(job, act => perform(act, signal)),
      restart: async ({ queue, id }, { signal }) =>
        toStarted(queue, await perform({ act: 'repeat', queue, id, origin: runIdOf({ queue, id }) }, signal)),
    },
    start: (request, { signal }) => startJob(queues, request, act => perform(act, signal)),
  };
}

const removed = 'a job that waits is removed, and BullMQ keeps nothing of it';
const cancelNotes = {
  running: 'a function that is running goes on, and its result is dropped',
  queued: removed,
  sleeping: removed,
};

/** An active job is marked as failed, and its function runs on; one that waits is removed. */
async function cancelJob({ queue, id, set }: Job, perform: Perform): Promise<ActAnswer> {
  if (set === 'waiting-children') {
    const reason = 'it waits for its children, which would be lost with it: cancel these, and it goes on';
    return { type: 'refused', reason };
  }
  const result = await perform({ act: set === 'active' ? 'fail' : 'remove', queue, id });
  return result.type === 'refused' ? result : { type: 'sent' };
}

async function startJob(
  queues: () => Promise<readonly string[]>,
  { workflow, id, input: data = {}, retryOf: origin }: StartRequest,
  perform: Perform,
): Promise<StartResult> {
  const [queue = '', ...rest] = workflow.split('/');
  const names = await queues();
  if (!names.includes(queue)) {
    const hint = `a job is started as queue/name: the queues are ${sanitizeLine(names.slice(0, 10).join(', '))}`;
    return { type: 'refused', reason: `there is no queue ${sanitizeLine(queue)}`, hint };
  }
  const name = rest.length === 0 ? unnamed : rest.join('/');
  const jobId = id?.startsWith(`${queue}:`) ? id.slice(queue.length + 1) : id;
  return toStarted(queue, await perform({ act: 'add', queue, name, data, id: jobId, origin }));
}

function toStarted(queue: string, result: ActResult): StartResult {
  if (result.type === 'refused') return result;
  return { type: 'started', id: runIdOf({ queue, id: result.id ?? '' }) };
}
