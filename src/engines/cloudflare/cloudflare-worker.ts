import { isDeepStrictEqual } from 'node:util';
import { toSqliteError } from '../../drivers/sqlite/sqlite-error.ts';
import { toJsonText } from '../../model/payload/payload-text.ts';
import { restorePayload } from '../../model/payload/restore-payload.ts';
import { serveStore } from '../kit/answer-request.ts';
import type { EngineParts } from '../kit/define-store.ts';
import { type ActAnswer, restartInPlace } from '../kit/end-run.ts';
import type { Signal } from '../kit/run-source.ts';
import { createInstanceFiles, type InstanceFiles, type ListedInstance } from './instance-files.ts';
import { againId, toInstanceDetails, toInstanceSteps, toInstanceWork } from './instance-run.ts';
import { instanceVerbs } from './open-cloudflare-store.ts';
import { type InstanceFile, readInstance } from './read-instance.ts';
import { createLocalExplorer, type LocalExplorer, parsePlace } from './wrangler-dev.ts';

/** A thread, because every instance is a database of its own, and many are read at once. */
serveStore<ListedInstance>(
  'cloudflare',
  text => {
    const place = parsePlace(text);
    const files = createInstanceFiles(place.folder);
    return {
      version: async () => files.version(),
      runs: { search: query => ({ rest: query, read: files.read, total: files.total }) },
      notes: files.notes,
      summary: ({ summary }) => summary,
      find: (id, { signal }) => files.find(id, signal),
      payloads: async rows =>
        rows.slice(0, 1).map(row => {
          const { input, output, error } = toInstanceDetails(readWhole(row));
          return { input, output, error: error?.value };
        }),
      details: async row => toInstanceDetails(readWhole(row)),
      work: async row => toInstanceWork(readWhole(row), result => files.childOf(row, result)?.summary.id),
      ...createActs(files, createLocalExplorer(place)),
    };
  },
  toSqliteError,
);

/** Empty for an instance that was deleted a moment ago. */
function readWhole({ path, instanceId, summary }: ListedInstance): InstanceFile {
  const { name: workflow, createdAt } = summary;
  const gone = { id: instanceId, workflow, createdAt, status: 0, rows: [], timers: new Map() };
  return readInstance(path, true) ?? gone;
}

function createActs(
  files: InstanceFiles,
  explorer: LocalExplorer,
): Pick<EngineParts<ListedInstance>, 'actions' | 'start'> {
  const setStatus = (row: ListedInstance, body: object, { signal }: Signal) =>
    explorer.send('PATCH', `${pathOf(row)}/status`, body, signal);
  return {
    actions: {
      cancel: async (row, options) => toAnswer(await setStatus(row, { status: 'terminate' }, options)),
      restartFrom: restartInPlace,
      /** Only from a step, in place: a start makes a new run. */
      async restart(row, { fromStep, ...options }) {
        if (fromStep === undefined) return { type: 'unsupported' };
        const step = toInstanceSteps(readWhole(row).rows).find(({ id }) => id === fromStep);
        if (!step || step.type === 'rollback')
          return { type: 'refused', reason: 'it has no such step to begin again at' };
        const from = { name: step.name, count: Number(/\d+$/.exec(step.id)?.[0]) };
        const { status, reason } = await setStatus(row, { status: 'restart', from }, options);
        return status === 200 ? { type: 'started', id: row.summary.id } : { type: 'refused', reason };
      },
      verbs: instanceVerbs,
      async perform(row, { verb, name = '', payload = null }, options) {
        if (verb !== 'send') return toAnswer(await setStatus(row, { status: verb }, options));
        const path = `${pathOf(row)}/events/${encodeURIComponent(name)}`;
        return toAnswer(await explorer.send('POST', path, payload, options.signal));
      },
    },
    async start({ workflow, input: recorded, id: wanted, retryOf }, { signal }) {
      const origin = retryOf === undefined ? undefined : (await files.find(retryOf, signal))?.instanceId;
      const isPlain = retryOf === undefined || recorded === undefined;
      const input = isPlain ? recorded : restorePayload(toJsonText(recorded, { indent: 0 }));
      if (!isPlain && !isJson(input)) return { type: 'refused', reason: noJson };
      const id = origin !== undefined && wanted !== undefined ? againId(origin, wanted) : wanted;
      const path = `${encodeURIComponent(workflow)}/instances`;
      const answer = await explorer.send('POST', path, { id, params: input }, signal);
      if (answer.status === 200 && answer.id !== undefined) return { type: 'started', id: answer.id };
      const again = origin === undefined ? undefined : await files.find(`${workflow}:${id}`, signal);
      if (again) return { type: 'started', id: again.summary.id, already: {} };
      return { type: 'refused', reason: answer.reason };
    },
  };
}

const noJson = 'its input holds what JSON has no form for, and only JSON can be sent';

function pathOf({ instanceId, summary }: ListedInstance): string {
  return `${encodeURIComponent(summary.name)}/instances/${encodeURIComponent(instanceId)}`;
}

function toAnswer({ status, reason }: Awaited<ReturnType<LocalExplorer['send']>>): ActAnswer {
  if (status === 200) return { type: 'sent' };
  return status === 404 ? { type: 'gone' } : { type: 'refused', reason };
}

function isJson(value: unknown): boolean {
  try {
    return isDeepStrictEqual(JSON.parse(JSON.stringify(value)), value);
  } catch {
    return false;
  }
}
