import type { StartRequest, StartResult } from '../../contract/starts/start-request.ts';
import type { Verb } from '../../contract/verbs.ts';
import { sanitizeLine } from '../../model/text/sanitize.ts';
import type { EngineParts } from '../kit/define-store.ts';
import type { DatabaseStoreOptions } from '../kit/define-tables.ts';
import type { ActAnswer } from '../kit/end-run.ts';
import { callPackage, findPackage, type PackageAnswer, type Project } from '../kit/project-package.ts';
import type { Signal } from '../kit/run-source.ts';
import { canceledReason, type Job, originOption, runIdOf, unnamed } from './job-row.ts';

/** The address has the password; the prefix of the keys, or the schema of the tables, follows `#`. */
export type BullmqOptions = Omit<DatabaseStoreOptions, 'known'> & Project;

/** Options that belong to one job alone; `de` is the short form of `deduplication`. */
const ownOptions = [
  ...['jobId', 'repeat', 'repeatJobKey', 'prevMillis', 'timestamp', 'delay', 'parent'],
  ...['deduplication', 'de', 'debounce', 'fpof', 'failParentOnFailure', 'continueParentOnFailure', 'cpof'],
  ...['ignoreDependencyOnFailure', 'idof', 'removeDependencyOnFailure', 'rdof'],
];

const jobVerbs: readonly Verb[] = [
  {
    id: 'retry-in-place',
    label: 'retry in place',
    of: 'a failed or canceled job',
    isFor: ({ status }) => status === 'failed' || status === 'canceled',
    notes: ['The same job gets one more attempt, also where all of them were used up.'],
    loses: 'its error and its times, and in PostgreSQL the stacks of its attempts',
  },
  {
    id: 'promote',
    label: 'run now',
    of: 'a delayed job',
    isFor: ({ wakeAt }) => wakeAt !== undefined,
    notes: ['It no longer waits for its time, and the next worker that is free takes it.'],
  },
];

/** The job is read again: a worker may have taken or ended it. */
const script = `
call(async ({ Queue, UnrecoverableError, createPostgresBackend }, input) => {
  const { connection, prefix, queue: name, remove, fail, repeat, retry, promote, add, reason, own, origin } = input;
  const backend = connection.connectionString ? [createPostgresBackend] : [];
  const queue = new Queue(name, { connection, prefix, skipMetasUpdate: true }, ...backend);
  const act = async () => {
    if (add) return (await queue.add(add.name, add.data, { jobId: add.id, ...origin })).id;
    const job = await queue.getJob(remove ?? fail ?? repeat ?? retry ?? promote);
    if (!job) throw new Error('there is no such job any more');
    if (retry) return job.retry('failed').then(() => null);
    if (promote) return job.promote().then(() => null);
    if (remove) return job.remove({ removeChildren: false });
    if (fail) return job.moveToFailed(new UnrecoverableError(reason), '0', false);
    const options = Object.entries(job.opts).filter(([option]) => !own.includes(option));
    return (await queue.add(job.name, job.data, { ...Object.fromEntries(options), ...origin })).id;
  };
  return Promise.race([act(), new Promise((_, reject) => queue.on('error', reject))]);
});
`;

/** Empty unless the project has its own `bullmq`. */
export function createActs(
  { place, isForeign, projectFolder, secretVariables }: BullmqOptions,
  readPrefix: () => Promise<string>,
  queues: () => Promise<readonly string[]>,
): Pick<EngineParts<Job>, 'actions' | 'start'> {
  const project = { isForeign, projectFolder, secretVariables, package: 'bullmq' };
  if (findPackage('bullmq', project) === undefined) return {};
  const url = place.replace(/#.*/s, '');
  const perform = async (queue: string, act: object, { signal }: Signal, origin?: string) => {
    const prefix = await readPrefix();
    const server = /^rediss?:/.test(url)
      ? { connection: { url, maxRetriesPerRequest: 1 }, prefix }
      : { connection: { connectionString: url, schema: prefix } };
    const names = { reason: canceledReason, own: ownOptions, origin: { [originOption]: origin } };
    const input = { ...server, ...names, queue, ...act };
    return callPackage({ ...project, script, input, signal });
  };
  return {
    actions: {
      cancelNotes,
      async cancel({ queue, id, set }, options): Promise<ActAnswer> {
        if (set === 'waiting-children') return { type: 'refused', reason: hasChildren };
        return perform(queue, set === 'active' ? { fail: id } : { remove: id }, options);
      },
      verbs: jobVerbs,
      perform: ({ queue, id }, { verb }, options) =>
        perform(queue, verb === 'promote' ? { promote: id } : { retry: id }, options),
      restartNote: 'runs alone: the children of a flow are not repeated',
      restart: async ({ queue, id }, options) =>
        toStarted(queue, await perform(queue, { repeat: id }, options, runIdOf({ queue, id }))),
    },
    async start({ workflow, id, input: data = {}, retryOf }: StartRequest, options) {
      const [queue = '', ...rest] = workflow.split('/');
      const names = await queues();
      if (!names.includes(queue)) return noQueue(queue, names);
      const name = rest.length === 0 ? unnamed : rest.join('/');
      const jobId = id?.startsWith(`${queue}:`) ? id.slice(queue.length + 1) : id;
      return toStarted(queue, await perform(queue, { add: { name, data, id: jobId } }, options, retryOf));
    },
  };
}

const hasChildren = 'it waits for its children, which would be lost with it: cancel these, and it goes on';
const removed = 'a job that waits is removed, and BullMQ keeps nothing of it';
const cancelNotes = {
  running: 'a function that is running goes on, and its result is dropped',
  queued: removed,
  sleeping: removed,
};

function noQueue(queue: string, names: readonly string[]): StartResult {
  const hint = `a job is started as queue/name: the queues are ${sanitizeLine(names.slice(0, 10).join(', '))}`;
  return { type: 'refused', reason: `there is no queue ${sanitizeLine(queue)}`, hint };
}

function toStarted(queue: string, answer: PackageAnswer): StartResult {
  return answer.type === 'sent'
    ? { type: 'started', id: runIdOf({ queue, id: String(answer.value) }) }
    : answer;
}
