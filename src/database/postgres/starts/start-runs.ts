import type { ClientBase, PoolClient } from 'pg';
import { coalesceCalls } from '../../../async/coalesce-calls.ts';
import { untilAborted } from '../../../async/deadline.ts';
import type { RunCreated } from '../../../contract/event-batch.ts';
import { createRunIds } from '../../../contract/run-ids.ts';
import type { StartRequest, StartResult } from '../../../contract/starts/start-request.ts';
import { InspectorError } from '../../../model/errors.ts';
import { answerKnown, type KnownRun, knownRunColumns, toStartEvent } from '../../runs/events/start-event.ts';
import { databaseNow, notifyChange } from '../database.ts';
import { decodeRow, encodeText } from '../text-codec.ts';
import { foldEvents, recordRuns } from '../write/record-runs.ts';
import type { DictionaryWriter } from '../write/write-dictionary.ts';
import { readOffers } from './start-intake.ts';

const newId = createRunIds();

type Started = { readonly results: readonly StartResult[]; readonly remember?: () => void };

/** Inside a transaction: answers in order. Call `remember` once it is committed. */
export async function startPostgresRuns(
  client: PoolClient,
  requests: readonly StartRequest[],
  dictionary: DictionaryWriter,
): Promise<Started> {
  const clock = await client.query<{ now: number }>(`SELECT ${databaseNow} AS now`);
  const now = clock.rows[0]?.now ?? 0;
  const named = requests.map(request => ({ ...request, id: (request.id ?? newId(now)).toWellFormed() }));
  const ids = named.map(({ id }) => id);
  const known = await findKnown(client, ids);
  const projects = await findProjects(client, requests);
  const offered = await readOffers(client);
  const queued = new Map<string, RunCreated>();
  const results = named.map((request): StartResult => {
    const { id, workflow, retryOf = '' } = request;
    const start = toStartEvent(request, { id, now, project: projects.get(retryOf) });
    const run = known.get(id) ?? toKnown(queued.get(id));
    if (run) return answerKnown(run, start);
    if (!offered.includes(workflow)) return { type: 'not-offered', offered };
    queued.set(id, start);
    return { type: 'started', id };
  });
  return queued.size === 0
    ? { results }
    : { results, remember: await queueRuns(client, [...queued.values()], dictionary) };
}

async function queueRuns(client: ClientBase, created: readonly RunCreated[], dictionary: DictionaryWriter) {
  const runs = foldEvents(created);
  const isListed = await dictionary.listing(client, runs);
  const recorded = await recordRuns(client, runs, { recordedBy: null, isOwner: false, isListed });
  // A recorder took one of the ids meanwhile: the next attempt answers that.
  if (recorded.foreign.length > 0) throw new InspectorError('conflict', 'the id of a start is taken');
  const { remember } = await dictionary.write(client, recorded.runs);
  await client.query({
    name: 'queue-starts',
    text: 'INSERT INTO starts (run, workflow) SELECT key, name FROM runs WHERE id = ANY ($1)',
    values: [created.map(({ id }) => encodeText(id))],
  });
  await notifyChange(client);
  return remember;
}

function toKnown(start: RunCreated | undefined): KnownRun | undefined {
  if (!start) return undefined;
  const { createdAt, trigger, actor = null, input = null, queuedAt = null } = start;
  return { ...start, createdAt, queuedAt, triggerRaw: trigger.raw, actor, input };
}

/** Requests with one id wait for each other, so that only the first finds no run. */
async function findKnown(client: ClientBase, ids: readonly string[]): Promise<ReadonlyMap<string, KnownRun>> {
  const values = [ids.map(encodeText)];
  await client.query({
    name: 'lock-start-ids',
    text: `SELECT pg_advisory_xact_lock(hash) FROM (
      SELECT DISTINCT hashtextextended(id, 0) AS hash FROM unnest($1::text[]) AS asked (id) ORDER BY hash
    ) locks`,
    values,
  });
  const { rows } = await client.query<KnownRun>({
    name: 'known-runs',
    text: `SELECT ${knownRunColumns}, p.input FROM runs r LEFT JOIN payloads p ON p.key = r.key WHERE r.id = ANY ($1)`,
    values,
  });
  return new Map(rows.map(decodeRow).map(run => [run.id, run]));
}

/** By the id of the run that a request repeats. */
async function findProjects(client: ClientBase, requests: readonly StartRequest[]) {
  const repeated = requests.flatMap(({ retryOf }) => retryOf ?? []);
  if (repeated.length === 0) return new Map<string, string | null>();
  const { rows } = await client.query<{ id: string; project: string | null }>({
    name: 'repeated-projects',
    text: 'SELECT r.id, r.project FROM runs r WHERE r.id = ANY ($1)',
    values: [repeated.map(encodeText)],
  });
  return new Map(rows.map(decodeRow).map(({ id, project }) => [id, project]));
}

/** A transaction blocks every other start. */
const mostAtOnce = 20;

type Waiting = {
  readonly request: StartRequest;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (result: StartResult) => void;
  readonly reject: (reason: unknown) => void;
};

/** Queues starts that wait together by one transaction; one that the database refuses fails alone. */
export function startTogether(
  queue: (requests: readonly StartRequest[]) => Promise<readonly StartResult[]>,
): (request: StartRequest, signal: AbortSignal | undefined) => Promise<StartResult> {
  const waiting: Waiting[] = [];
  const startWaiting = coalesceCalls(async () => {
    while (waiting.length > 0) await startGroup(waiting.splice(0, mostAtOnce).filter(isWanted));
  });

  async function startGroup(group: readonly Waiting[]): Promise<void> {
    if (group.length === 0) return;
    try {
      const results = await queue(group.map(({ request }) => request));
      for (const [index, result] of results.entries()) group[index]?.resolve(result);
    } catch (error) {
      if (group.length > 1 && !(error instanceof InspectorError))
        for (const one of group) await startGroup([one]);
      else for (const { reject } of group) reject(error);
    }
  }

  return (request, signal) => {
    const started = new Promise<StartResult>((resolve, reject) => {
      waiting.push({ request, signal, resolve, reject });
      void startWaiting();
    });
    return signal ? untilAborted(started, signal) : started;
  };
}

function isWanted({ signal, reject }: Waiting): boolean {
  if (signal?.aborted) reject(signal.reason);
  return !signal?.aborted;
}
