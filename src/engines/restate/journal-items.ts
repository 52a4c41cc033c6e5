import { mapYielding } from '../../async/yield-to-event-loop.ts';
import { isRecord, textOf } from '../../model/is-record.ts';
import type { RunStatus } from '../../model/status.ts';
import type { WorkItem } from '../kit/work-items.ts';
import { canceledFailures, type Invocation } from './invocation-row.ts';
import {
  type Command,
  decodePayload,
  type Failure,
  type FailureEvent,
  isFailedAttempt,
  type Journal,
  type Notification,
  type Outcome,
  toFailureError,
  toOutcome,
  toSpanEvent,
} from './journal.ts';
import type { CalledInvocations } from './read-journal.ts';
import { cancelSignal, firstAwakeable, journalTime, namedSignals, signalName } from './read-suspensions.ts';

export type JournalItem = WorkItem & { readonly failures: readonly FailureEvent[] };

const ownEntries: ReadonlySet<string> = new Set(['Input', 'Output']);

export async function toJournalItems(
  row: Invocation,
  journal: Journal,
  failures: readonly FailureEvent[],
  children: CalledInvocations = new Map(),
): Promise<readonly JournalItem[]> {
  const context: Context = { row, journal, children };
  const byPlace = Map.groupBy(failures, failure => failure.commandPlace);
  const commands = journal.commands.filter(command => !ownEntries.has(command.kind));
  const items = await mapYielding(commands, command =>
    toCommandItem(command, byPlace.get(command.place) ?? [], context),
  );
  return [...items, ...toAwakeables(row, journal)].sort((a, b) => a.createdAt - b.createdAt);
}

type Context = { readonly row: Invocation; readonly journal: Journal; readonly children: CalledInvocations };

function toCommandItem(command: Command, failures: readonly FailureEvent[], context: Context): JournalItem {
  const { kind, body, index, at } = command;
  const type = commandKinds.get(kind)?.type ?? kind.toLowerCase();
  const completionId = numberIn(body.result_completion_id) ?? numberIn(body.completion_id);
  const completion = completionId === undefined ? undefined : context.journal.completions.get(completionId);
  const isInstant = completionId === undefined || kind === 'OneWayCall';
  const described = describeCommand(kind, body);
  const ended: End = isInstant
    ? { endedAt: at, status: 'success' }
    : completion
      ? endOf(completion, context)
      : endWithoutResult(kind, type, described.childId, context);
  const isRetryPending = ended.status === 'queued' && context.row.status === 'backing-off';
  const own = failuresUntil(ended.endedAt, failures);
  return {
    ...{ id: itemId('entry', index), type, createdAt: at, ...described, ...ended },
    ...toResult(completion?.outcome ?? immediateOutcome(kind, body)),
    wakeAt: isRetryPending ? context.row.next_retry_at : journalTime(body.wake_up_time),
    attempts: own.filter(isFailedAttempt).map(failure => ({ endedAt: failure.at, error: failure.error })),
    attributes: { command: kind },
    events: own.filter(failure => !isFailedAttempt(failure)).map(toSpanEvent),
    failures: own,
  };
}

type End = { readonly endedAt?: number; readonly status: RunStatus };

/** Failures after a command's end, such as code that no longer matches the journal, belong to the run. */
function failuresUntil(endedAt = Number.POSITIVE_INFINITY, failures: readonly FailureEvent[]) {
  return failures.filter(({ at }) => at <= endedAt);
}

const stopped: ReadonlySet<string> = new Set(['backing-off', 'paused']);

function endOf({ at, outcome }: Notification, { journal }: Context): End {
  if (outcome.type === 'success') return { endedAt: at, status: 'success' };
  const wasCanceled = isCancelFailure(outcome.failure) && journal.signals.some(isCancel);
  return { endedAt: at, status: wasCanceled ? 'canceled' : 'failed' };
}

function endWithoutResult(kind: string, type: string, childId: string | undefined, context: Context): End {
  const { status } = context.row;
  if (status === 'completed') return endOfUnfinished(kind, childId, context);
  if (type === 'action') return { status: stopped.has(status) ? 'queued' : 'running' };
  return { status: type === 'sleep' ? 'sleeping' : 'waiting' };
}

/** An ended invocation ends its unfinished commands, but not the invocations it called. */
function endOfUnfinished(
  kind: string,
  childId: string | undefined,
  { row, journal, children }: Context,
): End {
  const endedAt = row.completed_at ?? journal.lastAt;
  if (kind !== 'Call') return { endedAt, status: 'canceled' };
  const { status = 'unknown', endedAt: own } = children.get(childId ?? '') ?? {};
  return { endedAt: own === undefined ? endedAt : Math.min(own, endedAt ?? own), status };
}

/** Compares the message too: other conflicts have the same code. */
function isCancelFailure({ code, message }: Failure): boolean {
  return canceledFailures.some(failure => failure === `[${code}] ${message}`);
}

function immediateOutcome(kind: string, body: Command['body']): Outcome | undefined {
  if (kind === 'GetEagerState') return toOutcome(body.result);
  return kind === 'GetEagerStateKeys' ? { type: 'success', value: body.state_keys } : undefined;
}

function toResult(outcome: Outcome | undefined): Pick<WorkItem, 'output' | 'error'> {
  if (outcome?.type === 'failure') return { error: toFailureError(outcome.failure) };
  return outcome ? { output: () => outcome.value } : {};
}

function numberIn(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** Padded: spans of the same time are sorted by id. */
function itemId(kind: string, number: number | string): string {
  return `${kind}-${typeof number === 'number' ? String(number).padStart(6, '0') : number}`;
}

export function isCancel({ signal }: { readonly signal: number | string }): boolean {
  return signal === cancelSignal;
}

/** An awakeable has no command: it is visible only while awaited and once resolved. */
function toAwakeables(row: Invocation, journal: Journal): readonly JournalItem[] {
  const numbers = (row.suspended_waiting_for_signals ?? []).filter(signal => signal >= firstAwakeable);
  const open = row.status === 'suspended' ? [...numbers.sort((a, b) => a - b), ...namedSignals(row)] : [];
  const since = row.modified_at ?? journal.lastAt ?? row.created_at;
  return [
    ...journal.signals
      .filter(signal => !isCancel(signal))
      .map(
        ({ signal, index, at, outcome }): JournalItem => ({
          ...awakeable(signal, itemId('entry', index)),
          ...{ createdAt: at, endedAt: at, status: outcome.type === 'success' ? 'success' : 'failed' },
          ...toResult(outcome),
        }),
      ),
    ...open.map(
      (signal): JournalItem => ({
        ...awakeable(signal, itemId('signal', signal)),
        ...{ createdAt: since, status: 'waiting' },
      }),
    ),
  ];
}

function awakeable(signal: number | string, id: string) {
  return { id, name: signalName(signal), type: 'hook', attributes: { command: 'Signal' }, failures: [] };
}

type CommandDescription = { readonly name: string; readonly childId?: string; readonly input: () => unknown };

function describeCommand(kind: string, body: Command['body']): CommandDescription {
  const own = textOf(body.name);
  const request = recordIn(body.request);
  if (request) {
    const childId = textOf(request.invocation_id);
    const target = targetName(request.invocation_target);
    const name = own ?? (kind === 'OneWayCall' ? `send ${target}` : target);
    return { name, childId, input: () => decodePayload(request.parameter) };
  }
  const other = textOf(body.target_invocation_id) ?? textOf(recordIn(body.target)?.InvocationId);
  const isCancel = recordIn(body.signal_id)?.Index === cancelSignal;
  const verb = isCancel ? 'cancel' : verbOf(kind, body);
  const signal = textOf(recordIn(body.signal_id)?.Name);
  const object = textOf(body.key) ?? (signal && other ? `${signal} to ${other}` : other) ?? textOf(body.id);
  const name = own ?? (object === undefined ? verb : `${verb} ${object}`);
  const input = () => (kind === 'SetState' ? decodePayload(body.value) : completionValue(kind, body));
  return { name, childId: other, input };
}

function verbOf(kind: string, body: Command['body']): string {
  const verb = commandKinds.get(kind)?.verb ?? kind;
  if (!recordIn(completion(kind, body)?.Failure)) return verb;
  return kind === 'SendSignal' ? `reject ${verb}` : verb.replace('complete', 'reject');
}

function completionValue(kind: string, body: Command['body']): unknown {
  const value = completion(kind, body);
  return value && 'Success' in value ? decodePayload(value.Success) : recordIn(value?.Failure);
}

function completion(kind: string, body: Command['body']): Readonly<Record<string, unknown>> | undefined {
  return kind.startsWith('Complete') || kind === 'SendSignal'
    ? (recordIn(body.value) ?? recordIn(body.result))
    : undefined;
}

/** Reads `{"Service": {"name": …, "handler": …}}`; `Object` and `Workflow` have a key too. */
function targetName(target: unknown): string {
  for (const value of Object.values(recordIn(target) ?? {})) {
    const { name, handler } = recordIn(value) ?? {};
    if (typeof name === 'string' && typeof handler === 'string') return `${name}/${handler}`;
  }
  return 'call';
}

function recordIn(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return isRecord(value) ? value : undefined;
}

const commandKinds: ReadonlyMap<string, { readonly type: string; readonly verb?: string }> = new Map(
  Object.entries({
    Run: { type: 'action', verb: 'run' },
    Sleep: { type: 'sleep', verb: 'sleep' },
    Call: { type: 'workflow' },
    OneWayCall: { type: 'workflow', verb: 'send' },
    AttachInvocation: { type: 'workflow', verb: 'attach to' },
    GetInvocationOutput: { type: 'workflow', verb: 'output of' },
    GetPromise: { type: 'hook', verb: 'promise' },
    PeekPromise: { type: 'hook', verb: 'peek at promise' },
    CompletePromise: { type: 'signal', verb: 'complete promise' },
    CompleteAwakeable: { type: 'signal', verb: 'complete awakeable' },
    SendSignal: { type: 'signal', verb: 'signal' },
    GetLazyState: { type: 'state', verb: 'get' },
    GetEagerState: { type: 'state', verb: 'get' },
    GetLazyStateKeys: { type: 'state', verb: 'list keys' },
    GetEagerStateKeys: { type: 'state', verb: 'list keys' },
    SetState: { type: 'state', verb: 'set' },
    ClearState: { type: 'state', verb: 'clear' },
    ClearAllState: { type: 'state', verb: 'clear all' },
  }),
);
