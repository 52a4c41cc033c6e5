import * as v from 'valibot';
import type { RunInclude } from '../../../contract/run-store.ts';
import type { CancelState, Run, RunError, RunSummary, Trace } from '../../../model/run.ts';
import { isActive } from '../../../model/status.ts';
import { isInvalidIdError, type RestateClient } from '../admin-api/restate-client.ts';
import { sqlText } from '../admin-api/restate-sql.ts';
import {
  type Invocation,
  invocationSchema,
  killedFailure,
  parseFailure,
} from '../invocation/invocation-row.ts';
import { failureName, toInvocationSummary } from '../invocation/invocation-summary.ts';
import { readSuspensions } from '../invocation/read-suspensions.ts';
import { readCalledInvocations } from '../journal/called-invocations.ts';
import {
  currentFailure,
  endFailure,
  eventRowSchema,
  type FailureEvent,
  toFailureEvent,
} from '../journal/failure-events.ts';
import {
  type Failure,
  firstPayload,
  type Journal,
  readInput,
  readJournal,
  readOutput,
} from '../journal/journal.ts';
import { isCancel, type JournalStep, toJournalSteps } from '../journal/journal-steps.ts';
import { readJournalEnds, readWholeJournal } from '../journal/read-journal-rows.ts';
import type { InvocationAccess } from '../lists/invocation-source.ts';
import { toInvocationSteps, toInvocationTrace } from './invocation-trace.ts';

type Signal = { readonly signal?: AbortSignal };

const rawSchema = v.record(v.string(), v.unknown());

/** The row as the server sent it, and parsed. */
const foundSchema = v.pipe(
  rawSchema,
  v.transform(raw => ({ raw, row: raw })),
  v.object({ raw: rawSchema, row: invocationSchema }),
);

const idSchema = v.object({ id: v.string() });

type FoundRow = v.InferOutput<typeof foundSchema>;

/** `undefined` for an unknown or invalid id. */
async function readRow(
  { client }: InvocationAccess,
  id: string,
  options: Signal = {},
): Promise<FoundRow | undefined> {
  if (!/^inv_\w+$/.test(id)) return undefined;
  const sql = `select * from sys_invocation where id = ${sqlText(id)}`;
  try {
    const [found] = await client.query(sql, foundSchema, options);
    return found;
  } catch (error) {
    if (isInvalidIdError(error)) return undefined;
    throw error;
  }
}

/** `undefined` for an unknown id. */
export async function readInvocation(
  access: InvocationAccess,
  id: string,
  { include, ...options }: { readonly include?: RunInclude } & Signal = {},
): Promise<Run | undefined> {
  const found = await readRow(access, id, options);
  if (!found) return undefined;
  const { row, raw } = found;
  const readEntries = include?.steps ? readWholeJournal : readJournalEnds;
  const [{ state, entries, journal, steps, failures }, retries] = await Promise.all([
    readDetails(access, row, readEntries, options),
    readRestarts(access.client, row, options),
  ]);
  const summary = toInvocationSummary(row, state, access.requestedAt(id));
  const input = entries[0] && readInput(entries[0].entry);
  const output = firstPayload(
    entries.toReversed().map(({ entry }) => entry),
    readOutput,
  );
  const cancel = toCancelState(row, summary, journal);
  const failure = currentFailure(row, state?.pauseFailure) ?? reportedFailure(row, journal, cancel);
  const error = failure && toRunError(row, failure, steps, failures);
  return {
    ...summary,
    ...(input === undefined ? {} : { input }),
    ...(output === undefined ? {} : { output }),
    ...(error ? { error } : {}),
    ...(cancel ? { cancel } : {}),
    ...(retries.length > 0 ? { retries } : {}),
    usage: [],
    raw,
    ...(include?.steps ? { steps: await toInvocationSteps(steps) } : {}),
    ...(include?.messages ? { messages: [] } : {}),
  };
}

export async function readInvocationTrace(
  access: InvocationAccess,
  id: string,
  options: Signal = {},
): Promise<Trace | undefined> {
  const found = await readRow(access, id, options);
  if (!found) return undefined;
  const { row } = found;
  const { state, steps, failures } = await readDetails(access, row, readWholeJournal, options);
  return toInvocationTrace(row, toInvocationSummary(row, state, undefined), steps, failures);
}

/** Reads everything besides the row. */
async function readDetails(
  { client }: InvocationAccess,
  row: Invocation,
  readEntries: typeof readWholeJournal,
  options: Signal,
) {
  const [states, entries, failures] = await Promise.all([
    readSuspensions(client, [row], options.signal),
    readEntries(client, row, options),
    readFailureEvents(client, row, options),
  ]);
  const journal = await readJournal(entries);
  const called = await readCalledInvocations(client, row, journal, options);
  const steps = await toJournalSteps(row, journal, failures, called);
  return { state: states.get(row.id), entries, journal, steps, failures };
}

const mostRestarts = 10;

/** The ids of the invocations that were started again from this one, newest first. */
async function readRestarts(
  client: RestateClient,
  { id, status }: Invocation,
  options: Signal,
): Promise<readonly string[]> {
  if (status !== 'completed') return [];
  const sql = `select id from sys_invocation where restarted_from = ${sqlText(id)}
    order by created_at desc, id desc limit ${mostRestarts}`;
  return (await client.query(sql, idSchema, options)).map(row => row.id);
}

async function readFailureEvents(
  client: RestateClient,
  row: Invocation,
  options: Signal,
): Promise<readonly FailureEvent[]> {
  const sql = `select appended_at, event_type, event_json from sys_journal_events where id = ${sqlText(row.id)}
    order by appended_at`;
  return (await client.query(sql, eventRowSchema, options)).map(toFailureEvent);
}

/** A kill leaves no output in the journal: with one, the handler itself returned the failure of a kill. */
function toCancelState(
  row: Invocation,
  summary: RunSummary,
  { signals, commands }: Journal,
): CancelState | undefined {
  const requestedAt = signals.find(isCancel)?.at ?? summary.cancelRequestedAt;
  if (row.completion_failure === killedFailure && !commands.some(isOutput))
    return { requestedAt: requestedAt ?? row.completed_at ?? row.created_at, outcome: 'killed' };
  if (requestedAt === undefined) return undefined;
  const outcome = cancelOutcome(row, summary);
  return { requestedAt, ...(outcome === undefined ? {} : { outcome }) };
}

function cancelOutcome(row: Invocation, summary: RunSummary): string | undefined {
  if (summary.status === 'canceled') return 'canceled';
  if (!isActive(summary)) return 'it ended nevertheless';
  return row.status === 'paused' ? 'paused: it continues when it is resumed' : undefined;
}

function isOutput({ kind }: { readonly kind: string }): boolean {
  return kind === 'Output';
}

/** The failure of a handler that ended as canceled without a request: its own, or that of a call. */
function reportedFailure(
  row: Invocation,
  { commands }: Journal,
  cancel: CancelState | undefined,
): Failure | undefined {
  return cancel === undefined && commands.some(isOutput) ? endFailure(row) : undefined;
}

export function toRunError(
  row: Invocation,
  value: Failure,
  steps: readonly JournalStep[],
  failures: readonly FailureEvent[],
): RunError {
  const code = value.code === undefined ? {} : { code: String(value.code) };
  if (row.status !== 'completed') {
    const { message = value.message, stack } = findFailureEvent(row, value.message, failures) ?? {};
    const whole = { ...value, message };
    return { value: whole, name: failureName(row), message, ...code, ...(stack ? { stack } : {}) };
  }
  const { message } = value;
  const stepId = steps.findLast(
    ({ outcome }) => outcome?.type === 'failure' && outcome.failure.message === message,
  )?.id;
  return { value, message, ...code, ...(stepId === undefined ? {} : { stepId }) };
}

/** `last_failure` is message and stack in one, so the longest event message it begins with is right. */
function findFailureEvent(
  { last_failure = '' }: Invocation,
  message: string,
  failures: readonly FailureEvent[],
): FailureEvent | undefined {
  const { message: text } = parseFailure(last_failure);
  const matching = failures.filter(
    ({ message: other }) =>
      other === message || text === other || (other !== '' && text.startsWith(`${other}\n`)),
  );
  return matching.toSorted((a, b) => b.message.length - a.message.length || b.at - a.at)[0];
}
