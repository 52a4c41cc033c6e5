import { mapYielding } from '../../../async/yield-to-event-loop.ts';
import type { RunStatus } from '../../../model/status.ts';
import { canceledFailures, type Invocation } from '../invocation/invocation-row.ts';
import {
  cancelSignal,
  firstAwakeable,
  journalTime,
  namedSignals,
  signalName,
} from '../invocation/read-suspensions.ts';
import type { CalledInvocations } from './called-invocations.ts';
import { commandKinds, describeCommand } from './describe-command.ts';
import type { FailureEvent } from './failure-events.ts';
import {
  type Command,
  type Failure,
  type Journal,
  type Notification,
  type Outcome,
  toOutcome,
} from './journal.ts';

const ownEntries: ReadonlySet<string> = new Set(['Input', 'Output']);

/** Ordered by start. */
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
  return [...steps, ...toAwakeableSteps(row, journal)].sort((a, b) => a.startAt - b.startAt);
}

type Context = { readonly row: Invocation; readonly journal: Journal; readonly children: CalledInvocations };

function toJournalStep(command: Command, failures: readonly FailureEvent[], context: Context): JournalStep {
  const { kind, body, index, at } = command;
  const type = commandKinds.get(kind)?.type ?? kind.toLowerCase();
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

type End = { readonly endAt?: number; readonly status: RunStatus };

/** Failures after a step's end, such as code that no longer matches the journal, belong to the run. */
function before(endAt: number | undefined, failures: readonly FailureEvent[]): readonly FailureEvent[] {
  return endAt === undefined ? failures : failures.filter(({ at }) => at <= endAt);
}

/** Statuses in which an unfinished action waits for its next attempt. */
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

/** An ended invocation ends its unfinished steps, but not the invocations it called. */
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

/** Compares the message too: other conflicts have the same code. */
function isCancelFailure({ code, message }: Failure): boolean {
  return canceledFailures.some(failure => failure === `[${code}] ${message}`);
}

/** The outcome of commands without a completion. */
function immediateOutcome(kind: string, body: Command['body']): Outcome | undefined {
  if (kind === 'GetEagerState') return toOutcome(body.result);
  return kind === 'GetEagerStateKeys' ? { type: 'success', value: body.state_keys } : undefined;
}

function numberIn(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** A command or an awakeable; becomes a step and a span. */
export type JournalStep = {
  readonly id: string;
  /** Restate's word. */
  readonly kind: string;
  /** action, sleep, hook, workflow, state, signal, or Restate's word in lower case. */
  readonly type: string;
  readonly name: string;
  readonly startAt: number;
  readonly endAt?: number;
  readonly status: RunStatus;
  readonly input?: unknown;
  readonly outcome?: Outcome;
  /** The called invocation. */
  readonly childId?: string;
  readonly wakeAt?: number;
  /** The recorded failed attempts. */
  readonly failures: readonly FailureEvent[];
};

/** Padded: spans of the same time are sorted by id. */
export function stepId(what: string, which: number | string): string {
  return `${what}-${typeof which === 'number' ? String(which).padStart(6, '0') : which}`;
}

export function isCancel({ signal }: { readonly signal: number | string }): boolean {
  return signal === cancelSignal;
}

/** An awakeable has no command: it is visible only while awaited and once resolved. */
function toAwakeableSteps(row: Invocation, journal: Journal): readonly JournalStep[] {
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
  return { id, kind: 'Signal', type: 'hook', name: signalName(signal), failures: [] };
}
