import { summarizeFailure } from '../../model/failure/summarize-failure.ts';
import { fieldsOf, isRecord } from '../../model/is-record.ts';
import type { RunError, RunSummary } from '../../model/run.ts';
import { isActive, meaningOf, type RunStatus } from '../../model/status.ts';
import { formatTime } from '../../model/text/formats.ts';
import type { RunDetails } from '../kit/define-store.ts';
import { toRecordedError } from '../kit/serialized-error.ts';
import type { WorkItem } from '../kit/work-items.ts';
import type { Brief, ListedStep } from './mastra-file.ts';
import { type MastraRow, statuses, trigger } from './run-list.ts';

export function toWorkflowSummary(row: MastraRow, brief: Brief | undefined): RunSummary {
  const { id, name, key, state, createdAt } = row;
  const status = statusOf(state);
  const steps = brief?.steps ?? [];
  const first = steps.reduce((least, { from }) => Math.min(least, from ?? least), Number.POSITIVE_INFINITY);
  const startedAt = Number.isFinite(first) ? first : createdAt;
  const open = steps.filter(step => step.status === state && (status === 'sleeping' || status === 'waiting'));
  const wakes = open.flatMap(({ id, from }) => wakeTime(brief?.graph, id, from) ?? []);
  const failed = steps.findLast(step => step.status === 'failed')?.id;
  const error = status === 'failed' && brief?.error !== undefined ? toRecordedError(brief.error) : undefined;
  const origin = key.lastIndexOf(again);
  return {
    ...{ id, kind: 'workflow', name, status, trigger, createdAt, queuedAt: createdAt },
    statusRaw: state,
    statusLabel: state === 'paused' ? 'Paused' : undefined,
    actor: brief?.resource ?? undefined,
    wakeAt: wakes.length === 0 ? undefined : Math.min(...wakes),
    waitingFor: status === 'waiting' ? open.map(askedStep).join(', ') || undefined : undefined,
    startedAt: status === 'queued' ? undefined : startedAt,
    finishedAt: row.finishedAt === null ? undefined : Math.max(row.finishedAt, startedAt),
    pausedMs: pausedMs(steps),
    pausedAt:
      open.length === 0 ? undefined : Math.max(...open.map(step => step.paused ?? step.from ?? createdAt)),
    ...{ models: [], services: [], stepCount: steps.length },
    retryOf: origin > 0 ? `${name}:${key.slice(0, origin)}` : undefined,
    errorSummary: error && summarizeFailure({ error, step: failed, name }),
  };
}

/** `order.approve`, for the step of a called workflow, as a resume names it. */
function askedStep({ id, path }: ListedStep): string {
  return [id, ...path].join('.');
}

export function statusOf(state: string): RunStatus {
  return meaningOf(state, statuses);
}

const again = '.again.';

export function againKey(origin: string, wanted: string): string {
  return `${origin}${again}${wanted.slice(-8)}`;
}

const isSleep = (id: string) => /^sleep_[\da-f-]{36}$/.test(id);

/** `undefined` if another step ran meanwhile. */
function pausedMs(steps: readonly ListedStep[]): number | undefined {
  const spans = steps.flatMap(({ id, from, to, paused, resumed }) => {
    const isPause = isSleep(id) || resumed !== null;
    const [start, end] = isPause && resumed !== null ? [paused ?? from, resumed] : [from, to ?? paused];
    return start === null || end === null ? [] : [{ start, end, isPause }];
  });
  const pauses = spans.filter(({ isPause }) => isPause);
  const isShared = pauses.some(pause =>
    spans.some(other => other !== pause && other.start < pause.end && pause.start < other.end),
  );
  return isShared ? undefined : pauses.reduce((sum, { start, end }) => sum + Math.max(0, end - start), 0);
}

/** The graph of the steps has the length of a sleep, unless a function of the workflow gives it. */
function wakeTime(graph: unknown, id: string, from: number | null): number | undefined {
  const { date, duration } = entryOf(graph, id) ?? {};
  if (typeof date === 'string') return Date.parse(date) || undefined;
  return typeof duration === 'number' && from !== null ? from + duration : undefined;
}

type Entry = Readonly<Record<string, unknown>>;

/** Entries hold steps, and entries of loops and branches hold other entries. */
function entryOf(graph: unknown, id: string): Entry | undefined {
  if (Array.isArray(graph)) return graph.map(inner => entryOf(inner, id)).find(found => found !== undefined);
  if (!isRecord(graph)) return undefined;
  return graph.id === id ? graph : (entryOf(graph.step, id) ?? entryOf(graph.steps, id));
}

/** Whether a step is a workflow: an unrelated run may have its name, and by chance its run id. */
export function isCalled(graph: unknown, step: string): boolean {
  return entryOf(graph, step)?.serializedStepFlow !== undefined;
}

/** The execution path names a step once for each place in the graph, and once more for each restart. */
function usesOf(graph: unknown, id: string): number {
  if (Array.isArray(graph)) return graph.reduce((sum: number, inner) => sum + usesOf(inner, id), 0);
  if (!isRecord(graph)) return 0;
  return graph.id === id ? 1 : usesOf(graph.step, id) + usesOf(graph.steps, id);
}

export type Stacks = (step: string) => RunError | undefined;

/** Mastra keeps stacks in spans alone. */
function toError(value: unknown, thrown: RunError | undefined): RunError | undefined {
  if (value === undefined) return undefined;
  const error = toRecordedError(value);
  return thrown?.stack !== undefined && thrown.message === error.message
    ? { ...error, stack: thrown.stack }
    : error;
}

/** A workflow with its payloads, as far as its snapshot can be read. */
export function toWorkflowDetails(row: MastraRow, whole: unknown, stacks: Stacks): RunDetails {
  const { context, result, error: recorded, requestContext, resumeLabels } = fieldsOf(whole);
  const [stepId, step] =
    Object.entries(fieldsOf(context)).findLast(([, step]) => fieldsOf(step).status === 'failed') ?? [];
  const isFailed = statusOf(row.state) === 'failed';
  // A run that a guard stopped has the error of its step alone.
  const value = recorded ?? (isFailed ? fieldsOf(step).error : undefined);
  const error =
    row.state === 'success' ? undefined : toError(value, stepId === undefined ? undefined : stacks(stepId));
  return {
    ...{ input: fieldsOf(context).input, output: result, error: error && { ...error, stepId } },
    raw: { workflow: row.name, runId: row.key, status: row.state, requestContext, resumeLabels },
  };
}

type Links = {
  readonly stacks: Stacks;
  readonly childOf: (step: string, nested: unknown) => string | undefined;
};

/** By start; Mastra keeps only the last attempt of a step. */
export function toStepItems(row: MastraRow, whole: unknown, { stacks, childOf }: Links): readonly WorkItem[] {
  const { context, serializedStepGraph: graph, stepExecutionPath: path } = fieldsOf(whole);
  const times = Map.groupBy(Array.isArray(path) ? path : [], id => id);
  const items = Object.entries(fieldsOf(context)).flatMap(([id, step]): readonly WorkItem[] => {
    if (id === 'input' || !isRecord(step)) return [];
    const [from = row.createdAt, to] = [step.startedAt, step.endedAt].map(at =>
      typeof at === 'number' ? at : undefined,
    );
    const endedAt = to ?? (row.finishedAt === null ? undefined : Math.max(from, row.finishedAt));
    const shared = { id, createdAt: from, endedAt, status: stepStatus(step.status, row) };
    if (isSleep(id))
      return [
        { ...shared, name: 'sleep', type: 'sleep', wakeAt: endedAt ? undefined : wakeTime(graph, id, from) },
      ];
    const childId = isCalled(graph, id) ? childOf(id, fieldsOf(step.metadata).nestedRunId) : undefined;
    const isHook = step.suspendedAt !== undefined || step.resumedAt !== undefined;
    const type = isHook ? 'hook' : 'action';
    return [
      {
        ...{ ...shared, name: id, type: childId === undefined ? type : 'workflow', childId },
        attempt: Math.max(1, (times.get(id)?.length ?? 1) + 1 - Math.max(1, usesOf(graph, id))),
        input: () => step.payload,
        output: () => step.output ?? askedBy(step),
        error: toError(step.error, stacks(id)),
        attributes: { resumePayload: step.resumePayload, ...fieldsOf(step.metadata) },
      },
    ];
  });
  return items.sort((a, b) => a.createdAt - b.createdAt);
}

/** A step still open when the run ended is canceled. */
function stepStatus(word: unknown, { state, finishedAt }: MastraRow): RunStatus {
  const status = typeof word === 'string' ? statusOf(word) : 'unknown';
  const isOver = !isActive({ status: statusOf(state), finishedAt: finishedAt ?? undefined });
  return isOver && isActive({ status }) ? 'canceled' : status;
}

function askedBy({ suspendPayload }: Entry): Entry | undefined {
  const { __workflow_meta: _, ...asked } = fieldsOf(suspendPayload);
  return Object.keys(asked).length === 0 ? undefined : asked;
}

/** How exactly the start of a process is known. */
const marginMs = 500;

/** `undefined` where the locks of the file do not tell. */
export function strandedReason(
  { state, updatedAt }: MastraRow,
  openedSince: () => readonly number[] | undefined,
) {
  const since = state === 'running' || state === 'waiting' ? openedSince() : undefined;
  if (since === undefined) return undefined;
  if (since.length === 0) return 'no process has the file open: start the application, then restart it';
  const first = Math.min(...since);
  if (updatedAt + marginMs >= first) return undefined;
  return `the application began at ${formatTime(first)} and left it behind: restart it, or end it`;
}
