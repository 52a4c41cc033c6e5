import { pause } from '../../async/sleep.ts';
import type { StartResult } from '../../contract/starts/start-request.ts';
import { InspectorError } from '../../model/errors.ts';
import { serveStore } from '../kit/answer-request.ts';
import type { EngineParts } from '../kit/define-store.ts';
import { type ActAnswer, toUnsent } from '../kit/end-run.ts';
import type { Signal } from '../kit/run-source.ts';
import { groupRuns } from '../kit/scan-counts.ts';
import { type Execution, toRunStatus, toSummary } from './execution-row.ts';
import { toDetails, toWork } from './execution-work.ts';
import { allLists, createLister, createNames, type Lister, type Notes } from './list-executions.ts';
import { createN8nClient, type N8nClient } from './n8n-client.ts';
import { lacks, parsePlace, restartNote } from './open-n8n-store.ts';
import { createExecutions, executionRuns, mostBytes } from './search-executions.ts';

/** A thread, because the data of one execution may have many MB. */
serveStore<Execution>(
  'n8n',
  text => partsOf(createN8nClient(parsePlace(text))),
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
    runs: executionRuns(lister, names, notes, executions),
    notes: query =>
      [...notes].flatMap(([about, text]) =>
        about === 'unsearched' && query.clauses.length === 0 ? [] : text,
      ),
    work: async row => toWork(row),
    details: async row => toDetails(row),
    payloads: async (rows, options) =>
      Promise.all(rows.slice(0, atOnce).map(row => readPayloads(row, options))),
    groups: options => groupRuns(lister.all(options), toSummary),
    version: createVersion(client),
    actions: {
      cancel: async ({ id }, options) => toAnswer(await client.act(id, 'stop', options)),
      restart: (row, options) => retry(client, lister, row, options),
      restartNote,
    },
  } satisfies EngineParts<Execution>;

  async function readPayloads({ id }: Execution, options: Signal) {
    try {
      const row = await find(id, { ...options, maxBytes: mostBytes });
      if (!row) return {};
      const { input, output, error } = toDetails(row);
      return { input, output, error: error?.value };
    } catch (error) {
      if (!(error instanceof InspectorError && error.kind === 'unreadable')) throw error;
      notes.set('unsearched', `the data of some runs is not searched: ${error.message}`);
      return {};
    }
  }
}

const atOnce = 6;

const newest = 20;
const mostWatched = 100;

/** Watches the newest executions, and those that run or wait, which leave their lists when they end. */
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

/** n8n answers only when the new execution has ended, so it is looked for meanwhile. */
async function retry(client: N8nClient, lister: Lister, row: Execution, { signal }: Signal) {
  // A running execution would run a second time.
  if (toRunStatus(row) !== 'failed')
    return { type: 'refused', reason: 'n8n retries only what has failed' } as const;
  const before = await lister.newestId({ signal }).catch(error => {
    throw toUnsent(error);
  });
  const looking = new AbortController();
  const answered = client.act(row.id, 'retry', {}).then(toStarted);
  const either = signal ? AbortSignal.any([looking.signal, signal]) : looking.signal;
  return Promise.race([answered, lookFor(client, row.id, before, either)]).finally(() => looking.abort());
}

/** Goes on if a list cannot be read: the retry was sent, and may have begun. */
async function lookFor(
  client: N8nClient,
  origin: string,
  before: number,
  signal: AbortSignal,
): Promise<StartResult> {
  const endAt = performance.now() + looks.forMs;
  while (performance.now() < endAt) {
    await pause(looks.everyMs, signal);
    const lists = allLists.map(list => client.list({ ...list, limit: mostWatched, signal }));
    const rows = (await Promise.allSettled(lists)).flatMap(page =>
      page.status === 'fulfilled' ? page.value.rows : [],
    );
    const made = rows.find(({ id, retryOf }) => retryOf === origin && Number(id) > before);
    if (made) return { type: 'started', id: made.id };
  }
  throw new InspectorError('timeout', `${client.location} has not begun the new execution yet`, {
    hint: `look for a run that repeats ${origin} before retrying it again`,
  });
}

function toStarted({ status, message, id }: Acted): StartResult {
  if (status < 300 && id !== undefined) return { type: 'started', id };
  if (status === 404 && message !== undefined) return { type: 'not-found' };
  return { type: 'refused', reason: message ?? `n8n answered ${status}` };
}
