import { serveThread } from '../../async/serve-thread.ts';
import { sleep } from '../../async/sleep.ts';
import type { StartResult } from '../../contract/starts/start-request.ts';
import { InspectorError } from '../../model/errors.ts';
import { createStoreAnswer, type StoreRequest } from '../kit/answer-request.ts';
import { defineStore, type EngineParts } from '../kit/define-store.ts';
import type { ActAnswer } from '../kit/end-run.ts';
import type { Signal } from '../kit/run-source.ts';
import { groupRuns } from '../kit/scan-counts.ts';
import { type Execution, toRunStatus, toSummary } from './execution-row.ts';
import { toDetails, toWork } from './execution-work.ts';
import { allLists, createLister, createNames, type Lister, type Notes } from './list-executions.ts';
import { createN8nClient, type N8nClient } from './n8n-client.ts';
import { lacks, parsePlace, restartNote } from './open-n8n-store.ts';
import { createExecutions, executionRuns } from './search-executions.ts';

/** A thread, because the data of one execution may have many MB. */
serveThread<StoreRequest>(
  text => {
    const client = createN8nClient(parsePlace(text));
    const parts = partsOf(client);
    const target = { name: '', kind: 'n8n', location: client.location, reason: '' };
    return createStoreAnswer({
      version: signal => parts.version({ signal }),
      open: budget => defineStore(target, parts, budget),
    });
  },
  error => error,
);

function partsOf(client: N8nClient) {
  const notes: Notes = new Map();
  const names = createNames(client, notes);
  const lister = createLister(client, names, notes);
  const executions = createExecutions(client, lister, names, notes);
  const { find } = executions;
  return {
    ...{ lacks, find, summary: toSummary },
    runs: executionRuns(lister, names, executions),
    notes: () => [...notes.values()],
    work: async row => toWork(row),
    details: async row => toDetails(row),
    payloads: async (rows, options) =>
      Promise.all(rows.slice(0, atOnce).map(row => readPayloads(row, options))),
    groups: options => groupRuns(summariesOf(lister, options)),
    version: createVersion(client),
    actions: {
      cancel: async ({ id }, options) => toAnswer(await client.act(id, 'stop', options)),
      restart: (row, options) => retry(client, lister, row, options),
      restartNote,
    },
  } satisfies EngineParts<Execution>;

  async function readPayloads({ id }: Execution, options: Signal) {
    const row = await find(id, options);
    if (!row) return {};
    const { input, output, error } = toDetails(row);
    return { input, output, error: error?.value };
  }
}

const atOnce = 6;

async function* summariesOf(lister: Lister, { withinMs, signal }: { readonly withinMs?: number } & Signal) {
  const endAt = performance.now() + (withinMs ?? Number.POSITIVE_INFINITY);
  for await (const rows of lister.read(allLists, { signal })) {
    yield rows.map(toSummary);
    if (performance.now() > endAt)
      throw new InspectorError('timeout', 'counting all executions takes too long');
  }
}

const newest = 20;
const mostWatched = 100;

/** The newest executions, and those that run or wait, of which each leaves its list when it ends. */
function createVersion(client: N8nClient) {
  let last: { readonly at: number; readonly version: string } | undefined;
  return async ({ signal }: Signal): Promise<string> => {
    if (last && performance.now() - last.at < client.timeouts.pollMs / 2) return last.version;
    const pages = await Promise.all([
      client.list({ limit: newest, signal }),
      client.list({ status: 'running', limit: mostWatched, signal }),
      client.list({ status: 'waiting', limit: mostWatched, signal }),
    ]);
    last = { at: performance.now(), version: JSON.stringify(pages.map(({ rows }) => rows)) };
    return last.version;
  };
}

type Acted = Awaited<ReturnType<N8nClient['act']>>;

function toAnswer({ status, message }: Acted): ActAnswer {
  if (status < 300) return { type: 'sent' };
  if (status === 404 && message !== undefined) return { type: 'gone' };
  return { type: 'refused', reason: message ?? `n8n answered ${status}` };
}

const looks = { everyMs: 300, forMs: 10_000 };

/** Begins a new execution at the node that failed. n8n answers when that has ended: it is looked for. */
async function retry(client: N8nClient, lister: Lister, row: Execution, { signal }: Signal) {
  // One that runs would run a second time beside itself.
  if (toRunStatus(row) !== 'failed')
    return { type: 'refused', reason: 'n8n retries only what has failed' } as const;
  const before = await lister.newestId({ signal });
  const looking = new AbortController();
  const answered = client.act(row.id, 'retry', {}).then(toStarted);
  const either = signal ? AbortSignal.any([looking.signal, signal]) : looking.signal;
  return Promise.race([answered, lookFor(client, row.id, before, either)]).finally(() => looking.abort());
}

async function lookFor(
  client: N8nClient,
  of: string,
  before: number,
  signal: AbortSignal,
): Promise<StartResult> {
  const endAt = performance.now() + looks.forMs;
  while (performance.now() < endAt) {
    await sleep(looks.everyMs, signal);
    const lists = allLists.map(list => client.list({ ...list, limit: mostWatched, signal }));
    const rows = (await Promise.all(lists)).flatMap(page => page.rows);
    const made = rows.find(({ id, retryOf }) => retryOf === of && Number(id) > before);
    if (made) return { type: 'started', id: made.id };
  }
  throw new InspectorError('timeout', `${client.location} has not begun the new execution yet`, {
    hint: `look for a run that repeats ${of} before retrying it again`,
  });
}

function toStarted({ status, message, id }: Acted): StartResult {
  if (status < 300 && id !== undefined) return { type: 'started', id };
  if (status === 404 && message !== undefined) return { type: 'not-found' };
  return { type: 'refused', reason: message ?? `n8n answered ${status}` };
}
