import { isDeepStrictEqual } from 'node:util';
import { serveThread } from '../../async/serve-thread.ts';
import type { RestartOptions, RunStore } from '../../contract/run-store.ts';
import type { StartRequest, StartResult } from '../../contract/starts/start-request.ts';
import type { VerbRequest } from '../../contract/verbs.ts';
import { toSqliteError } from '../../drivers/sqlite/sqlite-error.ts';
import { toJsonText } from '../../model/payload/payload-text.ts';
import { restorePayload } from '../../model/payload/restore-payload.ts';
import { createStoreAnswer, type StoreRequest } from '../kit/answer-request.ts';
import { defineStore } from '../kit/define-store.ts';
import type { ActAnswer } from '../kit/end-run.ts';
import type { ScanBudget, Signal } from '../kit/run-source.ts';
import { createInstanceFiles, type InstanceFiles, type ListedInstance } from './instance-files.ts';
import { againId, toInstanceSteps } from './instance-steps.ts';
import { createLocalExplorer, type LocalExplorer, parsePlace } from './local-explorer.ts';
import { instanceVerbs, restartFrom } from './open-cloudflare-store.ts';
import { type InstanceFile, readInstance } from './read-instance.ts';
import { toInstanceDetails, toInstanceWork } from './to-instance-run.ts';

/** A thread, because every instance is a database of its own, and many are read at once. */
serveThread<StoreRequest>(text => {
  const place = parsePlace(text);
  const files = createInstanceFiles(place.folder);
  const explorer = createLocalExplorer(place);
  return createStoreAnswer({
    version: files.version,
    open: budget => defineInstances(place.folder, files, explorer, budget),
  });
}, toSqliteError);

function defineInstances(
  location: string,
  files: InstanceFiles,
  explorer: LocalExplorer,
  budget: ScanBudget | undefined,
): RunStore {
  const target = { name: '', kind: 'cloudflare', location, reason: '' };
  return defineStore<ListedInstance>(
    target,
    {
      runs: { search: query => ({ rest: query, read: files.read, total: files.total }) },
      notes: files.notes,
      summary: ({ summary }) => summary,
      find: (id, { signal }) => files.find(id, signal),
      payloads: async rows => rows.slice(0, 1).map(toPayloads),
      details: async row => toInstanceDetails(readWhole(row)),
      work: async row => toInstanceWork(readWhole(row), result => files.childOf(row, result)?.summary.id),
      actions: {
        cancel: (row, options) => terminate(explorer, row, options),
        restart: (row, options) => restart(explorer, row, options),
        restartFrom,
        verbs: instanceVerbs,
        perform: (row, request, options) => perform(explorer, row, request, options),
      },
      async start(request, options) {
        const { retryOf } = request;
        const origin = retryOf === undefined ? undefined : await files.find(retryOf, options.signal);
        return start({ files, explorer }, request, origin?.instanceId, options);
      },
    },
    budget,
  );
}

function toPayloads(row: ListedInstance) {
  const { input, output, error } = toInstanceDetails(readWhole(row));
  return { input, output, error: error?.value };
}

/** With its payloads; without anything where it was deleted a moment ago. */
function readWhole({ path, instanceId, summary }: ListedInstance): InstanceFile {
  const { name: workflow, createdAt } = summary;
  const gone = { id: instanceId, workflow, createdAt, status: 0, rows: [], timers: new Map() };
  return readInstance(path, true) ?? gone;
}

/** Without a step nothing is restarted: that would be in place, and a start makes a new run. */
async function restart(
  explorer: LocalExplorer,
  row: ListedInstance,
  { fromStep, signal }: RestartOptions,
): Promise<StartResult> {
  const step = toInstanceSteps(readWhole(row).rows).find(
    ({ id, type }) => id === fromStep && type !== 'rollback',
  );
  if (fromStep === undefined) return { type: 'unsupported' };
  if (!step) return { type: 'refused', reason: 'it has no such step to begin again at' };
  const from = { name: step.name, count: Number(/\d+$/.exec(step.id)?.[0]) };
  const { status, reason } = await explorer.send(
    'PATCH',
    `${pathOf(row)}/status`,
    { status: 'restart', from },
    signal,
  );
  return status === 200 ? { type: 'started', id: row.summary.id } : { type: 'refused', reason };
}

function pathOf({ instanceId, summary }: ListedInstance): string {
  return `${encodeURIComponent(summary.name)}/instances/${encodeURIComponent(instanceId)}`;
}

async function terminate(
  explorer: LocalExplorer,
  row: ListedInstance,
  { signal }: Signal,
): Promise<ActAnswer> {
  return toAnswer(await explorer.send('PATCH', `${pathOf(row)}/status`, { status: 'terminate' }, signal));
}

async function perform(
  explorer: LocalExplorer,
  row: ListedInstance,
  { verb, name = '', payload = null }: VerbRequest,
  { signal }: Signal,
): Promise<ActAnswer> {
  const path = pathOf(row);
  const sent =
    verb === 'send'
      ? explorer.send('POST', `${path}/events/${encodeURIComponent(name)}`, payload, signal)
      : explorer.send('PATCH', `${path}/status`, { status: verb }, signal);
  return toAnswer(await sent);
}

function toAnswer({ status, reason }: Awaited<ReturnType<LocalExplorer['send']>>): ActAnswer {
  if (status === 200) return { type: 'sent' };
  return status === 404 ? { type: 'gone' } : { type: 'refused', reason };
}

/** A run that repeats another has an id that names it. */
async function start(
  { files, explorer }: { readonly files: InstanceFiles; readonly explorer: LocalExplorer },
  { workflow, input: recorded, id: wanted, retryOf }: StartRequest,
  origin: string | undefined,
  { signal }: Signal,
): Promise<StartResult> {
  const isPlain = retryOf === undefined || recorded === undefined;
  const input = isPlain ? recorded : restorePayload(toJsonText(recorded, { indent: 0 }));
  if (!isPlain && !isJson(input))
    return {
      type: 'refused',
      reason: 'its input holds what JSON has no form for, and only JSON can be sent',
    };
  const id = origin !== undefined && wanted !== undefined ? againId(origin, wanted) : wanted;
  const path = `${encodeURIComponent(workflow)}/instances`;
  const answer = await explorer.send('POST', path, { id, params: input }, signal);
  if (answer.status === 200 && answer.id !== undefined) return { type: 'started', id: answer.id };
  const again = origin === undefined ? undefined : await files.find(`${workflow}:${id}`, signal);
  if (again) return { type: 'started', id: again.summary.id, already: {} };
  return { type: 'refused', reason: answer.reason };
}

function isJson(value: unknown): boolean {
  try {
    return isDeepStrictEqual(JSON.parse(JSON.stringify(value)), value);
  } catch {
    return false;
  }
}
