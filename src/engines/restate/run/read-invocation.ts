import * as v from 'valibot';
import type { RunInclude } from '../../../contract/run-store.ts';
import type { CancelState, Run, RunError, RunSummary, Trace } from '../../../model/run.ts';
import { isActive } from '../../../model/status.ts';
import { isInvalidIdError } from '../admin-api/restate-server.ts';
import { sqlText } from '../admin-api/restate-sql.ts';
import { parseFailure } from '../invocation/failure-text.ts';
import { type Invocation, invocationSchema } from '../invocation/invocation-row.ts';
import { killedFailure } from '../invocation/invocation-status.ts';
import { failureName, toInvocationSummary } from '../invocation/invocation-summary.ts';
import { readSuspensions } from '../invocation/read-suspensions.ts';
import { cancelSignal } from '../invocation/suspension.ts';
import { readCalledInvocations } from '../journal/called-invocations.ts';
import { eventRowSchema, type FailureEvent, toFailureEvent } from '../journal/failure-events.ts';
import {
  currentFailure,
  endFailure,
  type Failure,
  type Journal,
  type JournalEntry,
  readInput,
  readJournal,
  readOutput,
} from '../journal/journal.ts';
import { type JournalStep, toJournalSteps } from '../journal/journal-steps.ts';
import { readJournalEnds, readWholeJournal } from '../journal/read-journal-rows.ts';
import type { InvocationAccess } from '../lists/invocation-source.ts';
import { toInvocationSteps } from './invocation-steps.ts';
import { toInvocationTrace } from './invocation-trace.ts';

type Signal = { readonly signal?: AbortSignal };

const rawSchema = v.record(v.string(), v.unknown());

/** The same row twice: as it is, and as it is understood. */
const foundSchema = v.pipe(
  rawSchema,
  v.transform(raw => ({ raw, row: raw })),
  v.object({ raw: rawSchema, row: invocationSchema }),
);

type FoundRow = v.InferOutput<typeof foundSchema>;

/** The row of an invocation; `undefined` for an id that no invocation has, or can have. */
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

/** A run whole; `undefined` where there is none of that id. */
export async function readInvocation(
  from: InvocationAccess,
  id: string,
  { include, ...options }: { readonly include?: RunInclude } & Signal = {},
): Promise<Run | undefined> {
  const found = await readRow(from, id, options);
  if (!found) return undefined;
  const { row, raw } = found;
  const [waits, entries, troubles] = await Promise.all([
    readSuspensions(from.client, [row], options.signal),
    (include?.steps ? readWholeJournal : readJournalEnds)(from.client, row, options),
    readTroubles(from, row, options),
  ]);
  const summary = toInvocationSummary(row, waits.get(id), from.requestedAt(id));
  const journal = await readJournal(entries);
  const children = await readCalledInvocations(from.client, row, journal, options);
  const units = await toJournalSteps(row, journal, troubles, children);
  const input = entries[0] && readInput(entries[0].entry);
  const output = lastOutput(entries);
  const cancel = toCancel(row, summary, journal);
  const failure = currentFailure(row, waits.get(id)?.pauseFailure) ?? ownFailure(row, journal, cancel);
  const error = failure && toError(row, failure, units, troubles);
  return {
    ...summary,
    ...(input === undefined ? {} : { input }),
    ...(output === undefined ? {} : { output }),
    ...(error ? { error } : {}),
    ...(cancel ? { cancel } : {}),
    usage: [],
    raw,
    ...(include?.steps ? { steps: await toInvocationSteps(units) } : {}),
    ...(include?.messages ? { messages: [] } : {}),
  };
}

export async function readInvocationTrace(
  from: InvocationAccess,
  id: string,
  options: Signal = {},
): Promise<Trace | undefined> {
  const found = await readRow(from, id, options);
  if (!found) return undefined;
  const { row } = found;
  const [waits, entries, troubles] = await Promise.all([
    readSuspensions(from.client, [row], options.signal),
    readWholeJournal(from.client, row, options),
    readTroubles(from, row, options),
  ]);
  const summary = toInvocationSummary(row, waits.get(id), undefined);
  const journal = await readJournal(entries);
  const children = await readCalledInvocations(from.client, row, journal, options);
  const units = await toJournalSteps(row, journal, troubles, children);
  return toInvocationTrace(row, summary, units, troubles);
}

async function readTroubles(
  { client }: InvocationAccess,
  row: Invocation,
  options: Signal,
): Promise<readonly FailureEvent[]> {
  const sql = `select appended_at, event_type, event_json from sys_journal_events where id = ${sqlText(row.id)}
    order by appended_at`;
  return (await client.query(sql, eventRowSchema, options)).map(toFailureEvent);
}

function lastOutput(entries: readonly JournalEntry[]): unknown {
  for (const { entry } of entries.toReversed()) {
    const output = readOutput(entry);
    if (output !== undefined) return output;
  }
  return undefined;
}

/**
 * What was asked, as the journal has it. Of a kill it has nothing, not even an output: with one, the handler
 * itself said so.
 */
function toCancel(
  row: Invocation,
  summary: RunSummary,
  { signals, commands }: Journal,
): CancelState | undefined {
  const askedAt = signals.find(({ signal }) => signal === cancelSignal)?.at ?? summary.cancelRequestedAt;
  if (row.completion_failure === killedFailure && !commands.some(isOutput))
    return { requestedAt: askedAt ?? row.completed_at ?? row.created_at, outcome: 'killed' };
  if (askedAt === undefined) return undefined;
  const outcome = cancelOutcome(row, summary);
  return { requestedAt: askedAt, ...(outcome === undefined ? {} : { outcome }) };
}

function cancelOutcome(row: Invocation, summary: RunSummary): string | undefined {
  if (summary.status === 'canceled') return 'canceled';
  if (!isActive(summary)) return 'it ended all the same';
  return row.status === 'paused' ? 'paused since: it goes on when it is resumed' : undefined;
}

function isOutput({ kind }: { readonly kind: string }): boolean {
  return kind === 'Output';
}

/**
 * Of one that says it was canceled though nobody asked for that: it says so itself, or hands on what became
 * of a call.
 */
function ownFailure(
  row: Invocation,
  { commands }: Journal,
  cancel: CancelState | undefined,
): Failure | undefined {
  return cancel === undefined && commands.some(isOutput) ? endFailure(row) : undefined;
}

/** How it ended; while it goes on, what went wrong last. */
function toError(
  row: Invocation,
  value: Failure,
  units: readonly JournalStep[],
  troubles: readonly FailureEvent[],
): RunError {
  const code = value.code === undefined ? {} : { code: String(value.code) };
  if (row.status !== 'completed') {
    const { message = value.message, stack } = findTrouble(row, value.message, troubles) ?? {};
    const whole = { ...value, message };
    return { value: whole, name: failureName(row), message, ...code, ...(stack ? { stack } : {}) };
  }
  const { message } = value;
  const stepId = units.findLast(
    ({ outcome }) => outcome?.type === 'failure' && outcome.failure.message === message,
  )?.id;
  return { value, message, ...code, ...(stepId === undefined ? {} : { stepId }) };
}

/**
 * The recorded failure of the last try: the row has message and stack in one text, so the longest that it
 * begins with.
 */
function findTrouble(
  { last_failure = '' }: Invocation,
  message: string,
  troubles: readonly FailureEvent[],
): FailureEvent | undefined {
  const { message: text } = parseFailure(last_failure);
  const fitting = troubles.filter(
    ({ message: said }) => said === message || text === said || (said !== '' && text.startsWith(`${said}\n`)),
  );
  return fitting.toSorted((a, b) => b.message.length - a.message.length || b.at - a.at)[0];
}
