import { mapYielding } from '../../../async/yield-to-event-loop.ts';
import type { RunStatus } from '../../../model/status.ts';
import type { Invocation } from '../invocation/invocation-row.ts';
import { canceledFailures } from '../invocation/invocation-status.ts';
import { cancelSignal, namedSignals } from '../invocation/suspension.ts';
import type { CalledInvocations } from './called-invocations.ts';
import { describeCommand } from './describe-command.ts';
import type { FailureEvent } from './failure-events.ts';
import {
  type Command,
  type Failure,
  type Journal,
  type Notification,
  type Outcome,
  toOutcome,
} from './journal.ts';
import { journalTime } from './journal-time.ts';

/** One thing that an invocation did or waited for. It becomes a step and a span. */
export type JournalStep = {
  readonly id: string;
  /** Restate's word for it. */
  readonly kind: string;
  /** action, sleep, hook, workflow, state, signal, or Restate's word in lower case. */
  readonly type: string;
  readonly name: string;
  readonly startAt: number;
  readonly endAt?: number;
  readonly status: RunStatus;
  readonly input?: unknown;
  readonly outcome?: Outcome;
  /** The invocation that it called. */
  readonly childId?: string;
  readonly wakeAt?: number;
  /** The failed attempts before, as far as they were recorded. */
  readonly failures: readonly FailureEvent[];
};

const ownEntries: ReadonlySet<string> = new Set(['Input', 'Output']);

/** The steps of an invocation, in order. */
export async function toJournalSteps(
  row: Invocation,
  journal: Journal,
  failures: readonly FailureEvent[],
  children: CalledInvocations = new Map(),
): Promise<readonly JournalStep[]> {
  const context: Context = { row, journal, children };
  const byPlace = Map.groupBy(failures, failure => failure.commandPlace);
  const commands = journal.commands.filter(command => !ownEntries.has(command.kind));
  const steps = await mapYielding(commands, command =>
    toJournalStep(command, byPlace.get(command.place) ?? [], context),
  );
  return [...steps, ...awakeables(context)].sort((a, b) => a.startAt - b.startAt);
}

type Context = { readonly row: Invocation; readonly journal: Journal; readonly children: CalledInvocations };

function toJournalStep(command: Command, failures: readonly FailureEvent[], context: Context): JournalStep {
  const { kind, body, index, at } = command;
  const type = types.get(kind) ?? kind.toLowerCase();
  const completionId = numberIn(body.result_completion_id) ?? numberIn(body.completion_id);
  const completion = completionId === undefined ? undefined : context.journal.completions.get(completionId);
  const isInstant = completionId === undefined || kind === 'OneWayCall';
  const { childId, name, input } = describeCommand(kind, body);
  const ended: End = isInstant
    ? { endAt: at, status: 'success' }
    : completion
      ? endOf(completion, context)
      : endWithoutResult(kind, type, childId, context);
  const outcome = completion?.outcome ?? immediateOutcome(kind, body);
  const isRetryPending = ended.status === 'queued' && context.row.status === 'backing-off';
  const wakeAt = isRetryPending ? context.row.next_retry_at : journalTime(body.wake_up_time);
  return {
    id: stepId('entry', index),
    kind,
    type,
    name,
    startAt: at,
    ...ended,
    ...(input === undefined ? {} : { input }),
    ...(outcome ? { outcome } : {}),
    ...(childId === undefined ? {} : { childId }),
    ...(wakeAt === undefined ? {} : { wakeAt }),
    failures: before(ended.endAt, failures),
  };
}

/** Ids sort by their numbers, which is the order of entries of the same time. */
function stepId(what: string, which: number | string): string {
  return `${what}-${typeof which === 'number' ? String(which).padStart(6, '0') : which}`;
}

type End = { readonly endAt?: number; readonly status: RunStatus };

/**
 * The failures until a step ended. Later ones, such as code that no longer fits the journal, belong to the
 * run.
 */
function before(endAt: number | undefined, failures: readonly FailureEvent[]): readonly FailureEvent[] {
  return endAt === undefined ? failures : failures.filter(({ at }) => at <= endAt);
}

/** Statuses of an invocation that does not run now; an unfinished action waits for its next attempt. */
const stopped: ReadonlySet<string> = new Set(['backing-off', 'paused']);

function endOf({ at, outcome }: Notification, { journal }: Context): End {
  if (outcome.type === 'success') return { endAt: at, status: 'success' };
  const wasCanceled = isCancelFailure(outcome.failure) && journal.signals.some(isCancel);
  return { endAt: at, status: wasCanceled ? 'canceled' : 'failed' };
}

function endWithoutResult(kind: string, type: string, childId: string | undefined, context: Context): End {
  const { status } = context.row;
  if (status === 'completed') return endOfUnfinished(kind, childId, context);
  if (type === 'action') return { status: stopped.has(status) ? 'queued' : 'running' };
  return { status: type === 'sleep' ? 'sleeping' : 'waiting' };
}

/** When the invocation has ended, its unfinished steps end too; but what it called continues. */
function endOfUnfinished(
  kind: string,
  childId: string | undefined,
  { row, journal, children }: Context,
): End {
  const endAt = row.completed_at ?? journal.lastAt;
  if (kind !== 'Call') return { endAt, status: 'canceled' };
  const { status = 'unknown', endedAt } = children.get(childId ?? '') ?? {};
  return { endAt: endedAt === undefined ? endAt : Math.min(endedAt, endAt ?? endedAt), status };
}

/** Compares the message too, because other conflicts have the same code. */
function isCancelFailure({ code, message }: Failure): boolean {
  return canceledFailures.some(failure => failure === `[${code}] ${message}`);
}

function isCancel({ signal }: { readonly signal: number | string }): boolean {
  return signal === cancelSignal;
}

/** The outcome of commands that need no completion. */
function immediateOutcome(kind: string, body: Command['body']): Outcome | undefined {
  if (kind === 'GetEagerState') return toOutcome(body.result);
  return kind === 'GetEagerStateKeys' ? { type: 'success', value: body.state_keys } : undefined;
}

const types: ReadonlyMap<string, string> = new Map(
  Object.entries({
    Run: 'action',
    Sleep: 'sleep',
    Call: 'workflow',
    OneWayCall: 'workflow',
    AttachInvocation: 'workflow',
    GetInvocationOutput: 'workflow',
    GetPromise: 'hook',
    PeekPromise: 'hook',
    CompletePromise: 'signal',
    CompleteAwakeable: 'signal',
    SendSignal: 'signal',
    GetLazyState: 'state',
    GetEagerState: 'state',
    GetLazyStateKeys: 'state',
    GetEagerStateKeys: 'state',
    SetState: 'state',
    ClearState: 'state',
    ClearAllState: 'state',
  }),
);

const firstAwakeable = 17;

/** An awakeable has no command: the journal shows it only while it is awaited and when it is resolved. */
function awakeables({ row, journal }: Context): readonly JournalStep[] {
  const resolved = journal.signals.filter(signal => !isCancel(signal));
  const numbers = (row.suspended_waiting_for_signals ?? []).filter(signal => signal >= firstAwakeable);
  const open = row.status === 'suspended' ? [...numbers.sort((a, b) => a - b), ...namedSignals(row)] : [];
  const since = row.modified_at ?? journal.lastAt ?? row.created_at;
  return [
    ...resolved.map(
      ({ signal, index, at, outcome }): JournalStep => ({
        ...awakeable(signal, stepId('entry', index)),
        startAt: at,
        endAt: at,
        status: outcome.type === 'success' ? 'success' : 'failed',
        outcome,
      }),
    ),
    ...open.map(
      (signal): JournalStep => ({
        ...awakeable(signal, stepId('signal', signal)),
        startAt: since,
        status: 'waiting',
      }),
    ),
  ];
}

function awakeable(signal: number | string, id: string) {
  const name = typeof signal === 'string' ? `signal ${signal}` : `awakeable ${signal - firstAwakeable + 1}`;
  return { id, kind: 'Signal', type: 'hook', name, failures: [] };
}

function numberIn(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
