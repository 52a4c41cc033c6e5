import type { ClientBase } from 'pg';
import { createEventBatch, type PendingRun } from '../../../contract/event-batch.ts';
import { compareIds } from '../../../contract/lists/run-order.ts';
import type { RunEvent } from '../../../contract/run-events.ts';
import {
  logColumns,
  messageColumns,
  type RecordedColumn,
  replaceColumns,
  spanColumns,
  stepColumns,
} from '../../runs/events/recorded-columns.ts';
import {
  type CountChanges,
  createCountChanges,
  isChangeAfterEnd,
  isLateArrival,
  isRecordedBy,
  isRevived,
  newState,
  ownerAfter,
  stateAfter,
} from '../../runs/events/run-state.ts';
import { encodeText } from '../text-codec.ts';
import { queueLogs } from './index-logs.ts';
import { lockRuns, type StoredRun } from './lock-runs.ts';
import { createInsert, type RowStatement, recordedColumns, textArray } from './row-statement.ts';
import { insertRuns, updateRuns } from './run-rows.ts';
import { markLate, writeCounts } from './write-changes.ts';
import type { IsListed } from './write-dictionary.ts';
import { type PayloadChange, rewriteWords, writePayloads } from './write-payloads.ts';

type Written = KeyedRun & PayloadChange & { readonly isLate: boolean };

export type Recording = {
  /** The writer that records the runs, and changes no others; null where nobody does yet. */
  readonly recordedBy: string | null;
  /** Whether active runs are lost when that writer is gone. */
  readonly isOwner: boolean;
  readonly isListed: IsListed;
};

export type Recorded = {
  readonly runs: readonly PendingRun[];
  /** The ids of runs that another writer records, or nobody yet. */
  readonly foreign: readonly string[];
};

/** Inside a transaction. New runs come first: locks on older rows then never wait for uncommitted inserts. */
export async function recordRuns(
  client: ClientBase,
  runs: readonly PendingRun[],
  recording: Recording,
): Promise<Recorded> {
  const counts = createCountChanges();
  const added = await addRuns(client, runs, recording, counts);
  const isAdded = new Set(added.map(({ run }) => run));
  const others = runs.filter(run => !isAdded.has(run));
  const { changed, foreign } = await changeRuns(client, others, recording, counts);
  const all = [...added, ...changed];
  const outdated = await writePayloads(client, all);
  await writeParts(client, all);
  await queueLogs(client, all);
  await rewriteWords(client, outdated);
  await writeCounts(client, counts);
  const late = all.filter(({ isLate }) => isLate).map(({ key }) => key);
  await markLate(client, late);
  return { runs: all.map(({ run }) => run), foreign };
}

async function addRuns(
  client: ClientBase,
  runs: readonly PendingRun[],
  { recordedBy, isOwner, isListed }: Recording,
  counts: CountChanges,
): Promise<readonly Written[]> {
  const news = runs.flatMap(run => {
    const { created, fields } = run;
    if (!created) return [];
    const state = newState(created.name, fields);
    const writer = ownerAfter(state, null, isOwner ? recordedBy : null);
    return [{ run, created, fields, state, writer, recordedBy, isListed }];
  });
  const keys = await insertRuns(client, news);
  return news.flatMap(({ run, created, fields, state }) => {
    const key = keys.get(run.id);
    if (key === undefined) return [];
    counts.added({ kind: created.kind, name: created.name, status: state.status });
    const isLate = isLateArrival(created, Date.now());
    return [{ key, run, fields, messages: messagesOf(run), isRevived: false, isLate }];
  });
}

/** Changes the writer's existing runs; events of a run that was never created are ignored. */
async function changeRuns(
  client: ClientBase,
  runs: readonly PendingRun[],
  { recordedBy, isOwner, isListed }: Recording,
  counts: CountChanges,
): Promise<{ readonly changed: readonly Written[]; readonly foreign: readonly string[] }> {
  if (runs.length === 0) return { changed: [], foreign: [] };
  const byId = new Map(runs.map(run => [run.id, run]));
  const ids = textArray(runs.map(({ id }) => encodeText(id)));
  const locked = await lockRuns(client, 'lock-runs-by-id', 'r.id = ANY ($1::text[])', [ids]);
  const isOwn = (stored: StoredRun) => isRecordedBy(recordedBy, stored.recordedBy);
  const changes = locked.filter(isOwn).flatMap(stored => {
    const run = byId.get(stored.id);
    if (!run) return [];
    const { fields } = run;
    const state = stateAfter(stored, fields);
    const writer = ownerAfter(state, stored.writer, isOwner ? recordedBy : null);
    return [{ run, fields, stored, state, writer }];
  });
  await updateRuns(client, changes, counts, isListed);
  const changed = changes.map(({ run, fields, stored, state }) => ({
    key: stored.key,
    run,
    fields,
    messages: messagesOf(run),
    stored,
    isRevived: isRevived(stored, state),
    isLate: isChangeAfterEnd(stored, state),
  }));
  return { changed, foreign: locked.filter(stored => !isOwn(stored)).map(({ id }) => id) };
}

function messagesOf({ messages }: PendingRun): readonly string[] {
  return Array.from(messages.values(), ({ message }) => message);
}

/** In the order of ids, in which every server locks runs. */
export function foldEvents(events: readonly RunEvent[]): readonly PendingRun[] {
  const batch = createEventBatch(events.map(withWellFormedIds));
  return [...batch.runs.values()].sort((a, b) => compareIds(a.id, b.id));
}

/** Ids with the same stored text become one id. */
function withWellFormedIds(event: RunEvent): RunEvent {
  if (event.type === 'log-added') return { ...event, runId: event.runId.toWellFormed() };
  if (event.id.isWellFormed() && (!('runId' in event) || event.runId.isWellFormed())) return event;
  const id = event.id.toWellFormed();
  return 'runId' in event ? { ...event, id, runId: event.runId.toWellFormed() } : { ...event, id };
}

type Row<Part> = { readonly run: number; readonly part: Part };

function createPut<Part>(
  table: string,
  columns: readonly RecordedColumn<Part>[],
  key?: readonly string[],
): RowStatement<Row<Part>> {
  const conflict = key ? `ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${replaceColumns(key, columns)}` : '';
  return createInsert<Row<Part>>(
    table,
    [
      { name: 'run', type: 'integer', get: ({ run }) => run },
      ...recordedColumns<Row<Part>, Part>(columns, ({ part }) => part),
    ],
    conflict,
  );
}

const putSteps = createPut('steps', stepColumns, ['run', 'id']);
const putSpans = createPut('spans', spanColumns, ['run', 'start_at', 'id']);
const addLogs = createPut('logs', logColumns);
const putMessages = createPut('messages', messageColumns, ['run', 'id']);

type KeyedRun = { readonly key: number; readonly run: PendingRun };

async function writeParts(client: ClientBase, runs: readonly KeyedRun[]): Promise<void> {
  const write = <Part>(statement: RowStatement<Row<Part>>, partsOf: (run: PendingRun) => Iterable<Part>) => {
    const rows = runs.flatMap(({ key, run }) => Array.from(partsOf(run), part => ({ run: key, part })));
    return statement.run(client, rows);
  };
  await write(putSteps, run => run.steps.values());
  await write(putSpans, run => run.spans.values());
  await write(addLogs, run => run.logs);
  await write(putMessages, run => run.messages.values());
}
