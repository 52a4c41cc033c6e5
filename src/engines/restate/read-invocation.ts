import * as v from 'valibot';
import type { RunInclude } from '../../contract/run-store.ts';
import type { CancelState, RunError } from '../../model/run.ts';
import { isActive } from '../../model/status.ts';
import type { RunDetails } from '../kit/define-store.ts';
import type { Signal } from '../kit/run-source.ts';
import { runSpanId, type Work } from '../kit/work-items.ts';
import {
  failureName,
  type Invocation,
  invocationSchema,
  killedFailure,
  parseFailure,
  toRunStatus,
} from './invocation-row.ts';
import {
  currentFailure,
  endFailure,
  eventRowSchema,
  type Failure,
  type FailureEvent,
  firstPayload,
  type Journal,
  type JournalEntry,
  readInput,
  readJournal,
  readOutput,
  toFailureError,
  toFailureEvent,
  toFailureLog,
  toSpanEvent,
} from './journal.ts';
import { isCancel, type JournalItem, toJournalItems } from './journal-items.ts';
import { readCalledInvocations, readJournalEnds, readWholeJournal } from './read-journal.ts';
import { readSuspensions } from './read-suspensions.ts';
import { isInvalidIdError, type RestateClient, sqlText } from './restate-client.ts';

const foundSchema = v.pipe(
  v.record(v.string(), v.unknown()),
  v.transform(raw => ({ ...raw, raw })),
  v.object({ ...invocationSchema.entries, raw: v.record(v.string(), v.unknown()) }),
);

export async function findInvocation(client: RestateClient, id: string, options: Signal) {
  if (!/^inv_\w+$/.test(id)) return undefined;
  const sql = `select * from sys_invocation where id = ${sqlText(id)}`;
  try {
    const rows = await client.query(sql, foundSchema, options);
    return (await readSuspensions(client, rows, options))[0];
  } catch (error) {
    if (isInvalidIdError(error)) return undefined;
    throw error;
  }
}

type InvocationRecord = {
  readonly entries: readonly JournalEntry[];
  readonly journal: Journal;
  readonly items: readonly JournalItem[];
  readonly failures: readonly FailureEvent[];
};

/** Reads the journal of an invocation once, for both its details and its work. */
export function createInvocationReader(client: RestateClient) {
  const records = new WeakMap<Invocation, Promise<InvocationRecord>>();
  const readWhole = (row: Invocation, options: Signal) => {
    const record = records.get(row) ?? readRecord(client, row, readWholeJournal, options);
    records.set(row, record);
    return record;
  };
  return {
    async details(row: Invocation, { include, ...options }: { readonly include: RunInclude } & Signal) {
      const [record, retries] = await Promise.all([
        include.steps ? readWhole(row, options) : readRecord(client, row, readJournalEnds, options),
        readRestarts(client, row, options),
      ]);
      return { ...toDetails(row, record), ...(retries.length > 0 ? { retries } : {}) };
    },
    work: async (row: Invocation, options: Signal) => toWork(row, await readWhole(row, options)),
  };
}

async function readRecord(
  client: RestateClient,
  row: Invocation,
  readEntries: typeof readWholeJournal,
  options: Signal,
): Promise<InvocationRecord> {
  const [entries, failures] = await Promise.all([
    readEntries(client, row, options),
    readFailureEvents(client, row, options),
  ]);
  const journal = await readJournal(entries);
  const called = await readCalledInvocations(client, row, journal, options);
  return { entries, journal, failures, items: await toJournalItems(row, journal, failures, called) };
}

const idSchema = v.object({ id: v.string() });
const mostRestarts = 10;

async function readRestarts(client: RestateClient, { id, status }: Invocation, options: Signal) {
  if (status !== 'completed') return [];
  const sql = `select id from sys_invocation where restarted_from = ${sqlText(id)}
    order by created_at desc, id desc limit ${mostRestarts}`;
  return (await client.query(sql, idSchema, options)).map(row => row.id);
}

async function readFailureEvents(client: RestateClient, row: Invocation, options: Signal) {
  const sql = `select appended_at, event_type, event_json from sys_journal_events where id = ${sqlText(row.id)}
    order by appended_at`;
  return (await client.query(sql, eventRowSchema, options)).map(toFailureEvent);
}

export function toWork(
  { target }: Invocation,
  { items, failures }: Pick<InvocationRecord, 'items' | 'failures'>,
): Work {
  const owners = new Map(items.flatMap(item => item.failures.map(failure => [failure, item.id] as const)));
  return {
    items,
    logs: failures.map(failure => toFailureLog(failure, owners.get(failure) ?? runSpanId)),
    attributes: { target },
    events: failures.filter(failure => !owners.has(failure)).map(toSpanEvent),
  };
}

function toDetails(row: Invocation, { entries, journal, items, failures }: InvocationRecord): RunDetails {
  const input = entries[0] && readInput(entries[0].entry);
  const output = firstPayload(
    entries.toReversed().map(({ entry }) => entry),
    readOutput,
  );
  const cancel = toCancelState(row, journal);
  // Canceled without a request: the handler's own failure, or that of a call.
  const isReported = cancel === undefined && journal.commands.some(isOutput);
  const failure = currentFailure(row) ?? (isReported ? endFailure(row) : undefined);
  return {
    ...{ input, output, cancel, raw: row.raw },
    error: failure && toRunError(row, failure, items, failures),
  };
}

/** A kill leaves no output in the journal: with one, the handler itself returned the failure of a kill. */
function toCancelState(row: Invocation, { signals, commands }: Journal): CancelState | undefined {
  const requestedAt = signals.find(isCancel)?.at ?? row.cancelRequestedAt;
  if (row.completion_failure === killedFailure && !commands.some(isOutput))
    return { requestedAt: requestedAt ?? row.completed_at ?? row.created_at, outcome: 'killed' };
  if (requestedAt === undefined) return undefined;
  return { requestedAt, outcome: cancelOutcome(row) };
}

function cancelOutcome(row: Invocation): string | undefined {
  const status = toRunStatus(row);
  if (status === 'canceled') return 'canceled';
  if (!isActive({ status, finishedAt: row.completed_at })) return 'it ended nevertheless';
  return row.status === 'paused' ? 'paused: it continues when it is resumed' : undefined;
}

function isOutput({ kind }: { readonly kind: string }): boolean {
  return kind === 'Output';
}

function toRunError(
  row: Invocation,
  failure: Failure,
  items: readonly JournalItem[],
  failures: readonly FailureEvent[],
): RunError {
  if (row.status !== 'completed') {
    const { message = failure.message, stack } = findFailureEvent(row, failure.message, failures) ?? {};
    const error = { ...toFailureError({ ...failure, message }), name: failureName(row) };
    return stack ? { ...error, stack } : error;
  }
  const stepId = items.findLast(({ error }) => error?.message === failure.message)?.id;
  return { ...toFailureError(failure), stepId };
}

/** `last_failure` is message and stack in one: the longest recorded message that begins it is right. */
function findFailureEvent(
  { last_failure = '' }: Invocation,
  message: string,
  failures: readonly FailureEvent[],
): FailureEvent['error'] | undefined {
  const { message: text } = parseFailure(last_failure);
  return failures
    .filter(({ error: { message: other } }) => {
      const isStart = other !== '' && text.startsWith(`${other}\n`);
      return other === message || text === other || isStart;
    })
    .toSorted((a, b) => b.error.message.length - a.error.message.length || b.at - a.at)[0]?.error;
}
