import { mapYielding } from '../../async/yield-to-event-loop.ts';
import type { RunStatus } from '../../model/status.ts';
import type { Children } from './children.ts';
import { describeCommand } from './describe-command.ts';
import type { Invocation } from './invocation.ts';
import { canceledFailures } from './invocation-status.ts';
import {
  type Command,
  type Failure,
  type Journal,
  type Notification,
  type Outcome,
  toOutcome,
} from './journal.ts';
import { cancelSignal, namedSignals } from './suspension.ts';
import { timeIn } from './times.ts';
import type { Trouble } from './troubles.ts';

/** One thing that an invocation did or waited for: a step, and a span. */
export type Unit = {
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
  /** The tries that failed before, as far as they were recorded. */
  readonly troubles: readonly Trouble[];
};

const ownEntries: ReadonlySet<string> = new Set(['Input', 'Output']);

/** What a journal tells of an invocation, in order. */
export async function toUnits(
  row: Invocation,
  journal: Journal,
  troubles: readonly Trouble[],
  children: Children = new Map(),
): Promise<readonly Unit[]> {
  const context: Context = { row, journal, children };
  const byPlace = Map.groupBy(troubles, trouble => trouble.commandPlace);
  const commands = journal.commands.filter(command => !ownEntries.has(command.kind));
  const units = await mapYielding(commands, command =>
    toUnit(command, byPlace.get(command.place) ?? [], context),
  );
  return [...units, ...awakeables(context)].sort((a, b) => a.startAt - b.startAt);
}

type Context = { readonly row: Invocation; readonly journal: Journal; readonly children: Children };

function toUnit(command: Command, troubles: readonly Trouble[], context: Context): Unit {
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
      : standing(kind, type, childId, context);
  const outcome = completion?.outcome ?? knownAtOnce(kind, body);
  const isToCome = ended.status === 'queued' && context.row.status === 'backing-off';
  const wakeAt = isToCome ? context.row.next_retry_at : timeIn(body.wake_up_time);
  return {
    id: unitId('entry', index),
    kind,
    type,
    name,
    startAt: at,
    ...ended,
    ...(input === undefined ? {} : { input }),
    ...(outcome ? { outcome } : {}),
    ...(childId === undefined ? {} : { childId }),
    ...(wakeAt === undefined ? {} : { wakeAt }),
    troubles: before(ended.endAt, troubles),
  };
}

/** Ids in the order of their numbers, in which those of one moment stand. */
function unitId(what: string, which: number | string): string {
  return `${what}-${typeof which === 'number' ? String(which).padStart(6, '0') : which}`;
}

type End = { readonly endAt?: number; readonly status: RunStatus };

/**
 * What went wrong before something had come of it; what went wrong later, such as other code that does not
 * fit it, is of the run.
 */
function before(endAt: number | undefined, troubles: readonly Trouble[]): readonly Trouble[] {
  return endAt === undefined ? troubles : troubles.filter(({ at }) => at <= endAt);
}

/** Words for an invocation of which nothing runs: what it does next, it does in its next try. */
const stopped: ReadonlySet<string> = new Set(['backing-off', 'paused']);

function endOf({ at, outcome }: Notification, { journal }: Context): End {
  if (outcome.type === 'success') return { endAt: at, status: 'success' };
  const wasCanceled = isCancelFailure(outcome.failure) && journal.signals.some(isCancel);
  return { endAt: at, status: wasCanceled ? 'canceled' : 'failed' };
}

function standing(kind: string, type: string, childId: string | undefined, context: Context): End {
  const { status } = context.row;
  if (status === 'completed') return leftBehind(kind, childId, context);
  if (type === 'action') return { status: stopped.has(status) ? 'queued' : 'running' };
  return { status: type === 'sleep' ? 'sleeping' : 'waiting' };
}

/** What was still to come when the invocation ended never will; but what it called goes on without it. */
function leftBehind(kind: string, childId: string | undefined, { row, journal, children }: Context): End {
  const endAt = row.completed_at ?? journal.lastAt;
  if (kind !== 'Call') return { endAt, status: 'canceled' };
  const { status = 'unknown', endedAt } = children.get(childId ?? '') ?? {};
  return { endAt: endedAt === undefined ? endAt : Math.min(endedAt, endAt ?? endedAt), status };
}

/** Other conflicts have the same code. */
function isCancelFailure({ code, message }: Failure): boolean {
  return canceledFailures.some(failure => failure === `[${code}] ${message}`);
}

function isCancel({ signal }: { readonly signal: number | string }): boolean {
  return signal === cancelSignal;
}

/** What the invocation had brought with it. */
function knownAtOnce(kind: string, body: Command['body']): Outcome | undefined {
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

/** An awakeable has no command: it shows when it is waited for, and when it is answered. */
function awakeables({ row, journal }: Context): readonly Unit[] {
  const answered = journal.signals.filter(signal => !isCancel(signal));
  const numbers = (row.suspended_waiting_for_signals ?? []).filter(signal => signal >= firstAwakeable);
  const open = row.status === 'suspended' ? [...numbers.sort((a, b) => a - b), ...namedSignals(row)] : [];
  const since = row.modified_at ?? journal.lastAt ?? row.created_at;
  return [
    ...answered.map(
      ({ signal, index, at, outcome }): Unit => ({
        ...awakeable(signal, unitId('entry', index)),
        startAt: at,
        endAt: at,
        status: outcome.type === 'success' ? 'success' : 'failed',
        outcome,
      }),
    ),
    ...open.map(
      (signal): Unit => ({
        ...awakeable(signal, unitId('signal', signal)),
        startAt: since,
        status: 'waiting',
      }),
    ),
  ];
}

function awakeable(signal: number | string, id: string) {
  const name = typeof signal === 'string' ? `signal ${signal}` : `awakeable ${signal - firstAwakeable + 1}`;
  return { id, kind: 'Signal', type: 'hook', name, troubles: [] };
}

function numberIn(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
