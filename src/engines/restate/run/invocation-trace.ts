import { mapYielding } from '../../../async/yield-to-event-loop.ts';
import { compareSpans } from '../../../contract/trace-pages.ts';
import type { Log, RunSummary, Span, SpanEvent, SpanStatus, Trace } from '../../../model/run.ts';
import type { RunStatus } from '../../../model/status.ts';
import { failureMessage } from '../invocation/failure-text.ts';
import type { Invocation } from '../invocation/invocation-row.ts';
import { type FailureEvent, isFailedAttempt } from '../journal/failure-events.ts';
import type { JournalStep } from '../journal/journal-steps.ts';

const rootId = 'run';

/**
 * The invocation as a span, below it how long it was queued and what the journal tells; tries that failed are
 * spans of their own. Troubles are logs as well.
 */
export async function toInvocationTrace(
  row: Invocation,
  summary: RunSummary,
  units: readonly JournalStep[],
  troubles: readonly FailureEvent[],
): Promise<Trace> {
  const below = (await mapYielding(units, toSpans)).flat();
  const owners = new Map(units.flatMap(unit => unit.failures.map(trouble => [trouble, unit.id] as const)));
  const ownTroubles = troubles.filter(trouble => !owners.has(trouble));
  const spans = [rootSpan(row, summary, ownTroubles), ...queueSpan(row), ...below];
  return {
    spans: spans.toSorted(compareSpans),
    logs: troubles.map(trouble => toLog(trouble, owners.get(trouble) ?? rootId)),
  };
}

function rootSpan(row: Invocation, summary: RunSummary, troubles: readonly FailureEvent[]): Span {
  return {
    id: rootId,
    name: summary.name,
    kind: 'run',
    startAt: row.created_at,
    ...endedAt(row.created_at, summary.finishedAt),
    status: spanStatus(summary.status),
    attributes: {
      invocationId: row.id,
      target: row.target,
      ...(row.invoked_by_id === undefined ? {} : { parentInvocationId: row.invoked_by_id }),
      ...(row.restarted_from === undefined ? {} : { restartedFrom: row.restarted_from }),
    },
    events: troubles.map(toEvent),
  };
}

function queueSpan(row: Invocation): readonly Span[] {
  const { created_at, running_at, completed_at } = row;
  const end = running_at ?? completed_at;
  if (end !== undefined && end <= created_at) return [];
  return [
    {
      id: 'queued',
      parentId: rootId,
      name: 'queued',
      kind: 'queued',
      startAt: created_at,
      ...(end === undefined ? {} : { endAt: end }),
      status: 'unset',
      attributes: {},
      events: [],
    },
  ];
}

function toSpans(unit: JournalStep): readonly Span[] {
  const { id, name, type, startAt, endAt, status, outcome, childId, kind, wakeAt } = unit;
  const tries = unit.failures.filter(isFailedAttempt);
  const span: Span = {
    id,
    parentId: rootId,
    name,
    kind: type === 'action' ? 'step' : type,
    startAt,
    ...endedAt(startAt, endAt),
    status: spanStatus(status),
    attributes: {
      command: kind,
      ...(childId === undefined ? {} : { invocationId: childId }),
      ...(wakeAt === undefined ? {} : { wakeAt: new Date(wakeAt).toISOString() }),
      ...(tries.length === 0 ? {} : { attempts: tries.length + 1 }),
      ...(outcome?.type === 'failure' ? { error: failureMessage(outcome.failure) } : {}),
    },
    events: unit.failures.filter(trouble => !isFailedAttempt(trouble)).map(toEvent),
  };
  return [span, ...tries.map((trouble, at) => trySpan(unit, trouble, at + 1, tries[at - 1]?.at))];
}

function trySpan(
  unit: JournalStep,
  trouble: FailureEvent,
  attempt: number,
  before: number | undefined,
): Span {
  const startAt = before ?? unit.startAt;
  return {
    id: `${unit.id}-try-${attempt}`,
    parentId: unit.id,
    name: `attempt ${attempt}`,
    kind: 'attempt',
    startAt,
    ...endedAt(startAt, trouble.at),
    status: 'error',
    attributes: { error: failureMessage(trouble) },
    events: [],
  };
}

function endedAt(startAt: number, endAt: number | undefined): { readonly endAt?: number } {
  return endAt === undefined ? {} : { endAt: Math.max(startAt, endAt) };
}

function spanStatus(status: RunStatus): SpanStatus {
  if (status === 'success') return 'ok';
  return status === 'failed' ? 'error' : 'unset';
}

function toEvent(trouble: FailureEvent): SpanEvent {
  return { name: trouble.kind, at: trouble.at, attributes: troubleAttributes(trouble) };
}

function toLog(trouble: FailureEvent, spanId: string): Log {
  return {
    at: trouble.at,
    level: isFailedAttempt(trouble) ? 'warn' : 'error',
    message: `${trouble.kind}: ${failureMessage(trouble)}`,
    spanId,
    attributes: troubleAttributes(trouble),
  };
}

function troubleAttributes({ message, code, stack }: FailureEvent): Readonly<Record<string, unknown>> {
  return { message, ...(code === undefined ? {} : { code }), ...(stack ? { stack } : {}) };
}
